import type { ContractFacts, DealFacts, Subject, Verdict } from '#collaboration/mandate/api.ts'
import type { Clearances, Judging } from '#collaboration/mandate/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { CaseLine, CaseView } from './api.ts'

/** One text that can be approved, with costs: the view hides those from who may not see them. */
export interface SubjectText {
  subjectId: Id
  hash: string
  title: string
  number: string
  accountId: Id
  accountName: string
  opportunityId: Id | null
  /** With tax, minor units. */
  amount: number
  currency: string
  /** Of the whole, 0–1; null: not known. */
  margin: number | null
  /** What a mandate judges it by, with author, owner and place. */
  facts: DealFacts | ContractFacts
  payment: CaseView['payment']
  lines: CaseLine[]
}

/** A kind of text that can be approved. */
export interface SubjectPort {
  /**
   * Its newest text as the actor may see it; `open`: it still waits for the customer; `out`: they have it already.
   * @throws if it isn't there for them
   */
  standing(tx: Tx, actor: Actor, id: Id): Promise<{ hash: string | null; open: boolean; out: boolean }>
  /** Nothing becomes of it until the transaction ends. */
  hold(tx: Tx, actor: Actor, id: Id): Promise<void>
  /** The text with a hash, whoever asks; undefined if there is none. */
  read(tx: Tx, workspaceId: Id, hash: string): Promise<SubjectText | undefined>
}

/** What approvals need from others. */
export interface ApprovalPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  mandate: { cover: Judging['cover']; clearances: Pick<Clearances, 'of' | 'approve' | 'void'> }
  subjects: Partial<Record<Subject, SubjectPort>>
  notify: Pick<Notify, 'notify'>
}

export type Cover = Awaited<ReturnType<Judging['cover']>>
export type { Verdict }
