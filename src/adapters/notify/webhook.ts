import { Webhook } from 'standardwebhooks'
import type { LocalText } from '#kernel/error.ts'
import type { SendOutcome } from '#kernel/ports/channel.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { WebhookPort } from '#kernel/ports/webhook.ts'
import {
  type Allowed,
  ForbiddenAddress,
  guardedLookup,
  literalAddress,
  mayCall,
  type Resolver,
} from './guard.ts'
import { type HttpAnswer, post, retryAfterMs } from './http.ts'
import { final, passing, reasons, withDetail } from './reasons.ts'

const publicOnly: Allowed = { http: false, networks: [] }

/** What `LOAM_WEBHOOK_LOCAL` opens: this machine and private networks. Link-local stays shut: cloud metadata lives there. */
export const privateToo: Allowed = {
  http: true,
  networks: ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
}

export interface WebhookOptions {
  allowed?: Allowed
  /** For the whole call; 15 s if left out. */
  timeoutMs?: number
  /** Names are looked up by the system if left out. */
  resolve?: Resolver
}

/** Signed calls to user-given addresses, none of them inside our own network. */
export function webhooks(clock: Clock, options: WebhookOptions = {}): WebhookPort {
  const { allowed = publicOnly, timeoutMs = 15_000, resolve } = options
  const lookup = guardedLookup(allowed, resolve)
  return {
    check: url => checkAddress(url, allowed),
    async send({ id, url, secret, body }) {
      const fault = checkAddress(url, allowed)
      if (fault) return final('webhook.address', fault)
      const at = new Date(clock.now())
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      }
      try {
        const answer = await post(new URL(url), { headers, body, timeoutMs, maxBytes: 16 * 1024, lookup })
        return { ...judge(answer, clock.now()), status: answer.status }
      } catch (error) {
        if (error instanceof ForbiddenAddress) return final('webhook.address', reasons.urlInside)
        return passing('webhook.unreachable', reasons.unreachable)
      }
    },
  }
}

function checkAddress(address: string, allowed: Allowed): LocalText | undefined {
  if (!URL.canParse(address)) return reasons.urlInvalid
  const url = new URL(address)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed.http)) return reasons.urlScheme
  if (url.username || url.password) return reasons.urlLogin
  const literal = literalAddress(url)
  // A socket looks up no literal address, so it is checked here; names are checked when they are connected to.
  if (literal !== undefined && !mayCall(literal, allowed)) return reasons.urlInside
  const inside = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(url.hostname)
  return inside && allowed.networks.length === 0 ? reasons.urlInside : undefined
}

/** Standard Webhooks: 2xx is taken, 410 means stop, anything else is tried again; a redirect is never followed. */
function judge({ status, headers }: HttpAnswer, now: number): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true }
  const code = `http.${status}`
  if (status === 410) return final(code, reasons.gone)
  if (status >= 300 && status < 400) return final(code, reasons.redirect)
  const wait = retryAfterMs(headers['retry-after'], now)
  return passing(code, withDetail(reasons.answered, String(status)), wait)
}
