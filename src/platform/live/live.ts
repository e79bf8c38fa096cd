import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Id } from '#kernel/id.ts'
import { route } from '#kernel/route.ts'
import { type Http, signedIn } from '#platform/http/index.ts'
import type { Permission } from '#platform/org/api.ts'
import type { Actor } from '#platform/org/index.ts'

/** A message to open screens: `type` tells what changed, `data` is small (ids rather than records). */
export interface LiveMessage {
  workspaceId: Id
  type: string
  data: Record<string, unknown>
  /** Only to these people; left out, to everyone in the workspace who holds `permission`. */
  to?: readonly Id[]
  permission?: Permission
}

export interface Live {
  push(message: LiveMessage): void
  /** Closes a person's screens at once: they may no longer see anything. */
  cut(userId: Id): void
  /** How many screens are open. */
  size(): number
  close(): void
}

export const readLive = route({
  method: 'GET',
  path: '/api/v1/live',
  summary: 'Server-sent events for the open screen',
  query: z.object({}),
})

const heartbeatMs = 20_000
/** A screen that takes its messages this slowly is cut off; it reconnects and reads afresh. */
const mostBuffered = 1024 * 1024

/** Server-sent events. Messages say what changed; a screen that was away reads afresh when it reconnects. */
export function makeLive(http: Http): Live {
  const screens = new Map<ServerResponse, Actor>()
  let lastId = 0
  http.bind(readLive, signedIn, ({ actor, reply, request }) => {
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Else the socket outlives the stream as an idle one, and a stopping server waits a minute for it.
      connection: 'close',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    })
    stream.write(`retry: 1000\nevent: hello\ndata: {}\n\n`)
    screens.set(stream, actor)
    stream.on('close', () => screens.delete(stream))
    return reply
  })
  const send = (stream: ServerResponse, text: string) => {
    if (stream.writableLength > mostBuffered) stream.destroy()
    else stream.write(text)
  }
  const heartbeat = setInterval(() => {
    for (const stream of screens.keys()) send(stream, ': \n\n')
  }, heartbeatMs)
  heartbeat.unref()
  const wants = (actor: Actor, message: LiveMessage) =>
    actor.workspaceId === message.workspaceId &&
    (message.to === undefined || (actor.id !== null && message.to.includes(actor.id))) &&
    (message.permission === undefined || actor.permissions.has(message.permission))
  const close = () => {
    clearInterval(heartbeat)
    for (const stream of screens.keys()) stream.end()
  }
  http.server.addHook('preClose', async () => close())
  return {
    push: message => {
      const text = `id: ${++lastId}\nevent: ${message.type}\ndata: ${JSON.stringify(message.data)}\n\n`
      for (const [stream, actor] of screens) if (wants(actor, message)) send(stream, text)
    },
    cut: userId => {
      for (const [stream, actor] of screens) if (actor.id === userId) stream.destroy()
    },
    size: () => screens.size,
    close,
  }
}
