import { and, asc, desc, eq, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm'
import { countUpTo } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { State } from './api.ts'
import { openStates } from './model.ts'
import { suggestion, suggestionResponse, suggestionView } from './tables.ts'

export type SuggestionRow = typeof suggestion.$inferSelect
export type ResponseRow = typeof suggestionResponse.$inferSelect

const seen = (actor: Actor) =>
  and(
    eq(suggestion.workspaceId, actor.workspaceId),
    visible(actor, suggestion.ownerId, suggestion.departmentId),
  )

/** @returns false where an open suggestion with the same `dedupe` is there */
export async function insertSuggestion(tx: Tx, row: typeof suggestion.$inferInsert): Promise<boolean> {
  return (await tx.insert(suggestion).values(row).onConflictDoNothing()).rowCount === 1
}

export async function selectSuggestion(tx: Tx, actor: Actor, id: Id): Promise<SuggestionRow | undefined> {
  const rows = await tx
    .select()
    .from(suggestion)
    .where(and(seen(actor), eq(suggestion.id, id)))
  return rows[0]
}

export async function lockSuggestion(tx: Tx, actor: Actor, id: Id): Promise<SuggestionRow | undefined> {
  const rows = await tx
    .select()
    .from(suggestion)
    .where(and(seen(actor), eq(suggestion.id, id)))
    .for('update')
  return rows[0]
}

export async function updateSuggestion(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof suggestion.$inferInsert>,
): Promise<void> {
  await tx
    .update(suggestion)
    .set(set)
    .where(and(eq(suggestion.workspaceId, workspaceId), eq(suggestion.id, id)))
}

/** Everything of a person that is still open and not past its time; at most 500. */
export async function selectOpen(
  tx: Tx,
  workspaceId: Id,
  ownerId: Id,
  now: Instant,
): Promise<SuggestionRow[]> {
  return tx
    .select()
    .from(suggestion)
    .where(
      and(
        eq(suggestion.workspaceId, workspaceId),
        eq(suggestion.ownerId, ownerId),
        inArray(suggestion.state, [...openStates]),
        sql`${suggestion.expiresAt} > ${new Date(now).toISOString()}::timestamptz`,
      ),
    )
    .orderBy(desc(suggestion.createdAt))
    .limit(500)
}

/** Two firings at once must not both take a person's last place of the day. */
export async function lockOwner(tx: Tx, ownerId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`suggestion ${ownerId}`}, 0))`)
}

export async function countSurfaced(tx: Tx, workspaceId: Id, ownerId: Id, since: Instant): Promise<number> {
  const found = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from suggestion where workspace_id = ${workspaceId} and owner_id = ${ownerId}
      and surfaced_at >= ${new Date(since).toISOString()}::timestamptz`)
  return found.rows[0]!.n
}

export interface ListQuery {
  account?: Id | undefined
  owner?: Id | undefined
  strategy?: string | undefined
  states: readonly State[]
  page: number
  size: number
}

export async function selectList(tx: Tx, actor: Actor, query: ListQuery) {
  const where = and(
    seen(actor),
    inArray(suggestion.state, [...query.states]),
    query.account ? eq(suggestion.accountId, query.account) : undefined,
    query.owner ? eq(suggestion.ownerId, query.owner) : undefined,
    query.strategy ? eq(suggestion.strategyId, query.strategy) : undefined,
  )
  const rows = await tx
    .select()
    .from(suggestion)
    .where(where)
    .orderBy(desc(suggestion.createdAt), asc(suggestion.id))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${suggestion} where ${where}`)) }
}

export async function selectUntaken(tx: Tx, actor: Actor): Promise<SuggestionRow[]> {
  return tx
    .select()
    .from(suggestion)
    .where(and(seen(actor), eq(suggestion.state, 'untaken')))
    .orderBy(desc(suggestion.expiresAt))
    .limit(200)
}

export async function selectByDecision(tx: Tx, actor: Actor, decisionId: Id): Promise<SuggestionRow[]> {
  return tx
    .select()
    .from(suggestion)
    .where(and(seen(actor), eq(suggestion.decisionId, decisionId)))
}

/** Whether somebody is at it: a suggestion of the account is open, or one from its score was made since an instant. */
export async function isAttended(tx: Tx, workspaceId: Id, accountId: Id, since: Instant): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from suggestion where workspace_id = ${workspaceId} and account_id = ${accountId}
      and (state in ('waiting', 'shown', 'snoozed')
        or (origin = 'score' and created_at > ${new Date(since).toISOString()}::timestamptz)) limit 1`)
  return found.rows.length > 0
}

/** Ends what is past its time: never shown → expired, shown and never answered → untaken. @returns what changed */
export async function endOverdue(tx: Tx, workspaceId: Id, now: Instant): Promise<SuggestionRow[]> {
  return tx
    .update(suggestion)
    .set({ state: sql`case when ${suggestion.state} = 'waiting' then 'expired' else 'untaken' end` })
    .where(
      and(
        eq(suggestion.workspaceId, workspaceId),
        inArray(suggestion.state, [...openStates]),
        lte(suggestion.expiresAt, new Date(now)),
      ),
    )
    .returning()
}

/** Brings back what was snoozed until now. */
export async function wakeSnoozed(tx: Tx, workspaceId: Id, now: Instant): Promise<SuggestionRow[]> {
  return tx
    .update(suggestion)
    .set({ state: 'shown', snoozedUntil: null })
    .where(
      and(
        eq(suggestion.workspaceId, workspaceId),
        eq(suggestion.state, 'snoozed'),
        lte(suggestion.snoozedUntil, new Date(now)),
      ),
    )
    .returning()
}

export async function selectOwnersWaiting(tx: Tx, workspaceId: Id): Promise<Id[]> {
  const rows = await tx
    .selectDistinct({ id: suggestion.ownerId })
    .from(suggestion)
    .where(and(eq(suggestion.workspaceId, workspaceId), eq(suggestion.state, 'waiting')))
  return rows.map(row => row.id)
}

/** @returns false if this answer was given before */
export async function insertResponse(tx: Tx, row: typeof suggestionResponse.$inferInsert): Promise<boolean> {
  return (await tx.insert(suggestionResponse).values(row).onConflictDoNothing()).rowCount === 1
}

export async function selectResponse(tx: Tx, workspaceId: Id, id: Id): Promise<ResponseRow | undefined> {
  const rows = await tx
    .select()
    .from(suggestionResponse)
    .where(and(eq(suggestionResponse.workspaceId, workspaceId), eq(suggestionResponse.id, id)))
  return rows[0]
}

/** The latest answer of each suggestion that stands. */
export async function selectResponses(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<Map<Id, ResponseRow>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(suggestionResponse)
    .where(
      and(
        eq(suggestionResponse.workspaceId, workspaceId),
        inArray(suggestionResponse.suggestionId, [...ids]),
        isNull(suggestionResponse.undoneAt),
      ),
    )
    .orderBy(asc(suggestionResponse.at))
  return new Map(rows.map(row => [row.suggestionId, row]))
}

export async function markUndone(tx: Tx, workspaceId: Id, id: Id, at: Instant): Promise<void> {
  await tx
    .update(suggestionResponse)
    .set({ undoneAt: new Date(at) })
    .where(and(eq(suggestionResponse.workspaceId, workspaceId), eq(suggestionResponse.id, id)))
}

/** @returns the ids that were new for this person and kind */
export async function insertViews(
  tx: Tx,
  workspaceId: Id,
  userId: Id,
  ids: readonly Id[],
  kind: string,
  at: Instant,
): Promise<Id[]> {
  const rows = await tx
    .insert(suggestionView)
    .values(ids.map(suggestionId => ({ workspaceId, suggestionId, userId, kind, at: new Date(at) })))
    .onConflictDoNothing()
    .returning({ id: suggestionView.suggestionId })
  return rows.map(row => row.id)
}

export async function selectVisibleIds(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<SuggestionRow[]> {
  const among: SQL | undefined = inArray(suggestion.id, [...ids])
  return tx
    .select()
    .from(suggestion)
    .where(and(seen(actor), among))
}
