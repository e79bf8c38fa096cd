import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Learning } from './learning.ts'

const queue = 'score-learning'

/** Every Monday before work: a fresh challenger, with the question asked last. */
export function intentJobs(jobs: Jobs, db: Db, learning: Pick<Learning, 'again'>): void {
  jobs.work(queue, async () => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await learning.again(id)
  })
  jobs.schedule(queue, '0 4 * * 1')
}
