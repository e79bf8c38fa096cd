import type { Frame } from '#lib/expr/index.ts'
import type { Event, Instant } from './types.ts'
import type { Run, Version } from './version.ts'

/**
 * What became of a step: `refused` its `where` isn't true, `taken` one of several events, `passed` it completed,
 * `broken` an event came that the absence step wants not to see, `dropped` the run ran out of time.
 */
export type Heard = 'refused' | 'taken' | 'passed' | 'broken' | 'dropped'

export interface Step {
  what: Heard
  version: Version
  step: number
  key: string
  at: Instant
  /** Missing where time alone did it. */
  event: Event | undefined
  /** The run's start; missing for an event that begins none. */
  start: Instant | undefined
}

export interface Judgement {
  verdict: 'fired' | 'refused' | 'cooled'
  run: Run
  key: string
  at: Instant
  values: (number | null)[]
  /** Made ready for any expression of the version's `if`. */
  frame: Frame
}

/** Looks over the machine's shoulder, for backtests and trials. The live engine has none; it changes nothing. */
export interface Watch {
  heard(step: Step): void
  judged(judgement: Judgement): void
}
