import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/error.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Route } from '#kernel/route.ts'
import { type Http, open } from '#platform/http/index.ts'
import type { Key } from '#platform/identity/index.ts'
import type { Origin } from './accept.ts'
import { batchBytes, errors, eventBytes, requestBytes, segmentRoutes, sendEvents } from './api.ts'
import { parseEvents, parseJson, readText } from './body.ts'
import { secretOf } from './keys.ts'
import { isObject } from './model.ts'
import type { makeTakeEvents } from './native.ts'
import { readEnvelope, type SegmentCall, segmentCalls } from './segment.ts'
import type { makeTakeMessages } from './tracking.ts'

export interface ReceivePorts {
  clock: Clock
  findKey(secret: string): Promise<Key | undefined>
  takeEvents: ReturnType<typeof makeTakeEvents>
  takeMessages: ReturnType<typeof makeTakeMessages>
}

/**
 * The endpoints that programs send events to. They stand in a scope of their own: any content type is taken as bytes
 * (beacons come as text), keys are looked up from memory, and only here browsers of other sites are let in.
 */
export function receiveRoutes(http: Http, ports: ReceivePorts): void {
  for (const route of [sendEvents, ...Object.values(segmentRoutes)]) http.routes.push({ route, policy: open })
  http.server.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    nativeEndpoint(scope, ports)
    scope.register(async segment => segmentEndpoints(segment, ports))
  })
}

function nativeEndpoint(scope: FastifyInstance, { findKey, takeEvents }: ReceivePorts): void {
  scope.route({
    method: sendEvents.method,
    url: sendEvents.path,
    bodyLimit: requestBytes,
    handler: async (request, reply) => {
      const key = await needKey(findKey, secretOf(request.headers.authorization))
      const text = await readText(request.body, request.headers['content-encoding'], requestBytes)
      const answer = await takeEvents(
        originOf(key, false),
        parseEvents(text, request.headers['content-type']),
      )
      return reply.code(202).send(answer)
    },
  })
}

function segmentEndpoints(scope: FastifyInstance, ports: ReceivePorts): void {
  scope.addHook('onRequest', async (_, reply) => {
    reply.header('access-control-allow-origin', '*')
  })
  for (const [call, route] of Object.entries(segmentRoutes)) {
    segmentEndpoint(
      scope,
      route,
      ports,
      segmentCalls.find(name => name === call),
      call === 'import',
    )
    scope.options(route.path, (_, reply) => allowBrowsers(reply))
  }
}

function allowBrowsers(reply: FastifyReply): FastifyReply {
  return reply
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', 'authorization, content-type, content-encoding, x-retry-count')
    .header('access-control-max-age', '86400')
    .code(204)
    .send()
}

function segmentEndpoint(
  scope: FastifyInstance,
  route: Route,
  ports: ReceivePorts,
  call: SegmentCall | undefined,
  imported: boolean,
): void {
  const most = call === undefined ? batchBytes : eventBytes
  scope.route({
    method: route.method,
    url: route.path,
    // Beyond the limit Segment answers 400; the bytes are let in a little further, so that we can.
    bodyLimit: 4 * batchBytes,
    handler: async (request: FastifyRequest, reply) => {
      const body = await readSegmentBody(request, most)
      const key = await needKey(
        ports.findKey,
        secretOf(request.headers.authorization) ?? textOf(body.writeKey),
      )
      const messages = call === undefined ? body.batch : [body]
      if (!Array.isArray(messages)) throw new AppError(errors['events.not-batch'])
      const envelope = readEnvelope(body, ports.clock.now(), imported)
      const rejected = await ports.takeMessages(originOf(key, imported), messages, call, envelope)
      return reply.code(200).send({ success: rejected.length === 0, rejected })
    },
  })
}

async function readSegmentBody(request: FastifyRequest, most: number): Promise<Record<string, unknown>> {
  const text = await readText(request.body, request.headers['content-encoding'], most).catch(error => {
    throw error instanceof AppError && error.kind === 'too-large'
      ? new AppError(errors['events.batch-too-large'])
      : error
  })
  const body = parseJson(text)
  if (!isObject(body)) throw new AppError(errors['event.not-object'])
  return body
}

async function needKey(findKey: ReceivePorts['findKey'], secret: string | undefined): Promise<Key> {
  const key = secret === undefined ? undefined : await findKey(secret)
  if (!key) throw new AppError(errors['events.key'])
  return key
}

const originOf = (key: Key, imported: boolean): Origin => ({
  workspaceId: key.workspaceId,
  source: key.source,
  imported,
})

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
