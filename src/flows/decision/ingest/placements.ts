import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { IdentityPort } from './tracking.ts'

interface Placement {
  workspaceId: Id
  source: string
  person: string
  customer: string
}

const mostWaiting = 50_000
const perFlush = 200

/**
 * Puts people into the account they first acted for, as Segment's group does, a little later and a few at a time: a new
 * site brings thousands at once, and the events must not wait for them. Whoever is left out is met again.
 */
export function makePlacements(db: Db, group: IdentityPort['group'], wake: () => void) {
  let waiting: Placement[] = []

  const want = (workspaceId: Id, source: string, person: string, customer: string): void => {
    if (waiting.length < mostWaiting) waiting.push({ workspaceId, source, person, customer })
  }

  const flush = async (): Promise<void> => {
    const taken = waiting.slice(0, perFlush)
    waiting = waiting.slice(perFlush)
    for (const [workspaceId, list] of Map.groupBy(taken, item => item.workspaceId)) {
      await db
        .tx(workspaceId, async tx => {
          for (const { source, person, customer } of list)
            await group(tx, workspaceId, source, customer, {}, person)
        })
        .catch(() => {})
    }
    if (taken.length > 0) wake()
  }

  return { want, flush }
}
