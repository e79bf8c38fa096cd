import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Finding, FindingBody } from './api.ts'

export async function timeZoneOf(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ time_zone: string }>(
    sql`select time_zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.time_zone ?? 'Asia/Shanghai'
}

/** Something that may show that a customer moved on. */
export interface Step {
  customer: Id
  at: Instant
  type: string
  from: string | null
  to: string | null
  outcome: string | null
}

/** Steps of customers' deals and outcomes of notes, as the log tells them. */
export async function selectSteps(
  tx: Tx,
  workspaceId: Id,
  customers: readonly Id[],
  from: Instant,
): Promise<Step[]> {
  if (customers.length === 0) return []
  const found = await tx.execute<
    { customer: Id; at: string } & Omit<Step, 'customer' | 'at'> & Record<string, unknown>
  >(sql`
    select customer, at, type, props->>'from' as "from", props->>'to' as "to", props->>'outcome' as outcome from event_log
    where workspace_id = ${workspaceId} and customer = any(${sql.param([...customers])}::uuid[]) and at >= ${from}
      and kind = 'event' and type in ('opportunity.won', 'opportunity.stage_changed', 'activity.note_added')
    order by at`)
  return found.rows.map(row => ({ ...row, at: Number(row.at) }))
}

/** @returns false if it was found before */
export async function insertFinding(
  tx: Tx,
  row: {
    workspaceId: Id
    userId: Id
    departmentId: Id | null
    week: string
    body: FindingBody
    foundAt: Instant
  },
): Promise<boolean> {
  const done = await tx.execute(sql`
    insert into adoption_finding (workspace_id, user_id, week, department_id, body, found_at)
    values (${row.workspaceId}, ${row.userId}, ${row.week}, ${row.departmentId}, ${JSON.stringify(row.body)},
      ${new Date(row.foundAt).toISOString()}::timestamptz) on conflict do nothing`)
  return done.rowCount === 1
}

/** Findings since a week, newest first. */
export async function selectFindings(
  tx: Tx,
  workspaceId: Id,
  since: string,
): Promise<(Finding & { departmentId: Id | null })[]> {
  const found = await tx.execute<{
    userId: Id
    departmentId: Id | null
    week: string
    body: FindingBody
    foundAt: string
  }>(sql`
    select user_id as "userId", department_id as "departmentId", week::text as week, body, found_at as "foundAt"
    from adoption_finding where workspace_id = ${workspaceId} and week >= ${since}::date order by week desc, found_at desc limit 200`)
  return found.rows.map(({ body, foundAt, ...row }) => ({
    ...row,
    ...body,
    foundAt: new Date(foundAt).getTime(),
  }))
}
