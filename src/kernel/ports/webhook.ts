import type { LocalText } from '../error.ts'
import type { SendOutcome } from './channel.ts'

/** One call to a company's own address, signed as Standard Webhooks (standardwebhooks.com) says. */
export interface WebhookCall {
  /** Stays the same when the call is repeated: the receiver drops what it has seen. */
  id: string
  url: string
  /** `whsec_` and base64. */
  secret: string
  /** The JSON text, exactly as it is signed and sent. */
  body: string
}

/** Calls addresses that users typed in, and therefore none inside our own network. */
export interface WebhookPort {
  /** What is wrong with an address, before it is stored; undefined when nothing is. Looks no name up. */
  check(url: string): LocalText | undefined
  send(call: WebhookCall): Promise<SendOutcome & { status?: number }>
}
