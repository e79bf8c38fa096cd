import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { DecisionBody } from './api.ts'

/** A stretch of time: from an instant on, before another. */
export interface Stretch {
  from: Instant
  before: Instant
}

const within = (workspaceId: Id, { from, before }: Stretch) => sql`
  workspace_id = ${workspaceId} and decided_at >= ${new Date(from).toISOString()}::timestamptz
    and decided_at < ${new Date(before).toISOString()}::timestamptz`

export async function countDecisions(tx: Tx, workspaceId: Id, stretch: Stretch): Promise<number> {
  const found = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from decision where ${within(workspaceId, stretch)}`,
  )
  return found.rows[0]!.n
}

/**
 * Decision records of a stretch of time, oldest first, persons as labels.
 * @param share of them that is looked at, 0–1: the same ones each time, chosen by their ids
 */
export async function readDecisions(
  tx: Tx,
  workspaceId: Id,
  stretch: Stretch,
  share: number,
): Promise<DecisionBody[]> {
  const found = await tx.execute<{ body: string }>(sql`
    select body from decision where ${within(workspaceId, stretch)}
      and (${share} >= 1 or mod(abs(hashtextextended(id::text, 0)), 1000000) < ${share} * 1000000)
    order by decided_at, id`)
  return found.rows.map(row => JSON.parse(row.body) as DecisionBody)
}
