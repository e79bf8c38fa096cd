import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Forecasts } from './service.ts'

const queue = 'forecast-issue'

/** Mondays at six the forecast of every workspace is written down, so that nobody can improve it afterwards. */
export function forecastJobs(jobs: Jobs, db: Db, forecasts: Pick<Forecasts, 'issue'>): void {
  jobs.work(
    queue,
    async () => {
      const found = await db.outside(tx =>
        tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
      )
      for (const { id } of found.rows) await forecasts.issue(id)
    },
    { concurrency: 1 },
  )
  jobs.schedule(queue, '0 6 * * 1')
}
