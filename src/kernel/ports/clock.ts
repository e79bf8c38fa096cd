import type { Instant } from '../time.ts'

/** Where "now" comes from. Only adapters read the wall clock, so that tests can set the time. */
export interface Clock {
  now(): Instant
}
