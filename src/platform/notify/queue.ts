import { and, asc, eq, inArray, lt, lte, min, or } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/time.ts'
import type { OutChannel } from './api.ts'
import type { DeliveryRow } from './store.ts'
import { delivery } from './tables.ts'

/** A mailbox, robot or endpoint that deliveries go to. */
export interface Target {
  workspaceId: Id
  channel: OutChannel
  targetId: Id
}

/** What a process that died had claimed is anybody's again after this long. */
const claimExpires = 5 * MINUTE

const inQueue = ({ workspaceId, targetId }: Target) =>
  and(eq(delivery.workspaceId, workspaceId), eq(delivery.targetId, targetId))

/** Due deliveries of a target, oldest first, locked until the transaction ends. */
export function lockDue(tx: Tx, target: Target, now: Instant, most: number): Promise<DeliveryRow[]> {
  const waiting = and(eq(delivery.status, 'waiting'), lte(delivery.dueAt, new Date(now)))
  const abandoned = and(eq(delivery.status, 'sending'), lt(delivery.claimedAt, new Date(now - claimExpires)))
  return tx
    .select()
    .from(delivery)
    .where(and(inQueue(target), or(waiting, abandoned)))
    .orderBy(asc(delivery.id))
    .limit(most)
    .for('update', { skipLocked: true })
}

/** When the earliest waiting delivery of each target is due; a look is planned for then. */
export async function earliestWaiting(
  tx: Tx,
  workspaceId: Id,
  targetIds: readonly Id[],
): Promise<Map<Id, Instant>> {
  const rows = await tx
    .select({ targetId: delivery.targetId, at: min(delivery.dueAt) })
    .from(delivery)
    .where(
      and(
        eq(delivery.workspaceId, workspaceId),
        inArray(delivery.targetId, [...targetIds]),
        eq(delivery.status, 'waiting'),
      ),
    )
    .groupBy(delivery.targetId)
  return new Map(rows.flatMap(({ targetId, at }) => (at ? [[targetId, at.getTime()]] : [])))
}

/** Marks deliveries as being sent by this process. */
export async function claim(tx: Tx, target: Target, ids: readonly Id[], now: Instant): Promise<void> {
  await change(tx, target, ids, { status: 'sending', claimedAt: new Date(now) })
}

/** Gives claimed deliveries back that weren't sent after all. */
export async function release(tx: Tx, target: Target, ids: readonly Id[]): Promise<void> {
  await change(tx, target, ids, { status: 'waiting', claimedAt: null })
}

/** Puts a delivery back as if it were new, due now. */
export async function requeue(tx: Tx, target: Target, id: Id, now: Instant): Promise<void> {
  await change(tx, target, [id], {
    status: 'waiting',
    attempts: 0,
    dueAt: new Date(now),
    sentAt: null,
    lastCode: null,
    lastReason: null,
  })
}

export async function markSent(
  tx: Tx,
  target: Target,
  rows: readonly DeliveryRow[],
  now: Instant,
): Promise<void> {
  for (const { id, attempts } of rows) {
    await change(tx, target, [id], {
      status: 'sent',
      sentAt: new Date(now),
      claimedAt: null,
      attempts: attempts + 1,
      lastCode: null,
      lastReason: null,
    })
  }
}

export async function markFailed(
  tx: Tx,
  target: Target,
  { id, attempts }: DeliveryRow,
  failure: { code: string; reason: LocalText; retryAt: Instant | undefined },
): Promise<void> {
  await change(tx, target, [id], {
    ...(failure.retryAt === undefined
      ? { status: 'failed' as const }
      : { status: 'waiting' as const, dueAt: new Date(failure.retryAt) }),
    claimedAt: null,
    attempts: attempts + 1,
    lastCode: failure.code,
    lastReason: failure.reason,
  })
}

async function change(
  tx: Tx,
  { workspaceId }: Target,
  ids: readonly Id[],
  values: Partial<typeof delivery.$inferInsert>,
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(delivery)
    .set(values)
    .where(and(eq(delivery.workspaceId, workspaceId), inArray(delivery.id, [...ids])))
}
