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
const perFlush = 2_000

/**
 * Puts people into the account they first acted for, as Segment's group does, a little later and many at a time: a new
 * site brings thousands at once, and the events must not wait for them. Whoever is left out is met again.
 */
export function makePlacements(db: Db, place: IdentityPort['place'], wake: () => void) {
  let waiting: Placement[] = []

  const want = (workspaceId: Id, source: string, person: string, customer: string): void => {
    if (waiting.length < mostWaiting) waiting.push({ workspaceId, source, person, customer })
  }

  const flush = async (): Promise<void> => {
    const taken = waiting.slice(0, perFlush)
    waiting = waiting.slice(perFlush)
    const groups = Map.groupBy(taken, ({ workspaceId, source }) => JSON.stringify([workspaceId, source]))
    for (const list of groups.values()) {
      const { workspaceId, source } = list[0]!
      await db.tx(workspaceId, tx => place(tx, workspaceId, source, list)).catch(() => {})
    }
    if (taken.length > 0) wake()
  }

  return { want, flush }
}
