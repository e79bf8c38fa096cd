import { betterAuth } from 'better-auth'
import pg from 'pg'
import type { Db } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'

export interface AuthOptions {
  db: Db
  /** Signs session cookies; kept in the data folder. */
  secret: string
  /** Addresses that the staff application is opened from, when they differ from the server's own. */
  trustedOrigins?: string[]
}

/** Sign-in by better-auth: sessions, passwords, limits on wrong ones in a row. Accounts are made by us, never by sign-up. */
export function makeAuth(options: AuthOptions) {
  const pool = authPool(options.db)
  const auth = betterAuth({
    secret: options.secret,
    basePath: '/api/auth',
    trustedOrigins: request => {
      const host = request?.headers.get('host')
      return [...(host ? [`http://${host}`, `https://${host}`] : []), ...(options.trustedOrigins ?? [])]
    },
    database: pool,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 600,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: {
      database: { generateId: () => newId() },
      cookiePrefix: 'loam',
      ipAddress: { ipAddressHeaders: ['x-loam-client'] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  return {
    handler: (request: Request) => auth.handler(request),
    /** The signed-in user of a request's cookie. */
    userOf: async (headers: Headers): Promise<Id | undefined> =>
      (await auth.api.getSession({ headers }))?.user.id,
    /** Makes a user who signs in with a password; their e-mail counts as checked because an administrator named it. */
    createUser: async (user: { email: string; name: string; password?: string }): Promise<Id> => {
      const context = await auth.$context
      const created = await context.internalAdapter.createUser(
        { email: user.email.toLowerCase(), name: user.name, emailVerified: true },
        { method: 'email-password' },
      )
      if (user.password !== undefined) {
        await context.internalAdapter.linkAccount({
          userId: created.id,
          providerId: 'credential',
          accountId: created.id,
          password: await context.password.hash(user.password),
        })
      }
      return created.id
    },
    findUser: async (email: string): Promise<Id | undefined> => {
      const context = await auth.$context
      return (await context.internalAdapter.findUserByEmail(email.toLowerCase()))?.user.id
    },
    close: () => pool.end(),
  }
}

export type Auth = ReturnType<typeof makeAuth>

/** better-auth names its tables without a schema, so its connections look in `auth` first. */
function authPool(db: Db): pg.Pool {
  const pool = new pg.Pool({ ...db.pool.options, options: '-c role=loam_app -c search_path=auth', max: 4 })
  pool.on('error', () => {}) // a stopping server ends idle connections
  return pool
}
