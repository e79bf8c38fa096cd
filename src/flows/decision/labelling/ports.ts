import type { Db, Tx } from '#db/connection.ts'
import type { ModelBody } from '#decision/intent/api.ts'
import type { DecisionBody } from '#decision/suggestion/api.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'
import type { Weight } from '#lib/label/index.ts'
import type { Live } from '#platform/live/index.ts'

interface Stretch {
  from: Instant
  before: Instant
}

export interface LabellingPorts {
  db: Db
  clock: Clock
  live: Pick<Live, 'push'>
  decisions: {
    count(tx: Tx, workspaceId: Id, stretch: Stretch): Promise<number>
    /** @param share of them that is looked at, 0–1 */
    read(tx: Tx, workspaceId: Id, stretch: Stretch, share: number): Promise<DecisionBody[]>
    /** One record and who its labels mean. */
    open(tx: Tx, workspaceId: Id, id: Id): Promise<{ body: DecisionBody; evidence: DecisionBody['evidence'] }>
  }
  accounts: {
    byIds(
      tx: Tx,
      workspaceId: Id,
      ids: readonly Id[],
    ): Promise<{ id: Id; name: string; ownerId: Id | null }[]>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
  /** The score model in force. */
  model(workspaceId: Id): Promise<ModelBody>
  /** Since when each term's weight has the labels given before in it; terms that have none are left out. */
  labelledAt(workspaceId: Id): Promise<Map<string, Instant>>
  /** A learned model that waits to be promoted: what came of each term without labels and, where it has any, with them. */
  next(
    workspaceId: Id,
  ): Promise<{ id: Id; terms: { term: string; without: Weight; with: Weight }[] } | undefined>
  /** The chance, 0–1, at which a rise of the score alone makes a suggestion. */
  cut(tx: Tx, workspaceId: Id): Promise<number>
  /** Live strategies with a holdout, and the event types they test. */
  experiments(tx: Tx, workspaceId: Id): Promise<{ id: string; name: string; types: string[] }[]>
}
