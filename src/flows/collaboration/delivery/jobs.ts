import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Heard } from './heard.ts'

const queue = 'delivery-expire'

/** Every minute, in every workspace: holds whose time is over are released. */
export function deliveryJobs(jobs: Jobs, db: Db, outbox: Outbox, { expire }: Pick<Heard, 'expire'>): void {
  jobs.work(queue, async () => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) {
      if ((await db.tx(id, tx => expire(tx, id))) > 0) outbox.wake()
    }
  })
  jobs.schedule(queue, '* * * * *')
}
