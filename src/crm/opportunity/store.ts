import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { OpportunityQuery, Outcome } from './api.ts'
import { opportunity, opportunityChange } from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...own } = getTableColumns(opportunity)

export type OpportunityRow = Omit<typeof opportunity.$inferSelect, 'grams' | 'searchText' | 'nameSort'> & {
  accountName: string | null
}
export type ChangeRow = typeof opportunityChange.$inferSelect
export type NewChange = Omit<ChangeRow, 'seq' | 'workspaceId'>

const rows = (tx: Tx) =>
  tx
    .select({ ...own, accountName: account.name })
    .from(opportunity)
    .leftJoin(
      account,
      and(eq(account.workspaceId, opportunity.workspaceId), eq(account.id, opportunity.accountId)),
    )

/** Opportunities that an actor may see: not deleted, within scope. */
export function visibleOpportunities(actor: Actor): SQL {
  return and(
    eq(opportunity.workspaceId, actor.workspaceId),
    isNull(opportunity.deletedAt),
    visible(actor, opportunity.ownerId, opportunity.departmentId),
  )!
}

function order(query: OpportunityQuery): SQL[] {
  const { id } = opportunity
  if (query.q && !query.sort)
    return [nameFirst(query.q, opportunity.searchText), ...byName(opportunity.nameSort, id, false)]
  if (query.sort === 'name') return byName(opportunity.nameSort, id, query.descending ?? false)
  if (query.sort === 'amount') return ordered(opportunity.amount, id, query.descending ?? true)
  if (query.sort === 'opened') return ordered(opportunity.openedAt, id, query.descending ?? true)
  if (query.sort === 'closed') return ordered(opportunity.closedAt, id, query.descending ?? true)
  if (query.sort === 'expected') return ordered(opportunity.expectedCloseOn, id, query.descending ?? false)
  return [sql`${opportunity.outcome} is not null`, asc(opportunity.expectedCloseOn), asc(id)]
}

function outcomeIs(values: readonly Outcome[]): SQL | undefined {
  const ended = values.filter(value => value !== 'open')
  return or(
    values.includes('open') ? isNull(opportunity.outcome) : undefined,
    ended.length > 0 ? inArray(opportunity.outcome, ended) : undefined,
  )
}

/** One page of the opportunities an actor may see, and how many there are. */
export async function selectOpportunities(tx: Tx, actor: Actor, query: OpportunityQuery) {
  const where = and(
    visibleOpportunities(actor),
    when(query.account, id => eq(opportunity.accountId, id)),
    when(query.owner, owner => ownerIs(actor, opportunity.ownerId, owner)),
    when(query.outcome, outcomeIs),
    when(query.stage, values => inArray(opportunity.stage, values)),
    when(query.product, product => eq(opportunity.product, product)),
    found(query.q, opportunity.grams, opportunity.searchText),
  )
  const items = await rows(tx)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows: items, ...(await countUpTo(tx, sql`select 1 from ${opportunity} where ${where}`)) }
}

export async function selectOpportunity(tx: Tx, actor: Actor, id: Id): Promise<OpportunityRow | undefined> {
  return (await rows(tx).where(and(visibleOpportunities(actor), eq(opportunity.id, id))))[0]
}

/** An opportunity that the actor entered, whoever owns it. */
export async function selectOwn(tx: Tx, actor: Actor, id: Id): Promise<OpportunityRow | undefined> {
  const entered = actor.id === null ? isNull(opportunity.createdBy) : eq(opportunity.createdBy, actor.id)
  const here = eq(opportunity.workspaceId, actor.workspaceId)
  return (await rows(tx).where(and(here, eq(opportunity.id, id), entered)))[0]
}

/** The row whatever its state, locked for a change. */
export async function lockOpportunity(tx: Tx, actor: Actor, id: Id): Promise<OpportunityRow | undefined> {
  const mine = visible(actor, opportunity.ownerId, opportunity.departmentId)
  const locked = await rows(tx)
    .where(and(eq(opportunity.workspaceId, actor.workspaceId), eq(opportunity.id, id), mine))
    .for('update', { of: opportunity })
  return locked[0]
}

/** @returns the ids that were not there yet */
export async function insertOpportunities(
  tx: Tx,
  list: (typeof opportunity.$inferInsert)[],
): Promise<Set<Id>> {
  const done = await tx
    .insert(opportunity)
    .values(list)
    .onConflictDoNothing()
    .returning({ id: opportunity.id })
  return new Set(done.map(row => row.id))
}

/** Writes fields and counts the version up. */
export async function updateOpportunity(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof opportunity.$inferInsert>,
): Promise<void> {
  await tx
    .update(opportunity)
    .set({ ...set, version: sql`${opportunity.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(opportunity.workspaceId, workspaceId), eq(opportunity.id, id)))
}

/** Appends to the history, in this order: in one statement, since an import brings thousands. */
export async function insertChanges(tx: Tx, workspaceId: Id, list: readonly NewChange[]): Promise<void> {
  if (list.length === 0) return
  await tx.execute(sql`
    insert into opportunity_change (workspace_id, id, opportunity_id, at, by_id, from_stage, to_stage, outcome,
      amount, currency, expected_close_on, lost_reason, owner_id, department_id)
    select ${workspaceId}, c.id, c."opportunityId", c.at, c."byId", c."fromStage", c."toStage", c.outcome,
      c.amount, c.currency, c."expectedCloseOn", c."lostReason", c."ownerId", c."departmentId"
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as c (
      id uuid, "opportunityId" uuid, at timestamptz, "byId" uuid, "fromStage" text, "toStage" text, outcome text,
      amount bigint, currency text, "expectedCloseOn" date, "lostReason" text, "ownerId" uuid, "departmentId" uuid)`)
}

/** All changes of one opportunity, newest first. */
export async function selectChanges(tx: Tx, workspaceId: Id, id: Id): Promise<ChangeRow[]> {
  return tx
    .select()
    .from(opportunityChange)
    .where(and(eq(opportunityChange.workspaceId, workspaceId), eq(opportunityChange.opportunityId, id)))
    .orderBy(desc(opportunityChange.at), desc(opportunityChange.seq))
}

export async function selectProducts(tx: Tx, actor: Actor): Promise<string[]> {
  const list = await tx
    .selectDistinct({ product: opportunity.product })
    .from(opportunity)
    .where(and(visibleOpportunities(actor), isNotNull(opportunity.product)))
    .orderBy(asc(opportunity.product))
    .limit(200)
  return list.flatMap(row => row.product ?? [])
}

/** Which of the stages some opportunity is in, or was. */
export async function usedStages(tx: Tx, workspaceId: Id): Promise<Set<string>> {
  const list = await tx
    .selectDistinct({ stage: opportunityChange.toStage })
    .from(opportunityChange)
    .where(eq(opportunityChange.workspaceId, workspaceId))
  return new Set(list.map(row => row.stage))
}

/** Every opportunity that an actor may see, and every change of them in order of time: what a forecast is made from. */
export async function selectPast(tx: Tx, actor: Actor) {
  const deals = await rows(tx)
    .where(visibleOpportunities(actor))
    .orderBy(asc(opportunity.openedAt), asc(opportunity.id))
  const changes = await tx
    .select(getTableColumns(opportunityChange))
    .from(opportunityChange)
    .innerJoin(
      opportunity,
      and(
        eq(opportunity.workspaceId, opportunityChange.workspaceId),
        eq(opportunity.id, opportunityChange.opportunityId),
      ),
    )
    .where(visibleOpportunities(actor))
    .orderBy(asc(opportunityChange.opportunityId), asc(opportunityChange.at), asc(opportunityChange.seq))
  return { deals, changes }
}

/** Ids of the opportunities that an actor may see. */
export async function selectVisibleIds(tx: Tx, actor: Actor): Promise<Id[]> {
  const list = await tx.select({ id: opportunity.id }).from(opportunity).where(visibleOpportunities(actor))
  return list.map(row => row.id)
}

/** Changes with every change of any opportunity of the workspace. */
export async function selectStamp(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ stamp: string }>(sql`
    select concat_ws('|', count(*), sum(version), max(updated_at)) as stamp from opportunity
    where workspace_id = ${workspaceId}`)
  return found.rows[0]!.stamp
}
