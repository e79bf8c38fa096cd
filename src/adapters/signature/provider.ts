import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EnvelopeEvent, SigningProvider } from '#kernel/ports/signing.ts'
import { canonicalJson } from '#lib/contract/index.ts'

const TIMEOUT_MS = 15_000
/** Callbacks older or newer than this are refused: a recorded one can't be played again later. */
const SKEW_MS = 5 * 60_000

export interface ProviderOptions {
  name: string
  /** Address of the service, without a slash at the end. */
  url: string
  appId: string
  secret: string
  clock: Clock
}

/**
 * A signing service over HTTP, in the shape that 法大大, e签宝 and their like share: JSON requests signed by HMAC-SHA256 over
 * `METHOD\npath\ntimestamp\nbody`, callbacks signed the same way over
 * `timestamp\n` and the canonical JSON of their body (RFC 8785). A service with other words needs an adapter of its own.
 */
export function httpSigningProvider({ name, url, appId, secret, clock }: ProviderOptions): SigningProvider {
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('hex')

  const request = async (method: 'GET' | 'POST', path: string, payload?: object): Promise<Response> => {
    const body = payload ? JSON.stringify(payload) : ''
    const at = String(clock.now())
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...{ 'content-type': 'application/json', 'x-app-id': appId, 'x-timestamp': at },
        'x-signature': mac(`${method}\n${path}\n${at}\n${body}`),
      },
      ...(payload && { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!answer.ok) throw new Error(`${name}: HTTP ${answer.status}`)
    return answer
  }
  const textOf = async (answer: Response, field: string): Promise<string> => {
    const found = ((await answer.json()) as Record<string, unknown>)[field]
    if (typeof found !== 'string' || found === '') throw new Error(`${name}: no ${field} in the answer`)
    return found
  }
  const at = (envelope: string) => `/envelopes/${encodeURIComponent(envelope)}`

  return {
    name,
    create: async ({ key, title, file, signer, expiresAt }) => {
      const base64 = Buffer.from(file).toString('base64')
      return textOf(
        await request('POST', '/envelopes', { key, title, file: base64, signer, expiresAt }),
        'envelope',
      )
    },
    signingUrl: async envelope => {
      const address = await textOf(await request('GET', `${at(envelope)}/signing-url`), 'url')
      if (!/^https?:\/\//.test(address)) throw new Error(`${name}: no address to sign at`)
      return address
    },
    cancel: async (envelope, reason) => {
      await request('POST', `${at(envelope)}/cancel`, { reason })
    },
    read: (headers, body) => {
      const [given = '', when = ''] = [headers['x-signature'], headers['x-timestamp']]
      const wanted = mac(`${when}\n${canonicalJson(body)}`)
      const genuine =
        given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
      return genuine && Math.abs(Number(when) - clock.now()) <= SKEW_MS ? eventOf(body) : undefined
    },
    download: async envelope =>
      new Uint8Array(await (await request('GET', `${at(envelope)}/file`)).arrayBuffer()),
  }
}

function eventOf(body: unknown): EnvelopeEvent | undefined {
  const { envelope, kind, at, signer, reason } = body as Record<string, unknown>
  if (typeof envelope !== 'string' || typeof at !== 'number') return undefined
  if (kind === 'signed') return { envelope, kind, at, signer: String(signer ?? '') }
  return kind === 'declined' ? { envelope, kind, at, reason: String(reason ?? '').slice(0, 300) } : undefined
}
