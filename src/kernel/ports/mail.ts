import type { SendOutcome } from './channel.ts'

/** One e-mail to one person. */
export interface Mail {
  to: { name?: string; address: string }
  subject: string
  text: string
  html?: string
}

/** Sends e-mail. */
export interface MailPort {
  /** Whether a mail server is configured; without one every `send` fails for good, saying so. */
  readonly configured: boolean
  send(mail: Mail): Promise<SendOutcome>
}
