import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { firing, type Outcome, strategy, strategyVersion } from './tables.ts'

export type StrategyRow = typeof strategy.$inferSelect
export type VersionRow = typeof strategyVersion.$inferSelect

export async function selectStrategies(tx: Tx, workspaceId: Id): Promise<StrategyRow[]> {
  return tx
    .select()
    .from(strategy)
    .where(eq(strategy.workspaceId, workspaceId))
    .orderBy(asc(strategy.name))
    .limit(1000)
}

const one = (workspaceId: Id, id: string) => and(eq(strategy.workspaceId, workspaceId), eq(strategy.id, id))

export async function selectStrategy(tx: Tx, workspaceId: Id, id: string): Promise<StrategyRow | undefined> {
  return (await tx.select().from(strategy).where(one(workspaceId, id)))[0]
}

export async function lockStrategy(tx: Tx, workspaceId: Id, id: string): Promise<StrategyRow | undefined> {
  return (await tx.select().from(strategy).where(one(workspaceId, id)).for('update'))[0]
}

/** @returns false if the id is taken */
export async function insertStrategy(tx: Tx, row: typeof strategy.$inferInsert): Promise<boolean> {
  return (await tx.insert(strategy).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateStrategy(
  tx: Tx,
  workspaceId: Id,
  id: string,
  set: Partial<typeof strategy.$inferInsert>,
): Promise<void> {
  await tx
    .update(strategy)
    .set({ ...set, version: sql`${strategy.version} + 1`, updatedAt: sql`now()` })
    .where(one(workspaceId, id))
}

export async function selectVersions(tx: Tx, workspaceId: Id, id?: string): Promise<VersionRow[]> {
  return tx
    .select()
    .from(strategyVersion)
    .where(
      and(eq(strategyVersion.workspaceId, workspaceId), id ? eq(strategyVersion.strategyId, id) : undefined),
    )
    .orderBy(desc(strategyVersion.version))
}

export async function selectVersion(
  tx: Tx,
  workspaceId: Id,
  id: string,
  version: number,
): Promise<(VersionRow & { name: string }) | undefined> {
  const rows = await tx
    .select({ version: strategyVersion, name: strategy.name })
    .from(strategyVersion)
    .innerJoin(
      strategy,
      and(eq(strategy.workspaceId, strategyVersion.workspaceId), eq(strategy.id, strategyVersion.strategyId)),
    )
    .where(
      and(
        eq(strategyVersion.workspaceId, workspaceId),
        eq(strategyVersion.strategyId, id),
        eq(strategyVersion.version, version),
      ),
    )
  return rows[0] && { ...rows[0].version, name: rows[0].name }
}

/** What is live, with its names; versions in shadow too. */
export async function selectLiveVersions(tx: Tx, workspaceId: Id) {
  return tx
    .select({
      id: strategy.id,
      name: strategy.name,
      version: strategyVersion.version,
      definition: strategyVersion.definition,
    })
    .from(strategy)
    .innerJoin(
      strategyVersion,
      and(
        eq(strategyVersion.workspaceId, strategy.workspaceId),
        eq(strategyVersion.strategyId, strategy.id),
        eq(strategyVersion.version, strategy.liveVersion),
      ),
    )
    .where(eq(strategy.workspaceId, workspaceId))
    .orderBy(asc(strategy.id))
}

export async function insertVersion(tx: Tx, row: typeof strategyVersion.$inferInsert): Promise<void> {
  await tx.insert(strategyVersion).values(row)
}

export async function endVersions(tx: Tx, workspaceId: Id, id: string, at: Date): Promise<void> {
  await tx
    .update(strategyVersion)
    .set({ endedAt: at })
    .where(
      and(
        eq(strategyVersion.workspaceId, workspaceId),
        eq(strategyVersion.strategyId, id),
        isNull(strategyVersion.endedAt),
      ),
    )
}

/** Lets a version out of the shadow: what it fires at `at` or later is acted on. @returns false if it is not in shadow */
export async function releaseVersion(
  tx: Tx,
  workspaceId: Id,
  id: string,
  version: number,
  at: Date,
): Promise<boolean> {
  const done = await tx
    .update(strategyVersion)
    .set({ actsFrom: at })
    .where(
      and(
        eq(strategyVersion.workspaceId, workspaceId),
        eq(strategyVersion.strategyId, id),
        eq(strategyVersion.version, version),
        eq(strategyVersion.shadow, true),
        isNull(strategyVersion.actsFrom),
      ),
    )
  return done.rowCount === 1
}

/** Firings by strategy and outcome since an instant. */
export async function countFirings(tx: Tx, workspaceId: Id, since: Date) {
  const found = await tx.execute<{
    strategy: string
    outcome: Outcome
    n: number
  }>(sql`
    select strategy_id as strategy, outcome, count(*)::int as n from firing
    where workspace_id = ${workspaceId} and acted_at >= ${since.toISOString()}::timestamptz group by 1, 2`)
  return found.rows
}

export async function selectFirings(tx: Tx, workspaceId: Id, id: string, most: number) {
  return tx
    .select()
    .from(firing)
    .where(and(eq(firing.workspaceId, workspaceId), eq(firing.strategyId, id)))
    .orderBy(desc(firing.actedAt))
    .limit(most)
}

/** Accounts of decisions, by decision id. */
export async function accountsOfDecisions(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<Map<Id, Id | null>> {
  if (ids.length === 0) return new Map()
  const found = await tx.execute<{ id: Id; account_id: Id | null }>(sql`
    select id, account_id from decision where workspace_id = ${workspaceId} and id = any(${sql.param([...ids])}::uuid[])`)
  return new Map(found.rows.map(row => [row.id, row.account_id]))
}

export async function isFired(tx: Tx, workspaceId: Id, id: string): Promise<boolean> {
  const found = await tx.execute(sql`select 1 from firing where workspace_id = ${workspaceId} and id = ${id}`)
  return found.rows.length > 0
}

export async function workspaceIds(tx: Tx): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`)
  return found.rows.map(row => row.id)
}

export async function timeZoneOf(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ time_zone: string }>(
    sql`select time_zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.time_zone ?? 'Asia/Shanghai'
}
