import type { FastifyRequest } from 'fastify'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { can, type Http, signedIn } from '#platform/http/index.ts'
import * as api from './api.ts'
import { errors } from './api.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import { authRoutes, signIn, startOidc } from './auth-routes.ts'
import type { Invitations } from './invitation.ts'
import * as invite from './invitation-api.ts'
import type { Keys } from './keys.ts'
import type { Passwords } from './password.ts'
import type { Identity } from './service.ts'

export interface IdentityParts {
  identity: Identity
  auth: Auth
  attempts: Attempts
  keys: Keys
  passwords: Passwords
  invitations: Invitations
  endSessions(userId: Id): Promise<void>
  /** Sign-ins of the sample workspace, shown on the sign-in page while it exists. */
  sampleAccounts(): Promise<{ name: string; title: string; email: string; password: string }[] | null>
  mailKindOf: MailPort['kindOf']
  oidcName: string | null
  /** The address that links start with; the one the request came to if left out. */
  publicUrl: string | undefined
}

export function identityRoutes(http: Http, parts: IdentityParts): void {
  authRoutes(http, parts)
  entryRoutes(http, parts)
  keyRoutes(http, parts)
  passwordRoutes(http, parts)
  invitationRoutes(http, parts)
}

function entryRoutes(http: Http, parts: IdentityParts): void {
  const { identity, oidcName } = parts
  http.bindOpen(api.readEntry, async ({ request }) => {
    // Passwords are shown to whoever sits at this machine, and to nobody else.
    const accounts = /^(127\.|::1$|::ffff:127\.)/.test(request.ip) ? await parts.sampleAccounts() : null
    return {
      isSetUp: await identity.isSetUp(),
      sample: accounts && { accounts },
      oidc: oidcName === null ? null : { name: oidcName },
    }
  })
  http.bindOpen(api.setUp, async ({ body, reply, request }) => {
    const { workspaceId } = await identity.setUp({
      workspace: body.workspace,
      admin: { name: body.name, email: body.email, password: body.password, locale: body.locale },
    })
    await signIn(parts, request, reply, body)
    return { workspaceId }
  })
  http.bind(api.removeSample, can('setting.manage'), async ({ actor }) => {
    for (const userId of await identity.removeSample(actor)) await parts.endSessions(userId)
  })
  http.bindOpen(api.startOidc, ({ query, request, reply }) => {
    if (oidcName === null) throw new AppError(errors['sign-in.no-oidc'])
    return startOidc(parts, request, reply, query.to)
  })
  http.bind(api.readMe, signedIn, async ({ actor }) => ({
    ...(await identity.readMe(asPerson(actor))),
    mail: parts.mailKindOf(actor.workspaceId),
  }))
  http.bind(api.changeLocale, signedIn, ({ actor, body }) =>
    identity.changeLocale(asPerson(actor), body.locale),
  )
}

function keyRoutes(http: Http, { keys }: IdentityParts): void {
  const manager = can('key.manage')
  http.bind(api.listKeys, manager, ({ actor }) => keys.list(actor))
  http.bind(api.createKey, manager, ({ actor, body }) => keys.create(actor, body))
  http.bind(api.revokeKey, manager, ({ actor, params }) => keys.revoke(actor, params.id))
}

function passwordRoutes(http: Http, parts: IdentityParts): void {
  const { identity, passwords } = parts
  http.bind(api.changePassword, signedIn, async ({ actor, body, request, reply }) => {
    const { email } = await identity.readMe(asPerson(actor))
    await passwords.change(actor, email, request.ip, body)
    await signIn(parts, request, reply, { email, password: body.next })
  })
  http.bind(api.createPasswordLink, can('org.manage'), ({ actor, params, request }) =>
    passwords.createLink(actor, params.userId, baseOf(parts, request)),
  )
  http.bindOpen(api.readPasswordLink, ({ params }) => passwords.readLink(params.token))
  http.bindOpen(api.usePasswordLink, async ({ params, body, request, reply }) => {
    const { email } = await passwords.readLink(params.token)
    await passwords.useLink(params.token, body.password)
    await signIn(parts, request, reply, { email, password: body.password })
  })
}

function invitationRoutes(http: Http, parts: IdentityParts): void {
  const { invitations } = parts
  const manager = can('org.manage')
  http.bind(invite.listInvitations, manager, ({ actor }) => invitations.list(actor))
  http.bind(invite.readInvitationList, manager, ({ actor, body }) => invitations.readList(actor, body.text))
  http.bind(invite.createInvitations, manager, ({ actor, body, request }) =>
    invitations.create(actor, body.people, body.days, baseOf(parts, request)),
  )
  http.bind(invite.revokeInvitation, manager, ({ actor, params }) => invitations.revoke(actor, params.id))
  http.bindOpen(invite.readInvitation, ({ params }) => invitations.read(params.token))
  http.bindOpen(invite.acceptInvitation, async ({ params, body, request, reply }) => {
    const { workspaceId, email } = await invitations.accept(params.token, body)
    await signIn(parts, request, reply, { email, password: body.password })
    return { workspaceId }
  })
}

const baseOf = ({ publicUrl }: IdentityParts, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol}://${request.host}`

/** These routes are about oneself: keys and the command line have no self. */
function asPerson<A extends { kind: string }>(actor: A): A {
  if (actor.kind !== 'user') throw new AppError(errors['sign-in.person-needed'])
  return actor
}
