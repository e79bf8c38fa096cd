import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { OutChannel } from './api.ts'
import type { Deliverer } from './deliver.ts'
import type { Target } from './queue.ts'
import { createdEvent, drainQueue } from './service.ts'

const sweepQueue = 'notify-sweep'
const forgetQueue = 'notify-forget'
const keepDeliveries = 90 * DAY
const keepNotifications = 365 * DAY

export interface NotifyJobsDeps {
  db: Db
  jobs: Jobs
  outbox: Outbox
  live: Live
  clock: Clock
  deliverer: Deliverer
}

/** Delivers what is due, looks every minute for what a lost job left behind, forgets old rows, and shows new notifications. */
export function notifyJobs({ db, jobs, outbox, live, clock, deliverer }: NotifyJobsDeps): void {
  jobs.work<{ targets: Target[] }>(drainQueue, ({ targets }) => drainAll(deliverer, targets), {
    concurrency: 4,
  })

  jobs.work(sweepQueue, async () => {
    const before = new Date(clock.now() - MINUTE / 2)
    const due = await db.outside(tx =>
      tx.execute<{ workspace_id: Id; channel: OutChannel; target_id: Id }>(
        sql`select * from notify_due(${before})`,
      ),
    )
    await drainAll(
      deliverer,
      due.rows.map(row => ({ workspaceId: row.workspace_id, channel: row.channel, targetId: row.target_id })),
    )
  })
  jobs.schedule(sweepQueue, '* * * * *')

  jobs.work(forgetQueue, async () => {
    const now = clock.now()
    const [deliveries, notifications] = [now - keepDeliveries, now - keepNotifications].map(
      at => new Date(at),
    )
    await db.outside(tx => tx.execute(sql`select notify_forget(${deliveries}, ${notifications})`))
  })
  jobs.schedule(forgetQueue, '17 3 * * *')

  outbox.hear(createdEvent, async (_tx, { workspaceId, payload }) => {
    live.push({ workspaceId, type: 'notification', data: {}, to: payload.to as Id[] })
  })
}

const atOnce = 4

/** Several targets at once, each for itself: one that fails holds up no other. @throws the first failure, at the end */
async function drainAll(deliverer: Deliverer, targets: readonly Target[]): Promise<void> {
  const waiting = [...targets]
  const failures: unknown[] = []
  const worker = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      await deliverer.drain(target).catch(error => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (failures.length > 0) throw failures[0]
}
