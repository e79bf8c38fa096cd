import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { liveTypes } from './api.ts'
import { tellLog } from './log-event.ts'
import { propsOf, type Suggestions, subjectOf } from './service.ts'
import * as store from './store.ts'

export interface TidyPorts {
  db: Db
  clock: Clock
  outbox: Outbox
  live: Pick<Live, 'push'>
  suggestions: Pick<Suggestions, 'surface'>
}

/** Ends what is past its time, brings back what was snoozed, and fills free places, in one workspace. */
export async function tidySuggestions(ports: TidyPorts, workspaceId: Id): Promise<void> {
  const { db, clock, outbox, live, suggestions } = ports
  const now = clock.now()
  const changed = await db.tx(workspaceId, async tx => {
    const ended = await store.endOverdue(tx, workspaceId, now)
    for (const row of ended) {
      const type = `suggestion.${row.state}`
      const props = propsOf(row, row.ownerId)
      await tellLog(tx, outbox, workspaceId, {
        id: `${type}:${row.id}`,
        type,
        at: now,
        ...subjectOf(row),
        props,
      })
    }
    const back = await store.wakeSnoozed(tx, workspaceId, now)
    const after = []
    for (const ownerId of await store.selectOwnersWaiting(tx, workspaceId))
      after.push(...(await suggestions.surface(tx, workspaceId, ownerId, now)))
    return { rows: [...ended, ...back], after }
  })
  for (const { id, ownerId, accountId } of changed.rows)
    live.push({ workspaceId, type: liveTypes.changed, data: { id, accountId }, to: [ownerId] })
  for (const tell of changed.after) tell()
  outbox.wake()
}

const queue = 'suggestion-tidy'

/** Every minute, in every workspace. */
export function suggestionJobs(jobs: Jobs, ports: TidyPorts): void {
  jobs.work(queue, async () => {
    const found = await ports.db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await tidySuggestions(ports, id)
  })
  jobs.schedule(queue, '* * * * *')
}
