import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/error.ts'
import { type Http, errors as httpErrors } from '#platform/http/index.ts'
import { errors } from './api.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'

interface SignInParts {
  auth: Auth
  attempts: Attempts
}

/** What better-auth answers by itself; the rest of its routes would change things without our audit log. */
const passed: [method: 'GET' | 'POST', path: string][] = [
  ['POST', '/api/auth/sign-out'],
  ['GET', '/api/auth/callback/oidc'],
  ['POST', '/api/auth/callback/oidc'],
]

export function authRoutes(http: Http, parts: SignInParts): void {
  http.server.route({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    handler: async (request, reply) => {
      const { email, password } = (request.body ?? {}) as { email?: unknown; password?: unknown }
      if (typeof email !== 'string' || typeof password !== 'string')
        throw new AppError(httpErrors['request.invalid'], { faults: 'email, password' })
      await signIn(parts, request, reply, { email, password })
      return {}
    },
  })
  for (const [method, url] of passed) {
    http.server.route({
      method,
      url,
      handler: async (request, reply) => relay(reply, await parts.auth.handler(toWebRequest(request))),
    })
  }
}

/**
 * Signs in with a password and puts the session cookie on the reply.
 * @throws AppError `sign-in.failed`, `.limited` or `.not-a-member`
 */
export async function signIn(
  { auth, attempts }: SignInParts,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { email: string; password: string },
): Promise<void> {
  const wait = await attempts.take(who.email, request.ip)
  if (wait !== undefined) throw new AppError(errors['sign-in.limited'], { seconds: wait })
  const answer = await ask(auth, request, '/api/auth/sign-in/email', who)
  if (answer.status === 429) throw new AppError(errors['sign-in.limited'], { seconds: retryAfter(answer) })
  if (answer.status === 403) {
    const { code } = (await answer.json().catch(() => ({}))) as { code?: string }
    throw new AppError(
      code === 'not_a_member' ? errors['sign-in.not-a-member'] : httpErrors['request.foreign-origin'],
    )
  }
  if (answer.status >= 500) throw new AppError(httpErrors['server.unavailable'])
  if (!answer.ok) throw new AppError(errors['sign-in.failed'])
  await attempts.clear(who.email, request.ip)
  passCookies(answer, reply)
}

/** Begins the sign-in through the company and sends the browser there. */
export async function startOidc(
  { auth }: SignInParts,
  request: FastifyRequest,
  reply: FastifyReply,
  to: string,
): Promise<FastifyReply> {
  const answer = await ask(auth, request, '/api/auth/sign-in/social', {
    provider: 'oidc',
    callbackURL: to,
    errorCallbackURL: '/sign-in',
    disableRedirect: true,
  })
  if (answer.status === 429) throw new AppError(errors['sign-in.limited'], { seconds: retryAfter(answer) })
  const { url } = (await answer.json().catch(() => ({}))) as { url?: string }
  if (!answer.ok || !url) throw new AppError(errors['sign-in.provider-away'])
  passCookies(answer, reply)
  return reply.redirect(url, 302)
}

const retryAfter = (answer: Response) => Number(answer.headers.get('x-retry-after')) || 60

function passCookies(answer: Response, reply: FastifyReply): void {
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
}

/** Asks better-auth on the caller's behalf: from their network, from the site they are on. */
function ask(auth: Auth, request: FastifyRequest, path: string, body: object): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json', ...callerOf(request) })
  if (request.headers.origin) headers.set('origin', request.headers.origin)
  const url = new URL(path, `${request.protocol}://${request.host}`)
  return auth.handler(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }))
}

/** What better-auth counts and judges by. A header of that name that the client sends itself never counts. */
const callerOf = (request: FastifyRequest) => ({ 'x-loam-client': request.ip, host: request.host })

function toWebRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  for (const [name, value] of Object.entries(callerOf(request))) headers.set(name, value)
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
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value)
  })
  passCookies(answer, reply)
  return reply.send(Buffer.from(await answer.arrayBuffer()))
}
