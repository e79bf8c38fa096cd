import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

/** What delivery needs to know of a quote. */
export interface QuoteBrief {
  id: Id
  name: string
  accountId: Id
  ownerId: Id | null
  departmentId: Id | null
  state: 'draft' | 'issued' | 'accepted' | 'declined' | 'withdrawn' | 'expired'
  /** The first instant at which it can no longer be accepted; null before it is issued. */
  validUntil: Instant | null
}

export interface DeliveryPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  notify: Pick<Notify, 'notify'>
  /** A quote within the actor's scope. @throws quote.missing */
  quote: (tx: Tx, actor: Actor, id: Id) => Promise<QuoteBrief>
}
