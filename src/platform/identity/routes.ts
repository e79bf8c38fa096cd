import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/error.ts'
import { can, type Http, signedIn } from '#platform/http/index.ts'
import { changeLocale, createKey, errors, listKeys, readEntry, readMe, revokeKey, setUp } from './api.ts'
import type { Auth } from './auth.ts'
import type { Identity } from './service.ts'

export interface EntryFacts {
  /** Sign-ins of the sample workspace, shown on the sign-in page while it exists. */
  sampleAccounts(): Promise<{ name: string; title: string; email: string; password: string }[] | null>
  oidcName: string | null
}

export function identityRoutes(http: Http, identity: Identity, auth: Auth, entry: EntryFacts): void {
  passThrough(http, auth)
  http.bindOpen(readEntry, async () => {
    const accounts = await entry.sampleAccounts()
    return {
      isSetUp: await identity.isSetUp(),
      sample: accounts && { accounts },
      oidc: entry.oidcName === null ? null : { name: entry.oidcName },
    }
  })
  http.bindOpen(setUp, async ({ body, reply, request }) => {
    if (await identity.isSetUp()) throw new AppError(errors['setup.done'])
    const { workspaceId } = await identity.createWorkspace({
      workspace: body.workspace,
      admin: { name: body.name, email: body.email, password: body.password, locale: body.locale },
    })
    await signIn(auth, request, reply, body)
    return { workspaceId }
  })
  http.bind(readMe, signedIn, ({ actor }) => identity.readMe(actor))
  http.bind(changeLocale, signedIn, ({ actor, body }) => identity.changeLocale(actor, body.locale))
  http.bind(listKeys, can('key.manage'), ({ actor }) => identity.listKeys(actor))
  http.bind(createKey, can('key.manage'), ({ actor, body }) => identity.createKey(actor, body))
  http.bind(revokeKey, can('key.manage'), ({ actor, params }) => identity.revokeKey(actor, params.id))
}

/** better-auth answers below /api/auth by itself. */
function passThrough(http: Http, auth: Auth): void {
  http.server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => relay(reply, await auth.handler(toWebRequest(request))),
  })
}

/** Signs in with a password and puts the session cookie on the reply. */
export async function signIn(
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { email: string; password: string },
): Promise<void> {
  const web = new Request(new URL('/api/auth/sign-in/email', `${request.protocol}://${request.host}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-loam-client': request.ip },
    body: JSON.stringify({ email: who.email, password: who.password }),
  })
  const answer = await auth.handler(web)
  if (!answer.ok) throw new AppError(errors['sign-in.failed'])
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
}

function toWebRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  headers.set('x-loam-client', request.ip) // what the limits count by; a header of the client's own never counts
  const hasBody = request.method !== 'GET' && request.body !== undefined
  return new Request(new URL(request.url, `${request.protocol}://${request.host}`), {
    method: request.method,
    headers,
    ...(hasBody && { body: JSON.stringify(request.body) }),
  })
}

async function relay(reply: FastifyReply, answer: Response): Promise<FastifyReply> {
  reply.code(answer.status)
  answer.headers.forEach((value, name) => {
    if (name !== 'set-cookie') reply.header(name, value)
  })
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.send(Buffer.from(await answer.arrayBuffer()))
}
