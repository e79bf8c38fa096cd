import { createHmac, timingSafeEqual } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import pg from 'pg'
import type { Db } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Entrance } from './entrance.ts'

/** A company's own sign-in (OpenID Connect), as its settings name it. */
export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
}

export interface AuthOptions {
  db: Db
  /** Signs session cookies; kept in the data folder. */
  secret: string
  /** The address that the staff application is opened at, when it differs from the server's own. */
  publicUrl: string | undefined
  oidc: OidcSettings | undefined
  entrance: Entrance
}

/** Sign-in by better-auth: sessions, passwords, OpenID Connect. Accounts are made by us, never by sign-up. */
export function makeAuth(options: AuthOptions) {
  const pool = authPool(options.db)
  const auth = betterAuth({
    ...settings(options, pool),
    ...admission(options.entrance),
    ...(options.oidc && { plugins: [companySignIn(options.oidc)] }),
  })
  const internal = async () => (await auth.$context).internalAdapter
  const hash = async (password: string) => (await auth.$context).password.hash(password)

  const setPassword = async (userId: Id, password: string): Promise<void> => {
    const adapter = await internal()
    const accounts = await adapter.findAccounts(userId)
    if (accounts.some(account => account.providerId === 'credential'))
      await adapter.updatePassword(userId, await hash(password))
    else
      await adapter.linkAccount({
        userId,
        providerId: 'credential',
        accountId: userId,
        password: await hash(password),
      })
  }

  return {
    handler: (request: Request) => auth.handler(request),

    /** The session's token in a request's cookies, its signature checked. */
    tokenOf: async (cookies: string): Promise<string | undefined> => {
      const { authCookies, secret } = await auth.$context
      return signedToken(cookies, authCookies.sessionToken.name, secret)
    },

    /** Whether a session that ends then neither has ended nor is due to be prolonged. */
    isFresh: (expiresAt: Date): boolean =>
      expiresAt.getTime() - Date.now() > (lifetime - prolongedAfter) * 1000,

    /** The signed-in user of a request's cookie; prolongs the session when that is due. */
    userOf: async (headers: Headers): Promise<Id | undefined> =>
      (await auth.api.getSession({ headers }))?.user.id,

    /**
     * Makes a user. Their e-mail counts as checked if an administrator named it; one that a person typed themselves
     * doesn't, so that the company's sign-in never joins its real owner to an account that somebody else opened.
     */
    createUser: async (user: {
      email: string
      name: string
      password?: string
      emailVerified?: boolean
    }): Promise<Id> => {
      const created = await (await internal()).createUser(
        { email: user.email.toLowerCase(), name: user.name, emailVerified: user.emailVerified ?? true },
        { method: 'email-password' },
      )
      if (user.password !== undefined) await setPassword(created.id, user.password)
      return created.id
    },

    findUser: async (email: string): Promise<Id | undefined> =>
      (await (await internal()).findUserByEmail(email.toLowerCase()))?.user.id,

    setPassword,

    /** Whether a password is the user's; false for someone who only signs in through the company. */
    passwordFits: async (userId: Id, password: string): Promise<boolean> => {
      const accounts = await (await internal()).findAccounts(userId)
      const stored = accounts.find(account => account.providerId === 'credential')?.password
      if (!stored) return false
      return (await auth.$context).password.verify({ hash: stored, password })
    },

    /** Takes back a user that was made a moment ago. */
    removeUser: async (userId: Id): Promise<void> => (await internal()).deleteUser(userId),

    /** Ends every session of a user; their cookies are worth nothing from then on. */
    endSessions: async (userId: Id): Promise<void> => (await internal()).deleteUserSessions(userId),

    close: () => pool.end(),
  }
}

export type Auth = ReturnType<typeof makeAuth>

/** Of sessions, seconds. */
const lifetime = 14 * 24 * 3600
const prolongedAfter = 24 * 3600

/** What better-auth wrote into its cookie: the token, a dot, its HMAC with SHA-256 in base64. */
function signedToken(cookies: string, name: string, secret: string): string | undefined {
  const found = cookies
    .split(';')
    .map(part => part.trim())
    .find(part => part.startsWith(`${name}=`))
  const [, token, signature] = /^(.+)\.([\w+/]{43}=)$/.exec(decoded(found?.slice(name.length + 1))) ?? []
  if (token === undefined || signature === undefined) return undefined
  const expected = createHmac('sha256', secret).update(token).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'base64')) ? token : undefined
}

function decoded(value = ''): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function settings({ secret, publicUrl }: AuthOptions, pool: pg.Pool) {
  return {
    secret,
    ...(publicUrl !== undefined && { baseURL: publicUrl }),
    basePath: '/api/auth',
    trustedOrigins: (request?: Request) => {
      const host = request?.headers.get('host')
      return host ? [`http://${host}`, `https://${host}`] : []
    },
    database: pool,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: lifetime, updateAge: prolongedAfter },
    // Per network, for a whole office; guessing one account's password is stopped by attempts.ts.
    rateLimit: {
      enabled: true,
      storage: 'database' as const,
      window: 60,
      max: 600,
      customRules: {
        '/sign-in/email': { window: 60, max: 120 },
        '/sign-in/social': { window: 60, max: 300 },
      },
    },
    onAPIError: { errorURL: '/sign-in' },
    advanced: {
      database: { generateId: () => newId() },
      cookiePrefix: 'loam',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      ipAddress: { ipAddressHeaders: ['x-loam-client'] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  }
}

/** Nobody gets a session who isn't a member; an invited person becomes one when the company vouches for their e-mail. */
function admission(entrance: Entrance) {
  const refuse = () => new APIError('FORBIDDEN', { code: 'not_a_member', message: 'not a member' })
  const isVouched = (context: { path?: string } | null) => context?.path?.startsWith('/callback/') ?? false
  return {
    databaseHooks: {
      user: {
        create: {
          before: async (
            user: { email: string; emailVerified: boolean },
            context: { path?: string } | null,
          ) => {
            if (!isVouched(context)) return // made by ourselves, for somebody who was invited
            if (!user.emailVerified || !(await entrance.isInvited(user.email))) throw refuse()
          },
        },
      },
      session: {
        create: {
          before: async (session: { userId: string }, context: { path?: string } | null) => {
            if (!(await entrance.admit(session.userId, isVouched(context)))) throw refuse()
          },
        },
      },
    },
  }
}

const companySignIn = ({ issuer, clientId, clientSecret }: OidcSettings) =>
  genericOAuth({
    config: [
      {
        providerId: 'oidc',
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        requireIdTokenVerification: true,
        disableProviderLogout: true,
      },
    ],
  })

/** better-auth names its tables without a schema, so its connections look in `auth` first. */
function authPool(db: Db): pg.Pool {
  const pool = new pg.Pool({ ...db.pool.options, options: '-c role=loam_app -c search_path=auth', max: 4 })
  pool.on('error', () => {}) // a stopping server ends idle connections
  return pool
}
