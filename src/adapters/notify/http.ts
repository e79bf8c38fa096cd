import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'

export interface HttpAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** At most `maxBytes` of the body, as text. */
  body: string
}

export interface PostOptions {
  headers: Record<string, string>
  body: string
  /** For the whole call: name, connection, answer. */
  timeoutMs: number
  /** More of an answer than this is not read. */
  maxBytes: number
  lookup?: LookupFunction
}

/** One POST on a connection of its own. Follows no redirect, uses no proxy; rejects on network failure and time-out. */
export function post(url: URL, options: PostOptions): Promise<HttpAnswer> {
  const { body, timeoutMs, maxBytes, lookup } = options
  const headers = {
    'user-agent': 'Loam',
    ...options.headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const client = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const request = client.request(url, {
      method: 'POST',
      headers,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(lookup ? { lookup } : {}),
    })
    request.on('error', reject)
    request.on('response', response => {
      read(response, maxBytes).then(
        text => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      )
    })
    request.end(body)
  })
}

async function read(response: http.IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= maxBytes) break
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
}

/** Milliseconds that a Retry-After header (seconds or a date) asks for, between 1 s and a day. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), 86_400_000) : undefined
}
