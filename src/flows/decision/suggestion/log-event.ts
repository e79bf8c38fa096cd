import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { EventLog, LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Outbox } from '#platform/outbox/index.ts'

const type = 'log.event'

/** What Loam's own parts put into the log: always fresh, never imported. */
export type OwnEvent = Omit<LoggedEvent, 'kind' | 'source' | 'imported'>

/** Has an event of our own enter the log after the caller's commit, once: its id decides. */
export async function tellLog(tx: Tx, outbox: Outbox, workspaceId: Id, event: OwnEvent): Promise<void> {
  await outbox.publish(tx, { workspaceId, type, payload: { ...event } })
}

/** Carries what {@link tellLog} wrote into the log. A log that is away or busy makes the outbox try again. */
export function carryToLog(outbox: Outbox, log: EventLog): void {
  outbox.hear<OwnEvent>(type, async (_tx, { workspaceId, payload: event }) => {
    await log.append(workspaceId, [{ ...event, kind: 'event', source: 'loam', imported: false }])
  })
}
