import { dayOf } from '#collaboration/quote/index.ts'
import type { Tx } from '#db/connection.ts'
import { type Id, newToken } from '#kernel/id.ts'
import { hashOf, type LinkedEvent, linked } from '#lib/contract/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { type ContractEvent, contractChanged, type Snapshot } from './api.ts'
import type { ContractPorts } from './ports.ts'
import * as store from './store.ts'

/** Who did something and how they were identified. */
export interface Who {
  name: string
  how: 'session' | 'email-code' | 'shown-code' | 'link' | 'provider' | 'system' | 'played'
  [detail: string]: unknown
}

export interface Happened {
  type: string
  body?: Record<string, unknown>
  /** Nobody: time, or the system by itself. */
  who?: Who | undefined
  /** Tells other modules, as `contract.…`. */
  publish?: { type: string; payload: ContractEvent }
}

export type RecordAct = ReturnType<typeof makeRecord>

/** Writes what happened to a contract: into its chain, the audit log and the outbox, in the transaction of the change. */
export function makeRecord({ outbox, clock, played }: Pick<ContractPorts, 'outbox' | 'clock' | 'played'>) {
  return async (tx: Tx, actor: Actor, row: store.ContractRow, happened: Happened): Promise<LinkedEvent> => {
    const { workspaceId, id: contractId } = row
    const before = (await store.selectEvents(tx, workspaceId, contractId)).at(-1)
    const how = played && { how: 'played' as const }
    const person = happened.who && { salt: newToken(22), ...happened.who, ...how }
    const event = linked({
      seq: (before?.seq ?? 0) + 1,
      type: happened.type,
      at: clock.now(),
      previous: before?.hash ?? null,
      body: happened.body ?? {},
      personHash: person ? hashOf(person) : null,
    })
    const { seq } = event
    await store.insertEvent(
      tx,
      { ...event, workspaceId, contractId, at: new Date(event.at) },
      person && { workspaceId, contractId, seq, person },
    )
    await audit(tx, actor, {
      act: `contract.${happened.type}`,
      subject: { kind: 'contract', id: contractId },
      details: { seq, hash: event.hash },
    })
    if (happened.publish) await outbox.publish(tx, { workspaceId, ...happened.publish })
    const payload = { contractId, quoteId: row.quoteId }
    await outbox.publish(tx, { workspaceId, type: contractChanged, payload })
    return event
  }
}

/** A member of the workspace, signed in. */
export const bySession = (actor: Actor): Who =>
  actor.kind === 'user'
    ? { name: actor.name, userId: actor.id, how: 'session' }
    : { name: actor.name, how: 'system' }

/** What other modules are told of a contract. */
export function eventOf(row: store.ContractRow, snapshot: Snapshot): ContractEvent {
  const { id: contractId, quoteId, quoteHash, accountId, opportunityId, ownerId, amount, currency } = row
  const payments = snapshot.payment.map(({ id, kind, label, percent, days, amount: due }) => ({
    ...{ id, kind, label, percent, days },
    amount: due,
  }))
  const about = { contractId, quoteId, quoteHash, accountId, opportunityId, ownerId, amount, currency }
  return { ...about, textHash: row.hash, payments, deliveryHoldId: null }
}

/** The system acting for the customer, who has no account here. */
export const customerActor = (workspaceId: Id): Actor => systemActor(workspaceId)

/** YYYY-MM-DD HH:MM:SS on the wall in Shanghai. */
export function timeText(at: number): string {
  return `${dayOf(at)} ${new Date(at + 8 * 3_600_000).toISOString().slice(11, 19)}`
}
