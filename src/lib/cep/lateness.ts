import { HOUR, MINUTE } from '#kernel/time.ts'
import type { EventEntry } from './types.ts'

/** An event this far ahead of its reception is refused. */
const FUTURE = 5 * MINUTE

/** An event this old on arrival is history. */
export const HISTORY = HOUR

/** Whether an event is too far ahead of the clock to be taken. */
export function isFuture({ r, event }: EventEntry): boolean {
  return event.at > r + FUTURE
}

/** Whether an event is imported history: flagged so, or more than an hour old on arrival. */
export function isHistory({ r, event, imported }: EventEntry): boolean {
  return imported === true || event.at < r - HISTORY
}
