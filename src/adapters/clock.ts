import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'

/** The wall clock. */
export const systemClock: Clock = { now: Date.now }

/** A clock that can be put forward and back, and runs on from there. For tests of what happens after days. */
export interface MovableClock extends Clock {
  /** @param at the instant that is to be now; null returns to the wall clock */
  set(at: Instant | null): void
}

export function movableClock(): MovableClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    set: at => {
      ahead = at === null ? 0 : at - Date.now()
    },
  }
}
