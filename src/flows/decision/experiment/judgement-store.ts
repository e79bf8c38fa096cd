import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'

/** What was decided about an experiment, with the figures as they stood. Written once. */
export interface Judgement {
  id: Id
  act: 'stopped' | 'shipped' | 'rolled-back'
  reason: string
  decidedBy: Id | null
  decidedAt: Instant
  fromVersion: number
  toVersion: number | null
  report: Record<string, unknown>
}

export async function insertJudgement(
  tx: Tx,
  workspaceId: Id,
  run: Id,
  judgement: Omit<Judgement, 'decidedAt'> & { at: Instant },
): Promise<void> {
  const { id, act, reason, decidedBy, at, fromVersion, toVersion, report } = judgement
  await tx.execute(sql`
    insert into experiment_judgement (workspace_id, id, run_id, act, reason, decided_by, decided_at, from_version, to_version, report)
    values (${workspaceId}, ${id}, ${run}, ${act}, ${reason}, ${decidedBy}, ${new Date(at).toISOString()}::timestamptz, ${fromVersion}, ${toVersion},
      ${JSON.stringify(report)})`)
}

export async function selectJudgements(tx: Tx, workspaceId: Id, run: Id): Promise<Judgement[]> {
  const found = await tx.execute<Judgement & Record<string, unknown>>(sql`
    select id, act, reason, decided_by as "decidedBy", (extract(epoch from decided_at) * 1000)::bigint as "decidedAt", from_version as "fromVersion",
      to_version as "toVersion", report
    from experiment_judgement where workspace_id = ${workspaceId} and run_id = ${run} order by decided_at`)
  return found.rows
}
