import { sql } from 'drizzle-orm'
import { fromDrizzle, PgBoss, type SendOptions } from 'pg-boss'
import type { Tx } from '#db/connection.ts'

/** Work that nobody waits for: deliveries to channels, digests, clean-up. Never in the way of a suggestion. */
export interface Jobs {
  /** Declares a queue and who works it. A job that throws is retried with growing pauses, then kept as failed. */
  work<T extends object>(
    queue: string,
    handler: (data: T) => Promise<void>,
    options?: { concurrency?: number; retryLimit?: number },
  ): void
  /** Runs a queue's handler by the clock (cron in the given zone). */
  schedule(queue: string, cron: string, timeZone?: string): void
  /** Enqueues inside the caller's transaction: committed or rolled back with it. */
  send(
    tx: Tx,
    queue: string,
    data: object,
    options?: Pick<SendOptions, 'startAfter' | 'singletonKey' | 'priority'>,
  ): Promise<void>
  /** Lets no job begin until what is returned is called: the clock of now has no business in a past that is being loaded. */
  hold(): () => void
  start(): Promise<void>
  stop(): Promise<void>
}

/** @param url connection string of the owner: pg-boss keeps its own tables in the schema `pgboss` */
export function makeJobs(url: string, onError: (error: Error) => void): Jobs {
  const boss = new PgBoss({ connectionString: url, schema: 'pgboss', createSchema: false, max: 4 })
  boss.on('error', onError)
  const queues: {
    name: string
    handler: (data: object) => Promise<void>
    concurrency: number
    retryLimit: number
  }[] = []
  let held = Promise.resolve()
  const schedules: { queue: string; cron: string; timeZone: string }[] = []
  return {
    work: (name, handler, options = {}) => {
      queues.push({
        name,
        handler: handler as (data: object) => Promise<void>,
        concurrency: options.concurrency ?? 2,
        retryLimit: options.retryLimit ?? 8,
      })
    },
    schedule: (queue, cron, timeZone = 'Asia/Shanghai') => schedules.push({ queue, cron, timeZone }),
    send: async (tx, queue, data, options = {}) => {
      await boss.send(queue, data, { ...options, db: fromDrizzle(tx, sql) })
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    start: async () => {
      await boss.start()
      for (const queue of queues) {
        await boss.createQueue(queue.name, {
          retryLimit: queue.retryLimit,
          retryDelay: 5,
          retryBackoff: true,
          retryDelayMax: 3600,
        })
        await boss.work<object>(
          queue.name,
          { localConcurrency: queue.concurrency, pollingIntervalSeconds: 1 },
          async ([job]) => {
            await held
            if (job) await queue.handler(job.data)
          },
        )
      }
      for (const { queue, cron, timeZone } of schedules)
        await boss.schedule(queue, cron, {}, { tz: timeZone })
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}
