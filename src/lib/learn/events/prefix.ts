import { DAY, HOUR, type Instant, MINUTE, SECOND } from '#kernel/time.ts'
import { type Sparse, SparseRows } from '../sparse.ts'

/** A case: its events in order, as numbers of activities and instants. */
export interface EventCase {
  activity: Int32Array
  at: Float64Array
  /** How many events come before the outcome. */
  before: number
  /** 0/1. */
  outcome: number
}

/** One summand of the log-odds: `event` is the place of the event that brings it, −1 for the age of the case. */
export interface Part {
  /** What of the act it is, as a number: see `keyOf`. */
  key: number
  event: number
  value: number
}

/** Two half-lives in ms beside the plain count: one act weighs by how often, how recently and after what pause it came. */
export type HalfLives = readonly number[]

/** Upper ends of the pauses before an event that are told apart: a program's, a person's, a day's, a week's. */
const pauses = [SECOND, MINUTE, 10 * MINUTE, HOUR, 8 * HOUR, 2 * DAY, 7 * DAY]

/**
 * Takes the first `length` events of a case apart as its additive model sees them, as of the last of them: per event a
 * count, its decays, and the pause before it; once per case its age.
 */
export function partsOf(one: EventCase, length: number, halfLives: HalfLives): Part[] {
  const now = one.at[length - 1]!
  const parts: Part[] = []
  for (let event = 0; event < length; event++) {
    const [activity, at] = [one.activity[event]!, one.at[event]!]
    parts.push({ key: keyOf(activity, 0), event, value: 1 })
    for (const [i, halfLife] of halfLives.entries())
      parts.push({ key: keyOf(activity, 1 + i), event, value: 2 ** ((at - now) / halfLife) })
    const pause = pauseOf(at - one.at[Math.max(0, event - 1)]!)
    parts.push({ key: keyOf(activity, 8 + pause), event, value: 1 })
  }
  parts.push({ key: -1 - ageOf(now - one.at[0]!), event: -1, value: 1 })
  return parts
}

/** Acts have 32 keys each: their count, their decays from 1 on, their pauses from 8 on. Ages are below zero. */
const keyOf = (activity: number, aspect: number) => 32 * activity + aspect

function pauseOf(ms: number): number {
  const place = pauses.findIndex(end => ms < end)
  return place < 0 ? pauses.length : place
}

/** Ages on a logarithmic scale: a step is about 65 % more. */
function ageOf(ms: Instant): number {
  return Math.floor(2 * Math.log1p(ms / HOUR))
}

/** Keys that are frequent enough to learn a weight for, numbered. */
export type Vocabulary = Map<number, number>

/** Keys that at least `least` of the given prefixes have. */
export function vocabularyOf(prefixes: Iterable<readonly Part[]>, least: number): Vocabulary {
  const counts = new Map<number, number>()
  for (const parts of prefixes)
    for (const key of new Set(parts.map(part => part.key))) counts.set(key, (counts.get(key) ?? 0) + 1)
  const kept = [...counts].filter(([, count]) => count >= least)
  return new Map(kept.map(([key], column) => [key, column]))
}

/** Prefixes as rows: the parts of one key added up. */
export function rowsOf(prefixes: Iterable<readonly Part[]>, vocabulary: Vocabulary): Sparse {
  const rows = new SparseRows(vocabulary.size)
  for (const parts of prefixes) {
    const sums = new Map<number, number>()
    for (const { key, value } of parts) {
      const column = vocabulary.get(key)
      if (column !== undefined) sums.set(column, (sums.get(column) ?? 0) + value)
    }
    for (const [column, value] of sums) rows.add(column, value)
    rows.endRow()
  }
  return rows.done()
}
