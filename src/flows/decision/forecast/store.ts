import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import { forecastIssue, forecastOverride } from './tables.ts'

export type IssueRow = typeof forecastIssue.$inferSelect
export type OverrideRow = typeof forecastOverride.$inferSelect

/** The workspace’s time zone. */
export async function selectTimeZone(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ time_zone: string }>(
    sql`select time_zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.time_zone ?? 'Asia/Shanghai'
}

/** @returns false if one was issued on that day already */
export async function insertIssue(tx: Tx, row: typeof forecastIssue.$inferInsert): Promise<boolean> {
  return (await tx.insert(forecastIssue).values(row).onConflictDoNothing()).rowCount === 1
}

/** Issued forecasts, newest first; two years of weeks at most. */
export function selectIssues(tx: Tx, workspaceId: Id): Promise<IssueRow[]> {
  return tx
    .select()
    .from(forecastIssue)
    .where(eq(forecastIssue.workspaceId, workspaceId))
    .orderBy(desc(forecastIssue.day))
    .limit(104)
}

/** Intents that were noted with issued forecasts, in order of time. */
export async function selectNotedIntents(tx: Tx, workspaceId: Id) {
  const found = await tx.execute<{ day: string; id: Id; intent: number }>(sql`
    select to_char(i.day, 'YYYY-MM-DD') as day, d ->> 'id' as id, (d ->> 'intent')::float8 as intent
    from forecast_issue i, jsonb_array_elements(i.body -> 'deals') d
    where i.workspace_id = ${workspaceId} and d ->> 'intent' is not null order by i.day`)
  return found.rows
}

export async function insertOverride(tx: Tx, row: typeof forecastOverride.$inferInsert): Promise<void> {
  await tx.insert(forecastOverride).values(row)
}

/** Overrides by people within the actor’s scope, newest first. */
export function selectOverrides(tx: Tx, actor: Actor): Promise<OverrideRow[]> {
  return tx
    .select()
    .from(forecastOverride)
    .where(
      and(
        eq(forecastOverride.workspaceId, actor.workspaceId),
        visible(actor, forecastOverride.byId, forecastOverride.departmentId),
      ),
    )
    .orderBy(desc(forecastOverride.at), asc(forecastOverride.id))
    .limit(50)
}
