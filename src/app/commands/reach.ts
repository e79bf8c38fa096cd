import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import type { Config } from '../config.ts'
import { runningServer } from '../home.ts'
import { localScheme } from '../local-api.ts'
import type { Opened } from '../open.ts'
import type { Sent } from './context.ts'

type Body = NonNullable<ConstructorParameters<typeof Response>[0]>

/** A way to send requests to Loam, whether a server runs or not. */
export interface Reach {
  fetch(path: string, sent?: Sent): Promise<Response>
  /** Lets go of the data folder, if this process took it. */
  close(): Promise<void>
}

/** Reaches the server that runs on the data folder, else opens the folder in this process. */
export async function reach(config: Config, onOpening: () => void): Promise<Reach> {
  const running = await listening(config.home)
  if (running) return { fetch: remote(running.url, running.token), close: async () => {} }
  onOpening()
  // Only now: the whole server takes a while to load, and most commands talk to one that runs.
  const { openHome } = await import('../open.ts')
  const opened = await openHome({ ...config, logLevel: 'silent' })
  return { fetch: within(opened), close: opened.close }
}

/** The running server once it listens: one that has just started needs a moment. */
async function listening(home: string): Promise<{ url: string; token: string } | undefined> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const note = runningServer(home)
    if (!note) return undefined
    if (note.url !== '') return { url: loopback(note.url), token: note.token }
    await pause(250)
  }
  throw new Error(
    'Loam is starting or another command uses the data folder, and it takes long. Try again later.',
  )
}

/** A server that listens on every address is reached on this machine's own. */
function loopback(url: string): string {
  const address = new URL(url)
  if (address.hostname === '0.0.0.0' || address.hostname === '[::]') address.hostname = '127.0.0.1'
  return address.origin
}

function remote(url: string, token: string): Reach['fetch'] {
  return (path, sent = {}) => {
    const isStream = sent.body instanceof Readable
    const init: RequestInit & { duplex?: 'half' } = {
      method: sent.method ?? 'GET',
      headers: { ...sent.headers, authorization: `${localScheme} ${token}` },
    }
    if (sent.body !== undefined)
      init.body = isStream ? (Readable.toWeb(sent.body as Readable) as Body) : (sent.body as Body)
    if (isStream) init.duplex = 'half'
    return fetch(new URL(path, url), init)
  }
}

function within(opened: Opened): Reach['fetch'] {
  return async (path, sent = {}) => {
    const request: InjectOptions = {
      method: sent.method ?? 'GET',
      url: path,
      headers: { ...sent.headers, authorization: `${localScheme} ${opened.token}` },
      ...(sent.body !== undefined && { payload: sent.body }),
    }
    const answer = await opened.app.http.server.inject({ ...request, payloadAsStream: true })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value))
    const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304
    return new Response(hasBody ? (Readable.toWeb(answer.stream()) as Body) : null, {
      status: answer.statusCode,
      headers,
    })
  }
}
