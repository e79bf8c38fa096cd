import type { QuoteModule } from '#collaboration/quote/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Blobs } from '#kernel/ports/blob.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { PdfSealer, SigningProvider } from '#kernel/ports/signing.ts'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

/** A contract's text as a mandate looks at it. */
export interface ContractSubject {
  contractId: Id
  /** Of the text; the clearance is by this hash. */
  hash: string
  quoteId: Id
  quoteHash: string
  accountId: Id
  opportunityId: Id | null
  ownerId: Id | null
  authorId: Id | null
  /** With tax, minor units. */
  amount: number
  currency: string
  /** Whether a clause departs from the library. */
  nonStandardClause: boolean
  /** Cap of liability in percent of the price; null: none. */
  liability: number | null
}

export interface SealVerdict {
  may: boolean
  reason: LocalText
  /** Whose mandate covers it, where the actor's doesn't. */
  others: Id[]
}

/** Who may let which text out. Nothing is sent or signed that isn't cleared. */
export interface Gate {
  /** Whether a quote's revision or a contract's text is cleared, by mandate or by approval. */
  cleared(tx: Tx, workspaceId: Id, hash: string): Promise<boolean>
  /** Asks the mandate about a text that departs from the library; inside it the clearance is written in this transaction. */
  judge(tx: Tx, actor: Actor, subject: ContractSubject): Promise<void>
  /** Whether the actor's mandate covers using the company's seal on it. */
  maySeal(tx: Tx, actor: Actor, subject: ContractSubject): Promise<SealVerdict>
}

/** What contracts need from others. */
export interface ContractPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  quotes: Pick<QuoteModule, 'revisionOf' | 'standing'> & {
    acceptIn: QuoteModule['issuing']['acceptIn']
  }
  gate: Gate
  typesetter: Typesetter
  blobs: Blobs
  mail: MailPort
  jobs: Pick<Jobs, 'send'>
  notify: Pick<Notify, 'notify'>
  sealer: PdfSealer
  /** An outside signing service, where one is set up. */
  provider: SigningProvider | undefined
  /** A keyed hash: tokens of links and codes are made with it and kept nowhere. */
  keyed(text: string): string
  /** Start of the links that customers are given, without a slash at the end. */
  linkBase(): string
  /**
   * Plays contracts of the past for a sample: nobody is identified, which the evidence says; no letter leaves, and files are made when
   * somebody opens them, or by the sweep.
   */
  played?: true
  /** Told of failures in the background. No personal data. */
  onError(error: unknown, what: string): void
}
