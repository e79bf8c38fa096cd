import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { addHeld } from './store.ts'

export type HeldOutcome = 'dropped' | 'unnamed'

/** Counts what was held back, in memory first: ingest doesn't wait for a counter. */
export function makeHeldCounter(db: Db, clock: Clock) {
  let counts = new Map<string, { workspaceId: Id; day: string; outcome: HeldOutcome; amount: number }>()

  const count = (workspaceId: Id, outcome: HeldOutcome, amount: number): void => {
    const day = new Date(clock.now()).toISOString().slice(0, 10)
    const key = `${workspaceId} ${day} ${outcome}`
    const known = counts.get(key)
    if (known) known.amount += amount
    else counts.set(key, { workspaceId, day, outcome, amount })
  }

  const write = async (): Promise<void> => {
    const taken = counts
    counts = new Map()
    for (const [key, item] of taken) {
      try {
        await db.tx(item.workspaceId, tx =>
          addHeld(tx, item.workspaceId, item.day, item.outcome, item.amount),
        )
        taken.delete(key)
      } catch {
        count(item.workspaceId, item.outcome, item.amount) // the next flush tries again
      }
    }
  }

  let last = Promise.resolve()
  /** Writes what was counted; one after another, so that whoever waits for it finds all counted before. */
  const flush = (): Promise<void> => {
    last = last.then(write)
    return last
  }

  return { count, flush }
}
