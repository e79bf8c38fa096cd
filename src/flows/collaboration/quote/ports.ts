import type { PriceBooks, Products } from '#crm/product/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import type { DocumentModule } from '#decision/document/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Clearance, DealFacts, Verdict } from '../mandate/api.ts'

/** What quotes need from others. */
export interface QuotePorts {
  db: Db
  outbox: Outbox
  clock: Clock
  products: Pick<Products, 'byIds' | 'rules'>
  books: Pick<PriceBooks, 'all' | 'entries'>
  typesetter: Typesetter
  documents: Pick<DocumentModule, 'documents' | 'files' | 'links'>
  gate: Gate
}

/** What keeps a quote in until its author's mandate covers it, or somebody approved it. */
export interface Gate {
  judge(tx: Tx, workspaceId: Id, who: Pick<Actor, 'kind' | 'id'>, facts: DealFacts): Promise<Verdict>
  /** Judges by the author's mandate, and clears the hash where it lies inside. */
  clear(
    tx: Tx,
    actor: Actor,
    facts: DealFacts,
    hash: string,
  ): Promise<{ verdict: Verdict; clearance: Clearance | null }>
  cleared(tx: Tx, workspaceId: Id, hash: string): Promise<Clearance | null>
}
