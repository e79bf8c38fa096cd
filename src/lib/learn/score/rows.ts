import type { Instant } from '#kernel/time.ts'
import { type CompiledModel, decay, levelOf, type ScoredEvent, type ScoreProfile } from '#lib/score/index.ts'
import { absenceValue } from '#lib/score/state.ts'

/** Everything known of an account: its acts by time, and its profile from each instant on. */
export interface AccountHistory {
  events: readonly ScoredEvent[]
  profiles: readonly { at: Instant; profile: ScoreProfile }[]
}

/** What is to be foretold: an event of `positive` within `horizon` ms; `negative` says that a deal ended otherwise. */
export interface Outcome {
  positive: ReadonlySet<string>
  negative: ReadonlySet<string>
  horizon: number
}

/** A column of the table that is learned from, by its values that aren't zero. Rows rise. */
export interface SparseColumn {
  row: number[]
  value: number[]
}

/** Accounts looked at again and again, one horizon apart; rows are ordered by time. */
export interface Landmarks {
  /** Per row. */
  at: Float64Array
  outcome: Uint8Array
  /** Per column of the model: event terms, then absences, then profile terms. */
  columns: SparseColumn[]
  /** Rebuilds the column of an event term for another half-life (ms). */
  rebuild(slot: number, halfLife: number): SparseColumn
}

interface Occurrence {
  at: Instant
  value: number
}

interface Prepared {
  /** Row numbers and instants of this account's landmarks. */
  rows: number[]
  at: Instant[]
  occurrences: Map<number, Occurrence[]>
  history: AccountHistory
}

/**
 * Looks at every account once a horizon from its first act on, as it was then: its acts so far decayed, its profile of that
 * time; the outcome is whether the positive event came within the horizon after (landmarking, van Houwelingen 2007). The last
 * look is one horizon before `now`, so that every outcome is known.
 */
export function landmarksOf(
  histories: readonly AccountHistory[],
  compiled: CompiledModel,
  outcome: Outcome,
  now: Instant,
): Landmarks {
  const looks = histories.flatMap(history => looksAt(history, outcome, now))
  looks.sort((a, b) => a.at - b.at)
  const prepared = prepare(looks, compiled)
  const rebuild = (slot: number, halfLife: number) =>
    eventColumn(prepared, slot, halfLife, compiled.events[slot]!.term.most)
  return {
    at: Float64Array.from(looks, look => look.at),
    outcome: Uint8Array.from(looks, look => Number(look.positive)),
    columns: [
      ...compiled.events.map(({ slot, halfLife }) => rebuild(slot, halfLife)),
      ...compiled.absences.map((_, i) => absenceColumn(prepared, compiled, i)),
      ...compiled.profile.map((_, i) => profileColumn(prepared, compiled, i)),
    ],
    rebuild,
  }
}

interface Look {
  history: AccountHistory
  at: Instant
  positive: boolean
}

function looksAt(history: AccountHistory, { positive, horizon }: Outcome, now: Instant): Look[] {
  const looks: Look[] = []
  const hits = history.events.filter(event => positive.has(event.type)).map(event => event.at)
  const first = history.events[0]?.at ?? now
  let next = 0
  for (let at = first + 1; at + horizon <= now; at += horizon) {
    while (next < hits.length && hits[next]! <= at) next++
    looks.push({ history, at, positive: next < hits.length && hits[next]! <= at + horizon })
  }
  return looks
}

function prepare(looks: readonly Look[], compiled: CompiledModel): Prepared[] {
  const byHistory = new Map<AccountHistory, Prepared>()
  looks.forEach(({ history, at }, row) => {
    const known = byHistory.get(history)
    const one = known ?? { rows: [], at: [], occurrences: occurrencesOf(history, compiled), history }
    if (!known) byHistory.set(history, one)
    one.rows.push(row)
    one.at.push(at)
  })
  return [...byHistory.values()]
}

function occurrencesOf({ events }: AccountHistory, compiled: CompiledModel): Map<number, Occurrence[]> {
  const found = new Map<number, Occurrence[]>()
  for (const event of events) {
    for (const item of compiled.byType.get(event.type) ?? []) {
      const value = item.value(event)
      if (value === 0) continue
      const list = found.get(item.slot)
      if (list) list.push({ at: event.at, value })
      else found.set(item.slot, [{ at: event.at, value }])
    }
  }
  return found
}

function eventColumn(
  all: readonly Prepared[],
  slot: number,
  halfLife: number,
  most: number | undefined,
): SparseColumn {
  const dense = new Float64Array(countRows(all))
  for (const { rows, at, occurrences } of all) {
    const list = occurrences.get(slot)
    if (!list) continue
    let [sum, reference, next] = [0, 0, 0]
    for (let i = 0; i < rows.length; i++) {
      for (; next < list.length && list[next]!.at <= at[i]!; next++) {
        sum = sum * decay(list[next]!.at - reference, halfLife) + list[next]!.value
        reference = list[next]!.at
      }
      const level = sum === 0 ? 0 : levelOf(sum * decay(at[i]! - reference, halfLife), most)
      if (level > 1e-4) dense[rows[i]!] = level
    }
  }
  return compress(dense)
}

function absenceColumn(all: readonly Prepared[], compiled: CompiledModel, index: number): SparseColumn {
  const absence = compiled.absences[index]!
  const dense = new Float64Array(countRows(all))
  for (const { rows, at, history } of all) {
    let [start, end, next] = [-1, -1, 0]
    for (let i = 0; i < rows.length; i++) {
      for (; next < history.events.length && history.events[next]!.at <= at[i]!; next++) {
        const event = history.events[next]!
        if (absence.term.after.includes(event.type)) start = event.at
        if (absence.term.without.includes(event.type)) end = event.at
      }
      const value = absenceValue(absence, start, end, at[i]!)
      if (value > 1e-4) dense[rows[i]!] = value
    }
  }
  return compress(dense)
}

function profileColumn(all: readonly Prepared[], compiled: CompiledModel, index: number): SparseColumn {
  const { holds } = compiled.profile[index]!
  const dense = new Float64Array(countRows(all))
  for (const { rows, at, history } of all) {
    let [next, is] = [0, false]
    for (let i = 0; i < rows.length; i++) {
      for (; next < history.profiles.length && history.profiles[next]!.at <= at[i]!; next++)
        is = holds(history.profiles[next]!.profile)
      if (is) dense[rows[i]!] = 1
    }
  }
  return compress(dense)
}

function countRows(all: readonly Prepared[]): number {
  return all.reduce((sum, one) => sum + one.rows.length, 0)
}

function compress(dense: Float64Array): SparseColumn {
  const column: SparseColumn = { row: [], value: [] }
  for (let row = 0; row < dense.length; row++) {
    if (dense[row] === 0) continue
    column.row.push(row)
    column.value.push(dense[row]!)
  }
  return column
}
