import { isIP } from 'node:net'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
  type RouteOptions,
} from 'fastify'
import { z } from 'zod'
import { AppError, type ErrorKind } from '#kernel/error.ts'
import { newToken } from '#kernel/id.ts'
import type { Part, Route, Schema } from '#kernel/route.ts'
import type { Permission } from '#platform/org/api.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors } from './api.ts'
import { type Metrics, makeMetrics } from './metrics.ts'

/** Who may call a route: anybody, anybody signed in, or who holds a permission. */
export type Policy = { needs: 'nothing' } | { needs: 'sign-in' } | { needs: Permission }

/** The route is open to the world; its handler checks links, tokens and keys itself. */
export const open: Policy = { needs: 'nothing' }
export const signedIn: Policy = { needs: 'sign-in' }
export const can = (permission: Permission): Policy => ({ needs: permission })

export interface Call<R extends Route> {
  params: Part<R, 'params'>
  query: Part<R, 'query'>
  body: Part<R, 'body'>
  requestId: string
  request: FastifyRequest
  reply: FastifyReply
}

/** A call whose parts the route's schemas have shaped: which types they have, only who binds the route knows. */
type Shaped = Record<'params' | 'query' | 'body', unknown> &
  Pick<Call<Route>, 'requestId' | 'request' | 'reply'> & { actor: Actor }

export interface Http {
  server: FastifyInstance
  /** Every bound route with its policy, for OpenAPI and for the test that no route lacks one. */
  routes: { route: Route; policy: Policy }[]
  /** Every address the server answers at, also those of libraries: `GET /api/v1/me`. */
  addresses: string[]
  /** Measurements for /metrics; modules add theirs. */
  metrics: Metrics
  /** Binds a route that needs an actor. */
  bind<const R extends Route>(
    route: R,
    policy: Policy,
    handler: (call: Call<R> & { actor: Actor }) => Promise<Answer<R>> | Answer<R>,
  ): void
  /** Binds a route that is open to the world. */
  bindOpen<const R extends Route>(route: R, handler: (call: Call<R>) => Promise<Answer<R>> | Answer<R>): void
}

/** Routes without an answer schema send what they like themselves (files, streams) and return the reply. */
type Answer<R extends Route> = R extends { answer: Schema<infer T> } ? T | FastifyReply : unknown

export interface HttpOptions {
  /** Finds out who calls, or undefined. Never throws for bad credentials. */
  authenticate(request: FastifyRequest): Promise<Actor | undefined>
  /** pino level; 'silent' in tests. */
  logLevel?: string
  bodyLimit?: number
  trustProxy?: boolean
}

/** Quick rather than small: an answer is packed while somebody waits. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

/** Makes the HTTP server: JSON in and out, one error shape, request ids, no personal data in its log. */
export function makeHttp(options: HttpOptions): Http {
  const settings: FastifyServerOptions = {
    bodyLimit: options.bodyLimit ?? 2 * 1024 * 1024,
    trustProxy: options.trustProxy ?? false,
    genReqId: () => newToken(12),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 300 },
    logger: {
      level: options.logLevel ?? 'info',
      serializers: {
        // The pattern and never the address: links are secrets, and queries hold names.
        req: request => ({ method: request.method, route: request.routeOptions?.url }),
        res: reply => ({ status: reply.statusCode }),
      },
    },
  }
  const server: FastifyInstance = Fastify(settings)
  server.setErrorHandler(answerError)
  server.setNotFoundHandler(async (request, reply) =>
    answerError(new AppError(errors['request.missing']), request, reply),
  )
  server.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
  })

  const metrics = makeMetrics()
  server.addHook('onResponse', async (request, reply) => {
    // The pattern: an address of its own for every link would fill the memory, and links are secrets.
    const route = request.routeOptions.url ?? 'none'
    metrics.http.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
  const routes: Http['routes'] = []
  const addresses: string[] = []
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') addresses.push(`${one} ${url}`)
  })
  const pending: RouteOptions[] = []
  // In this order, since compression reaches only routes that come after it. Bodies of requests stay as they are:
  // ingest unpacks its own, and knows gzip bombs.
  server.register(compress, { encodings: ['br', 'gzip'], globalDecompression: false, brotliOptions })
  server.register(async scope => {
    for (const ready of pending) scope.route(ready)
  })
  const add = (record: Route, policy: Policy, handler: (call: Shaped) => unknown) => {
    routes.push({ route: record, policy })
    pending.push({
      method: record.method,
      url: record.path,
      handler: async (request, reply) => {
        const actor = policy.needs === 'nothing' ? undefined : await admit(request, policy, options)
        const answer = await handler({
          ...shape(record, request),
          requestId: request.id,
          request,
          reply,
          actor: actor as Actor,
        })
        if (answer === undefined && !reply.sent) return reply.code(204).send()
        return answer
      },
    })
  }
  return {
    server,
    routes,
    addresses,
    metrics,
    bind: (record, policy, handler) => add(record, policy, handler as (call: Shaped) => unknown),
    bindOpen: (record, handler) => add(record, open, handler as (call: Shaped) => unknown),
  }
}

async function admit(request: FastifyRequest, policy: Policy, options: HttpOptions): Promise<Actor> {
  const actor = await options.authenticate(request)
  if (!actor) throw new AppError(errors['request.unauthenticated'])
  if (actor.kind === 'user' && request.method !== 'GET') refuseForeignOrigin(request)
  if (policy.needs !== 'sign-in' && policy.needs !== 'nothing' && !actor.permissions.has(policy.needs)) {
    throw new AppError(errors['request.forbidden'], { permission: policy.needs })
  }
  return actor
}

/** A cookie rides along with requests that another site makes; those carry that site's Origin. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.host)
    throw new AppError(errors['request.foreign-origin'])
}

function shape(record: Route, request: FastifyRequest) {
  try {
    return {
      params: record.params?.parse(request.params),
      query: record.query?.parse(request.query),
      body: record.body?.parse(request.body),
    }
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new AppError(errors['request.invalid'], { faults: faultsOf(error), issues: issuesOf(error) })
    throw error
  }
}

/** A refused input in one line: `name: too short; owner: not an id`. */
export function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 8)
    .map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`)
    .join('; ')
}

const issuesOf = (error: z.ZodError) =>
  error.issues.slice(0, 20).map(issue => ({ path: issue.path.map(String), message: issue.message }))

const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  limited: 429,
  unavailable: 503,
}

function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asAppError(thrown, request)
  const seconds = error.details?.seconds
  if (typeof seconds === 'number') reply.header('retry-after', Math.ceil(seconds))
  return reply.code(statusOf[error.kind]).send({
    error: {
      code: error.code,
      message: error.text,
      requestId: request.id,
      ...(error.details && { details: error.details }),
    },
  })
}

function asAppError(thrown: unknown, request: FastifyRequest): AppError {
  if (thrown instanceof AppError) return thrown
  const { statusCode, code } = thrown as { statusCode?: number; code?: string }
  if (statusCode === 413) return new AppError(errors['request.too-large'])
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return code === 'FST_ERR_CTP_INVALID_JSON_BODY' || thrown instanceof SyntaxError
      ? new AppError(errors['request.not-json'])
      : new AppError(errors['request.invalid'], { faults: (thrown as Error).message })
  }
  if (isDatabaseAway(thrown)) return new AppError(errors['server.unavailable'])
  // Only the name, code and stack: messages of database errors quote values.
  request.log.error(
    { name: (thrown as Error)?.name, code, stack: (thrown as Error)?.stack?.split('\n').slice(1, 8) },
    'request failed',
  )
  return new AppError(errors['server.failed'], { requestId: request.id })
}

/** Whether an error means that the database can't be reached, shuts down, is full or out of connections. */
export function isDatabaseAway(thrown: unknown): boolean {
  const chain = [thrown, (thrown as Error | undefined)?.cause] as { code?: string; message?: string }[]
  return chain.some(
    error =>
      /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0\d|08\d{3}|53\d{3})$/.test(error?.code ?? '') ||
      /Connection terminated|timeout exceeded when trying to connect/.test(error?.message ?? ''),
  )
}

/** The caller's network without its last part: enough to tell places apart, too little to name a person. */
export function networkOf(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  return isIP(address) === 6 ? `${address.split(':').slice(0, 3).join(':')}::/48` : 'unknown'
}
