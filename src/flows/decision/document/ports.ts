import type { Db, Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Blobs } from '#kernel/ports/blob.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { PageReader } from '#kernel/ports/page-reader.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Signer } from './sign.ts'

/** Whose choice it is: a known contact, else the reader of one link. */
export interface ConsentSubject {
  kind: 'contact' | 'reader'
  id: Id
}

export interface Notice {
  version: number
  line: LocalText
  body: LocalText
}

/** Permission for the purpose "sales decisions", as the viewer needs it. */
export interface ReadingConsent {
  /** The notice in force: what is asked in one line, and the whole of it. Not within a transaction. */
  notice(workspaceId: Id): Promise<Notice>
  /** The latest choice; null while unanswered. */
  choice(tx: Tx, workspaceId: Id, subject: ConsentSubject): Promise<'granted' | 'denied' | null>
  /** Which of these subjects gave permission. */
  permitted(tx: Tx, workspaceId: Id, subjects: readonly Id[]): Promise<ReadonlySet<Id>>
  /** Records a choice in the ledger. */
  choose(
    tx: Tx,
    workspaceId: Id,
    subject: ConsentSubject,
    choice: { choice: 'granted' | 'denied'; version: number; at: number },
  ): Promise<void>
  /** A reader is known as a contact now: what they chose holds for the contact, unless a newer choice stands there. */
  carryOver(tx: Tx, workspaceId: Id, readerId: Id, contactId: Id): Promise<void>
  /** To be called after the commit of a choice: it then holds at once. */
  chosen(workspaceId: Id): void
}

/** What the document module needs from others. */
export interface DocumentPorts {
  db: Db
  outbox: Outbox
  live: Live
  clock: Clock
  mail: MailPort
  blobs: Blobs
  pages: PageReader
  signer: Signer
  consent: ReadingConsent
  /** Start of the links that readers are given, without a slash at the end. */
  linkBase(): string
  /** Told of failures in the background. No personal data. */
  onError(error: unknown, what: string): void
}
