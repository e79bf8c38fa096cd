import { and, asc, eq, gte, inArray, isNull, lte, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#lib/calendar/index.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import { standing } from './model.ts'
import { delivery, deliveryDay, deliveryDeal, deliveryLeave } from './tables.ts'

export type DeliveryRow = typeof delivery.$inferSelect
export type ShownRow = DeliveryRow & { accountName: string | null; seen: boolean; resourceIds: Id[] }
export type DealRow = typeof deliveryDeal.$inferSelect

/** Makes acts on the slot of one quote happen one after another. */
export async function lockQuote(tx: Tx, quoteId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`delivery:${quoteId}`}, 0))`)
}

/** A shown delivery says whether the actor may see the deal behind it. */
const shown = (actor: Actor) => ({
  row: delivery,
  accountName: account.name,
  seen: sql<boolean>`${visible(actor, delivery.ownerId, delivery.departmentId) ?? sql`true`}`,
  resourceIds: sql<Id[]>`coalesce((select array_agg(distinct d.resource_id) from delivery_day d
    where d.workspace_id = ${delivery.workspaceId} and d.delivery_id = ${delivery.id}), '{}')`,
})

const shownRows = (tx: Tx, actor: Actor) =>
  tx
    .select(shown(actor))
    .from(delivery)
    .leftJoin(account, and(eq(account.workspaceId, delivery.workspaceId), eq(account.id, delivery.accountId)))

const flat = ({ row, ...more }: { row: DeliveryRow } & Omit<ShownRow, keyof DeliveryRow>): ShownRow => ({
  ...row,
  ...more,
})

/** What stands in a stretch of days, of everybody; `seen` tells what may be shown of it. */
export async function selectBetween(
  tx: Tx,
  actor: Actor,
  from: LocalDate,
  to: LocalDate,
): Promise<ShownRow[]> {
  const rows = await shownRows(tx, actor)
    .where(
      and(
        eq(delivery.workspaceId, actor.workspaceId),
        inArray(delivery.state, [...standing]),
        lte(delivery.startsOn, to),
        gte(delivery.endsOn, from),
      ),
    )
    .orderBy(asc(delivery.startsOn), asc(delivery.id))
  return rows.map(flat)
}

export async function selectDelivery(tx: Tx, actor: Actor, id: Id): Promise<ShownRow | undefined> {
  const [row] = await shownRows(tx, actor).where(
    and(eq(delivery.workspaceId, actor.workspaceId), eq(delivery.id, id)),
  )
  return row?.row && flat(row)
}

/** What a quote's slot is, or was last. */
export async function selectOfQuote(tx: Tx, actor: Actor, quoteId: Id): Promise<ShownRow | undefined> {
  const [row] = await shownRows(tx, actor)
    .where(and(eq(delivery.workspaceId, actor.workspaceId), eq(delivery.quoteId, quoteId)))
    .orderBy(
      sql`(${delivery.state} in ('held', 'planned', 'started', 'done')) desc`,
      sql`${delivery.since} desc`,
    )
    .limit(1)
  return row && flat(row)
}

/** The standing deliveries of quotes, locked for a change. */
export async function lockStanding(tx: Tx, workspaceId: Id, quoteId: Id): Promise<DeliveryRow | undefined> {
  const [row] = await tx
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.workspaceId, workspaceId),
        eq(delivery.quoteId, quoteId),
        inArray(delivery.state, [...standing]),
      ),
    )
    .for('update')
  return row
}

export async function insertDelivery(tx: Tx, row: typeof delivery.$inferInsert): Promise<DeliveryRow> {
  return (await tx.insert(delivery).values(row).returning())[0]!
}

export async function updateDelivery(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof delivery.$inferInsert>,
): Promise<DeliveryRow> {
  const [row] = await tx
    .update(delivery)
    .set({ ...set, version: sql`${delivery.version} + 1` })
    .where(and(eq(delivery.workspaceId, workspaceId), eq(delivery.id, id)))
    .returning()
  return row!
}

/** Holds whose time is over. */
export async function lockExpired(tx: Tx, workspaceId: Id, now: Date): Promise<DeliveryRow[]> {
  return tx
    .select()
    .from(delivery)
    .where(
      and(eq(delivery.workspaceId, workspaceId), eq(delivery.state, 'held'), lte(delivery.expiresAt, now)),
    )
    .for('update', { skipLocked: true })
}

export interface TakenDay {
  resourceId: Id
  day: LocalDate
  deliveryId: Id | null
  state: DeliveryRow['state'] | null
}

/** Who is taken on which days, by a delivery or by leave (then `deliveryId` is null). */
export async function selectTaken(
  tx: Tx,
  workspaceId: Id,
  resourceIds: readonly Id[],
  from: LocalDate,
  to: LocalDate,
): Promise<TakenDay[]> {
  if (resourceIds.length === 0) return []
  return tx
    .select({
      resourceId: deliveryDay.resourceId,
      day: deliveryDay.day,
      deliveryId: deliveryDay.deliveryId,
      state: delivery.state,
    })
    .from(deliveryDay)
    .leftJoin(
      delivery,
      and(eq(delivery.workspaceId, deliveryDay.workspaceId), eq(delivery.id, deliveryDay.deliveryId)),
    )
    .where(
      and(
        eq(deliveryDay.workspaceId, workspaceId),
        inArray(deliveryDay.resourceId, [...resourceIds]),
        gte(deliveryDay.day, from),
        lte(deliveryDay.day, to),
      ),
    )
}

/** Takes days for people. @returns how many of them were still free: fewer than asked for means somebody was faster */
export async function insertDays(
  tx: Tx,
  workspaceId: Id,
  resourceIds: readonly Id[],
  days: readonly LocalDate[],
  of: { deliveryId: Id } | { leaveId: Id },
): Promise<number> {
  const rows = resourceIds.flatMap(resourceId => days.map(day => ({ workspaceId, resourceId, day, ...of })))
  if (rows.length === 0) return 0
  return (await tx.insert(deliveryDay).values(rows).onConflictDoNothing()).rowCount ?? 0
}

export async function freeDays(tx: Tx, workspaceId: Id, deliveryId: Id): Promise<void> {
  await tx
    .delete(deliveryDay)
    .where(and(eq(deliveryDay.workspaceId, workspaceId), eq(deliveryDay.deliveryId, deliveryId)))
}

export async function insertLeaves(tx: Tx, rows: (typeof deliveryLeave.$inferInsert)[]): Promise<void> {
  await tx.insert(deliveryLeave).values(rows).onConflictDoNothing()
}

/** @returns whether there was one */
export async function deleteLeave(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const done = await tx
    .delete(deliveryLeave)
    .where(and(eq(deliveryLeave.workspaceId, workspaceId), eq(deliveryLeave.id, id)))
  return done.rowCount === 1
}

export async function selectDeal(tx: Tx, workspaceId: Id, quoteId: Id): Promise<DealRow | undefined> {
  return (
    await tx
      .select()
      .from(deliveryDeal)
      .where(and(eq(deliveryDeal.workspaceId, workspaceId), eq(deliveryDeal.quoteId, quoteId)))
  )[0]
}

/** Writes down what was heard of a deal; what was heard before stays. */
export async function noteDeal(
  tx: Tx,
  workspaceId: Id,
  quoteId: Id,
  heard: Partial<Omit<DealRow, 'workspaceId' | 'quoteId'>>,
): Promise<DealRow> {
  const [row] = await tx
    .insert(deliveryDeal)
    .values({ workspaceId, quoteId, ...heard })
    .onConflictDoUpdate({
      target: [deliveryDeal.workspaceId, deliveryDeal.quoteId],
      set: {
        contractId: sql`coalesce(excluded.contract_id, delivery_deal.contract_id)`,
        acceptedAt: sql`coalesce(delivery_deal.accepted_at, excluded.accepted_at)`,
        signedAt: sql`coalesce(delivery_deal.signed_at, excluded.signed_at)`,
        coveredAt: sql`coalesce(delivery_deal.covered_at, excluded.covered_at)`,
      },
    })
    .returning()
  return row!
}

/** The first payment is not covered any more. */
export async function uncover(tx: Tx, workspaceId: Id, quoteId: Id): Promise<void> {
  await tx
    .update(deliveryDeal)
    .set({ coveredAt: null })
    .where(and(eq(deliveryDeal.workspaceId, workspaceId), eq(deliveryDeal.quoteId, quoteId)))
}

/** Leave that isn't over. */
export async function selectLeaves(tx: Tx, workspaceId: Id, from: LocalDate) {
  return tx
    .select()
    .from(deliveryLeave)
    .where(and(eq(deliveryLeave.workspaceId, workspaceId), gte(deliveryLeave.toOn, from)))
    .orderBy(asc(deliveryLeave.fromOn))
}

/** Days to come of people who would be taken out of their team. */
export async function firstWork(tx: Tx, workspaceId: Id, resourceIds: readonly Id[], from: LocalDate) {
  if (resourceIds.length === 0) return undefined
  const [row] = await tx
    .select({ resourceId: deliveryDay.resourceId, day: deliveryDay.day })
    .from(deliveryDay)
    .where(
      and(
        eq(deliveryDay.workspaceId, workspaceId),
        inArray(deliveryDay.resourceId, [...resourceIds]),
        gte(deliveryDay.day, from),
        isNull(deliveryDay.leaveId),
      ),
    )
    .orderBy(asc(deliveryDay.day))
    .limit(1)
  return row
}
