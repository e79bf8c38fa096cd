import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { OpportunityActed, OpportunityChanged } from './api.ts'
import { actsOf } from './model.ts'
import * as store from './store.ts'

/** What was done, for the audit and the screens. */
export interface Done {
  act: string
  fields: string[]
  details?: Record<string, unknown>
  requestId?: string | undefined
}

/** Writes down what was done: in the audit, and as `opportunity.changed` for screens. */
export async function tellDone(
  tx: Tx,
  outbox: Outbox,
  actor: Actor,
  row: { id: Id; accountId: Id },
  { act, fields, details, requestId }: Done,
): Promise<void> {
  await audit(tx, actor, {
    act,
    subject: { kind: 'opportunity', id: row.id },
    ...(details && { details }),
    ...(requestId && { requestId }),
  })
  const payload: OpportunityChanged = { opportunityId: row.id, accountId: row.accountId, fields }
  await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'opportunity.changed', payload })
}

type Kept = Pick<
  store.OpportunityRow,
  | 'id'
  | 'accountId'
  | 'stage'
  | 'outcome'
  | 'amount'
  | 'currency'
  | 'product'
  | 'expectedCloseOn'
  | 'lostReason'
  | 'ownerId'
  | 'departmentId'
>

/** Appends the state after a change to the history, and the acts it means to the outbox for the event log. */
export async function keepChange(
  tx: Tx,
  outbox: Outbox,
  actor: Actor,
  from: string | null,
  row: Kept,
  at: Instant,
): Promise<void> {
  const change = changeRow(actor, from, row, at)
  await store.insertChanges(tx, actor.workspaceId, [change])
  const told = { ...row, id: change.id, opportunityId: row.id, at, from, to: row.stage }
  const payload: OpportunityActed = { imported: false, acts: actsOf(told) }
  if (payload.acts.length > 0)
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'opportunity.acted', payload })
}

/** A row of the history. */
export function changeRow(actor: Actor, from: string | null, row: Kept, at: Instant): store.NewChange {
  return {
    id: newId(at),
    opportunityId: row.id,
    at: new Date(at),
    byId: actor.id,
    fromStage: from,
    toStage: row.stage,
    outcome: row.outcome,
    amount: row.amount,
    currency: row.currency,
    expectedCloseOn: row.expectedCloseOn,
    lostReason: row.lostReason,
    ownerId: row.ownerId,
    departmentId: row.departmentId,
  }
}
