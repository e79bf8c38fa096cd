import { and, asc, desc, eq, gte, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { MovedScore } from './model.ts'
import { scoreModelTable, scorePoint } from './tables.ts'

export type ModelRow = typeof scoreModelTable.$inferSelect

export async function selectModel(tx: Tx, workspaceId: Id, version?: number): Promise<ModelRow | undefined> {
  const rows = await tx
    .select()
    .from(scoreModelTable)
    .where(
      and(
        eq(scoreModelTable.workspaceId, workspaceId),
        version === undefined ? undefined : eq(scoreModelTable.version, version),
      ),
    )
    .orderBy(desc(scoreModelTable.version))
    .limit(1)
  return rows[0]
}

export async function selectModelVersions(tx: Tx, workspaceId: Id) {
  const { version, note, createdBy, createdAt } = scoreModelTable
  return tx
    .select({ version, note, createdBy, createdAt })
    .from(scoreModelTable)
    .where(eq(scoreModelTable.workspaceId, workspaceId))
    .orderBy(desc(version))
    .limit(100)
}

/** Every version whole, oldest first. */
export async function selectModels(tx: Tx, workspaceId: Id): Promise<ModelRow[]> {
  const { workspaceId: workspace, version } = scoreModelTable
  return tx.select().from(scoreModelTable).where(eq(workspace, workspaceId)).orderBy(asc(version))
}

/** @returns false if the version is there already */
export async function insertModel(tx: Tx, row: typeof scoreModelTable.$inferInsert): Promise<boolean> {
  const done = await tx.insert(scoreModelTable).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

/** Where a score comes from and goes to: `before` is the last point, `base` that of a day ago or of the last quiet move. */
export interface Move {
  accountId: Id
  before: number | null
  base: number | null
}

/** The last point of each account, and the one to measure a day's rise from. */
export async function selectMoves(tx: Tx, workspaceId: Id, scores: readonly MovedScore[]): Promise<Move[]> {
  const found = await tx.execute<{ id: Id; before: number | null; base: number | null }>(sql`
    select s.id, last.value as before, coalesce(quiet.value, past.value, first.value) as base
    from unnest(${sql.param(scores.map(score => score.accountId))}::uuid[], ${sql.param(scores.map(iso))}::timestamptz[]) as s (id, at)
    left join lateral (select value from score_point p where p.workspace_id = ${workspaceId} and p.account_id = s.id
      order by at desc limit 1) last on true
    left join lateral (select value from score_point p where p.workspace_id = ${workspaceId} and p.account_id = s.id
      and quiet and at > s.at - interval '1 day' order by at desc limit 1) quiet on true
    left join lateral (select value from score_point p where p.workspace_id = ${workspaceId} and p.account_id = s.id
      and at <= s.at - interval '1 day' order by at desc limit 1) past on true
    left join lateral (select value from score_point p where p.workspace_id = ${workspaceId} and p.account_id = s.id
      order by at limit 1) first on true`)
  return found.rows.map(row => ({ accountId: row.id, before: row.before, base: row.base }))
}

/** Keeps a point where the score moved by a percentage point or a day has passed. */
export async function insertPoints(tx: Tx, workspaceId: Id, scores: readonly MovedScore[]): Promise<void> {
  const of = (pick: (score: MovedScore) => unknown) => sql.param(scores.map(pick))
  await tx.execute(sql`
    insert into score_point (workspace_id, account_id, at, log_odds, value, low, high, quiet)
    select ${workspaceId}::uuid, s.id, s.at, s.log_odds, s.value, s.low, s.high, s.quiet
    from unnest(${of(s => s.accountId)}::uuid[], ${of(iso)}::timestamptz[], ${of(s => s.logOdds)}::float8[], ${of(s => s.value)}::float8[],
      ${of(s => s.low)}::float8[], ${of(s => s.high)}::float8[], ${of(s => s.quiet)}::bool[])
      as s (id, at, log_odds, value, low, high, quiet)
    left join lateral (select p.value, p.at from score_point p where p.workspace_id = ${workspaceId} and p.account_id = s.id
      order by p.at desc limit 1) last on true
    where last.at is null or abs(last.value - s.value) >= 0.01 or s.at >= last.at + interval '1 day'
    on conflict do nothing`)
}

const iso = (score: MovedScore) => new Date(score.at).toISOString()

export async function selectPoints(tx: Tx, workspaceId: Id, accountId: Id, since: Date) {
  const { at, value, low, high } = scorePoint
  return tx
    .select({ at, value, low, high })
    .from(scorePoint)
    .where(
      and(
        eq(scorePoint.workspaceId, workspaceId),
        eq(scorePoint.accountId, accountId),
        gte(scorePoint.at, since),
      ),
    )
    .orderBy(asc(at))
    .limit(500)
}

export async function deletePointsBefore(tx: Tx, workspaceId: Id, before: Date): Promise<void> {
  await tx.execute(
    sql`delete from score_point where workspace_id = ${workspaceId} and at < ${before.toISOString()}::timestamptz`,
  )
}
