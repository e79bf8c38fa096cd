import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { AdoptionService } from './service.ts'

const queue = 'adoption-find'

/** Mondays, once the week before is over, in every workspace. */
export function adoptionJobs(jobs: Jobs, db: Db, adoption: Pick<AdoptionService, 'find'>): void {
  jobs.work(queue, async () => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await adoption.find(id)
  })
  jobs.schedule(queue, '30 7 * * 1')
}
