import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Loop } from './service.ts'

const queue = 'loop-tidy'

/** Every minute, in every workspace: deals without a line, and those that time alone has moved. */
export function loopJobs(jobs: Jobs, db: Db, { tidy }: Pick<Loop, 'tidy'>): void {
  jobs.work(queue, async () => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await tidy(id)
  })
  jobs.schedule(queue, '* * * * *')
}
