import type { Id } from '../id.ts'
import type { SendOutcome } from './channel.ts'

/** One e-mail to one person, on behalf of a workspace. */
export interface Mail {
  workspaceId: Id
  to: { name?: string; address: string }
  subject: string
  text: string
  html?: string
}

/**
 * Where the letters of a workspace go: `smtp` out by a mail server; `kept` nowhere, but whoever is in the workspace reads
 * them on this server (a demo: they prove nothing about who read them); `none` nowhere at all.
 */
export type MailKind = 'smtp' | 'kept' | 'none'

/** Sends e-mail. */
export interface MailPort {
  /** Where letters of this workspace go now; where that is `none`, every `send` fails for good, saying so. */
  kindOf(workspaceId: Id): MailKind
  send(mail: Mail): Promise<SendOutcome>
}
