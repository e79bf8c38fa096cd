import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { PersonErased } from '#crm/contact/api.ts'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { Lake } from '#kernel/ports/lake.ts'
import { HOUR, type Instant } from '#kernel/time.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, type Setting, writeSetting } from '#platform/setting/index.ts'
import { retention } from './api.ts'

export interface LakeKeeperPorts {
  db: Db
  clock: Clock
  log: Pick<EventLog, 'settled'>
  lake: Lake
  outbox: Outbox
}

const retentionSetting: Setting<z.infer<typeof retention>> = {
  name: 'lake.retention',
  schema: retention,
  fallback: { days: {} },
}

export type LakeKeeper = ReturnType<typeof makeLakeKeeper>

/** Keeps the lake up with the log, in every workspace. */
export function makeLakeKeeper({ db, clock, log, lake, outbox }: LakeKeeperPorts) {
  const bring = async (workspaceId: Id, before: Instant): Promise<number> => {
    const { days } = await db.tx(workspaceId, tx => readSetting(tx, workspaceId, retentionSetting))
    return lake.write(workspaceId, { before, now: clock.now(), retention: days })
  }

  const workspaces = async (): Promise<Id[]> => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    return found.rows.map(row => row.id)
  }

  outbox.hear('workspace.removed', (_tx, { workspaceId }) => lake.drop(workspaceId))

  outbox.hear<PersonErased>('person.erased', async (_tx, { workspaceId, payload }) => {
    await lake.erasePerson(workspaceId, {
      person: payload.person,
      account: payload.account,
      words: payload.words,
    })
  })

  return {
    /** Brings the closed hours of every workspace; what never was in the lake comes whole, so that it has a beginning. */
    writeAll: async (): Promise<void> => {
      const hour = Math.floor(clock.now() / HOUR) * HOUR
      for (const workspaceId of await workspaces()) {
        const { writtenTo } = await lake.stats(workspaceId)
        await bring(workspaceId, Math.min(writtenTo === null ? clock.now() : hour, log.settled()))
      }
    },

    /** Brings everything there is just now. */
    writeNow: async ({ workspaceId }: Actor) => ({ written: await bring(workspaceId, log.settled() + 1) }),

    stats: async ({ workspaceId }: Actor) => {
      const stats = await lake.stats(workspaceId)
      const behindMs = stats.writtenTo === null ? null : Math.max(0, clock.now() - stats.writtenTo)
      return { ...stats, behindMs }
    },

    readRetention: ({ workspaceId }: Actor) =>
      db.tx(workspaceId, tx => readSetting(tx, workspaceId, retentionSetting)),
    saveRetention: (actor: Actor, value: z.infer<typeof retention>): Promise<void> =>
      db.tx(actor.workspaceId, tx => writeSetting(tx, actor, retentionSetting, value)),
  }
}

const queue = 'lake-write'

/** Five minutes past every hour. */
export function lakeJobs(jobs: Jobs, keeper: LakeKeeper): void {
  jobs.work(queue, keeper.writeAll, { concurrency: 1, retryLimit: 2 })
  jobs.schedule(queue, '5 * * * *')
}
