import {
  and,
  arrayContains,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lte,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, region, visible } from '#platform/org/index.ts'
import type { AccountQuery } from './api.ts'
import type { DuplicateCandidate } from './model.ts'
import { account } from './tables.ts'

/** The accounts of an actor's workspace that are there and that the actor may see. */
export function visibleAccounts(actor: Actor): SQL {
  return and(
    eq(account.workspaceId, actor.workspaceId),
    isNull(account.deletedAt),
    visible(actor, account.ownerId, account.departmentId),
  )!
}

// The search columns are long and never shown.
const {
  grams: _grams,
  searchText: _searchText,
  nameKey: _nameKey,
  nameSort: _nameSort,
  ...shown
} = getTableColumns(account)

export type AccountRow = Omit<typeof account.$inferSelect, 'grams' | 'searchText' | 'nameKey' | 'nameSort'>

function filters(actor: Actor, query: AccountQuery): SQL {
  return and(
    visibleAccounts(actor),
    query.kind === 'all' ? undefined : eq(account.placeholder, query.kind === 'placeholder'),
    when(query.owner, owner => ownerIs(actor, account.ownerId, owner)),
    when(query.department, id => eq(account.departmentId, id)),
    when(query.region, id => eq(account.regionId, id)),
    when(query.parent, id => eq(account.parentId, id)),
    when(query.industry, values => inArray(account.industry, values)),
    when(query.tier, values => inArray(account.tier, values)),
    when(query.tags, values => arrayContains(account.tags, values)),
    when(query.priority, values => inArray(account.priority, values)),
    when(query.scoreFrom, value => gte(account.score, value)),
    when(query.scoreTo, value => lte(account.score, value)),
    found(query.q, account.grams, account.searchText),
  )!
}

function order(query: AccountQuery): SQL[] {
  if (query.q && !query.sort)
    return [nameFirst(query.q, account.searchText), ...byName(account.nameSort, account.id, false)]
  const descending = query.descending ?? query.sort !== 'name'
  if (query.sort === 'name') return byName(account.nameSort, account.id, descending)
  if (query.sort === 'score') return ordered(account.score, account.id, descending)
  if (query.sort === 'created') return ordered(account.createdAt, account.id, descending)
  return ordered(account.lastActivityAt, account.id, descending)
}

/** One page of the accounts an actor may see, and how many there are. */
export async function selectAccounts(tx: Tx, actor: Actor, query: AccountQuery) {
  const where = filters(actor, query)
  const rows = await tx
    .select(shown)
    .from(account)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${account} where ${where}`)) }
}

/** Values in use among the accounts an actor may see, most frequent first, at most 60 each. */
export async function selectFacets(tx: Tx, actor: Actor) {
  const values = async (value: SQL) => {
    const found = await tx
      .select({ value: sql<string>`${value}` })
      .from(account)
      .where(and(visibleAccounts(actor), eq(account.placeholder, false)))
      .groupBy(sql`1`)
      .orderBy(desc(sql`count(*)`), sql`1`)
      .limit(61)
    return found
      .map(row => row.value)
      .filter(value => value !== null)
      .slice(0, 60)
  }
  return {
    industries: await values(sql`${account.industry}`),
    tiers: await values(sql`${account.tier}`),
    tags: await values(sql`unnest(${account.tags})`),
  }
}

export async function selectAccount(tx: Tx, actor: Actor, id: Id): Promise<AccountRow | undefined> {
  const rows = await tx
    .select(shown)
    .from(account)
    .where(and(visibleAccounts(actor), eq(account.id, id)))
  return rows[0]
}

/** The row whatever its state, locked for a change. For deleted and merged accounts too. */
export async function lockAccount(tx: Tx, actor: Actor, id: Id): Promise<AccountRow | undefined> {
  const rows = await tx
    .select(shown)
    .from(account)
    .where(
      and(
        eq(account.workspaceId, actor.workspaceId),
        eq(account.id, id),
        visible(actor, account.ownerId, account.departmentId),
      ),
    )
    .for('update')
  return rows[0]
}

export async function selectChildren(tx: Tx, actor: Actor, id: Id): Promise<{ id: Id; name: string }[]> {
  return tx
    .select({ id: account.id, name: account.name })
    .from(account)
    .where(and(visibleAccounts(actor), eq(account.parentId, id)))
    .orderBy(...byName(account.nameSort, account.id, false))
    .limit(100)
}

/** @returns false if an account with this id is there already */
export async function insertAccount(tx: Tx, row: typeof account.$inferInsert): Promise<boolean> {
  const done = await tx.insert(account).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

/** Writes fields and counts the version up if it is still the expected one. @returns the new row, or undefined if stale */
export async function updateAccount(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  version: number | undefined,
  set: Partial<typeof account.$inferInsert>,
): Promise<AccountRow | undefined> {
  const rows = await tx
    .update(account)
    .set({ ...set, version: sql`${account.version} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        eq(account.workspaceId, workspaceId),
        eq(account.id, id),
        version === undefined ? undefined : eq(account.version, version),
      ),
    )
    .returning(shown)
  return rows[0]
}

/** The account and all above it; for refusing loops. */
export async function ancestors(tx: Tx, workspaceId: Id, start: Id): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`
    with recursive above as (
      select id, parent_id, 0 as depth from account where workspace_id = ${workspaceId} and id = ${start}
      union all
      select a.id, a.parent_id, depth + 1 from account a join above on a.id = above.parent_id
      where a.workspace_id = ${workspaceId} and depth < 50
    ) select id from above`)
  return found.rows.map(row => row.id)
}

/**
 * Accounts of the whole workspace that may be the one being entered: same code, same key, or most shared bigrams.
 * `visible` says whether the actor may open it.
 */
export async function selectDuplicateCandidates(
  tx: Tx,
  actor: Actor,
  wanted: { nameKey: string; creditCode: string | null; bigrams: string[]; except: Id | undefined },
): Promise<DuplicateCandidate[]> {
  const shared = sql`cardinality(array(select unnest(${account.grams}) intersect select unnest(${sql.param(wanted.bigrams)}::text[])))`
  return tx
    .select({
      id: account.id,
      name: account.name,
      shortName: account.shortName,
      creditCode: account.creditCode,
      ownerId: account.ownerId,
      visible: sql<boolean>`coalesce(${visible(actor, account.ownerId, account.departmentId) ?? sql`true`}, false)`,
    })
    .from(account)
    .where(
      and(
        eq(account.workspaceId, actor.workspaceId),
        isNull(account.deletedAt),
        wanted.except ? ne(account.id, wanted.except) : undefined,
        or(
          wanted.creditCode ? eq(account.creditCode, wanted.creditCode) : undefined,
          eq(account.nameKey, wanted.nameKey),
          ...wanted.bigrams.map(gram => arrayContains(account.grams, [gram])),
        ),
      ),
    )
    .orderBy(desc(sql`${account.creditCode} is not distinct from ${wanted.creditCode}`), desc(shared))
    .limit(80)
}

/** The intent score of one account, as computed by the decision flow. */
export interface AccountScore {
  accountId: Id
  logOdds: number
  value: number
  low: number
  high: number
  at: Date
}

/** Writes scores in one statement; the version stays, since no person changed anything. */
export async function updateScores(tx: Tx, workspaceId: Id, scores: readonly AccountScore[]): Promise<void> {
  const of = (pick: (score: AccountScore) => unknown) => sql.param(scores.map(pick))
  await tx.execute(sql`
    update account set score_log_odds = s.log_odds, score = s.value, score_low = s.low, score_high = s.high, scored_at = s.at
    from unnest(${of(s => s.accountId)}::uuid[], ${of(s => s.logOdds)}::float8[], ${of(s => s.value)}::float8[],
      ${of(s => s.low)}::float8[], ${of(s => s.high)}::float8[], ${of(s => s.at.toISOString())}::timestamptz[])
      as s (id, log_odds, value, low, high, at)
    where account.workspace_id = ${workspaceId} and account.id = s.id and (account.scored_at is null or account.scored_at <= s.at)`)
}

/** Moves "last activity" forward, never back. */
export async function updateActivity(
  tx: Tx,
  workspaceId: Id,
  acts: readonly { accountId: Id; at: Date }[],
): Promise<void> {
  await tx.execute(sql`
    update account set last_activity_at = greatest(last_activity_at, s.at)
    from (select id, max(at) as at from unnest(${sql.param(acts.map(act => act.accountId))}::uuid[],
      ${sql.param(acts.map(act => act.at.toISOString()))}::timestamptz[]) as u (id, at) group by id) as s
    where account.workspace_id = ${workspaceId} and account.id = s.id`)
}

export async function selectByIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  return tx
    .select(shown)
    .from(account)
    .where(and(eq(account.workspaceId, workspaceId), inArray(account.id, [...ids])))
}

export async function setTags(tx: Tx, workspaceId: Id, id: Id, tags: string[]): Promise<void> {
  await tx
    .update(account)
    .set({ tags, updatedAt: sql`now()` })
    .where(and(eq(account.workspaceId, workspaceId), eq(account.id, id)))
}

export async function regionNames(tx: Tx, workspaceId: Id): Promise<Map<Id, string>> {
  const rows = await tx.select().from(region).where(eq(region.workspaceId, workspaceId))
  return new Map(rows.map(row => [row.id, row.name]))
}

/** The next ids after one, in order; null begins. */
export async function selectIdsAfter(tx: Tx, workspaceId: Id, after: Id | null, most: number): Promise<Id[]> {
  const rows = await tx
    .select({ id: account.id })
    .from(account)
    .where(
      and(
        eq(account.workspaceId, workspaceId),
        isNull(account.deletedAt),
        after === null ? undefined : gt(account.id, after),
      ),
    )
    .orderBy(account.id)
    .limit(most)
  return rows.map(row => row.id)
}
