import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Labelling } from './service.ts'

const queue = 'labelling-draw'

/** Mondays at seven, in every workspace; where there is nobody or nothing to draw, nothing happens. */
export function labellingJobs(jobs: Jobs, db: Db, labelling: Pick<Labelling, 'draw'>): void {
  jobs.work(queue, async () => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await drawIfDue(labelling, id)
  })
  jobs.schedule(queue, '0 7 * * 1')
}

async function drawIfDue(labelling: Pick<Labelling, 'draw'>, workspaceId: Id): Promise<void> {
  try {
    await labelling.draw(workspaceId)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
