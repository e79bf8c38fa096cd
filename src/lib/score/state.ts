import type { Instant } from '#kernel/time.ts'
import type { CompiledAbsenceTerm, CompiledModel, ScoredEvent, ScoreProfile } from './compile.ts'
import { decay, levelOf } from './compile.ts'
import { type Score, toScore } from './confidence.ts'

/**
 * What is remembered of a key: plain numbers, so that a snapshot is its JSON. It depends on the terms' order, conditions,
 * amounts and half-lives, not on the weights: with new weights it stays good.
 *
 * `cells` holds three numbers for each slot that was ever touched: `slot, sum, reference instant` for an event term (the
 * decayed occurrences as of that instant), `slot, latest start, latest end` for an absence term.
 */
export interface ScoreState {
  latest: Instant
  cells: number[]
}

const NEVER = -1

/** A key of which nothing is known yet. */
export function emptyState(): ScoreState {
  return { latest: NEVER, cells: [] }
}

/** Takes one event into the state, in any order. The caller sees to it that an event comes once. */
export function addEvent(state: ScoreState, compiled: CompiledModel, event: ScoredEvent): void {
  if (event.at > state.latest) state.latest = event.at
  for (const item of compiled.byType.get(event.type) ?? []) {
    const value = item.value(event)
    if (value > 0) addOccurrence(state.cells, item.slot, item.halfLife, value, event.at)
  }
  for (const item of compiled.anchors.get(event.type) ?? []) keepLatest(state.cells, item.slot, 1, event.at)
  for (const item of compiled.enders.get(event.type) ?? []) keepLatest(state.cells, item.slot, 2, event.at)
}

function addOccurrence(cells: number[], slot: number, halfLife: number, value: number, at: Instant): void {
  const cell = findCell(cells, slot, 0, at)
  const reference = cells[cell + 2]!
  // The reference only moves forward, so every factor is at most 1: old sums fade to zero, nothing overflows.
  if (at >= reference) {
    cells[cell + 1] = cells[cell + 1]! * decay(at - reference, halfLife) + value
    cells[cell + 2] = at
  } else {
    cells[cell + 1] = cells[cell + 1]! + value * decay(reference - at, halfLife)
  }
}

function keepLatest(cells: number[], slot: number, offset: 1 | 2, at: Instant): void {
  const cell = findCell(cells, slot, NEVER, NEVER)
  if (at > cells[cell + offset]!) cells[cell + offset] = at
}

function findCell(cells: number[], slot: number, first: number, second: number): number {
  for (let cell = 0; cell < cells.length; cell += 3) if (cells[cell] === slot) return cell
  cells.push(slot, first, second)
  return cells.length - 3
}

/**
 * The score of a key at an instant; an instant before its latest event counts as that event's, so that no act weighs
 * more than its weight.
 */
export function scoreState(
  state: ScoreState,
  compiled: CompiledModel,
  at: Instant,
  profile: ScoreProfile,
): Score {
  const now = Math.max(at, state.latest)
  const { prior } = compiled.model
  let logOdds = prior.logOdds
  let variance = prior.sd ** 2
  const add = (weight: number, sd: number, x: number): void => {
    logOdds += weight * x
    variance += (sd * x) ** 2
  }
  for (let cell = 0; cell < state.cells.length; cell += 3) {
    const slot = state.cells[cell]!
    const event = compiled.events[slot]
    if (event) {
      const left = decay(now - state.cells[cell + 2]!, event.halfLife)
      add(event.term.weight, event.term.sd, levelOf(state.cells[cell + 1]! * left, event.term.most))
    } else {
      const absence = compiled.absences[slot - compiled.events.length]!
      const x = absenceValue(absence, state.cells[cell + 1]!, state.cells[cell + 2]!, now)
      add(absence.term.weight, absence.term.sd, x)
    }
  }
  for (const item of compiled.profile) if (item.holds(profile)) add(item.term.weight, item.term.sd, 1)
  return toScore(logOdds, variance, compiled.model.calibration)
}

/**
 * The value of an absence: 0 until `wait` after the latest start, 1 at that instant, fading from then on, 0 again once
 * an end came at or after the start. `start` and `end` are below 0 where there was none.
 */
export function absenceValue(
  absence: CompiledAbsenceTerm,
  start: Instant,
  end: Instant,
  at: Instant,
): number {
  const due = start + absence.wait
  return start < 0 || end >= start || at < due ? 0 : decay(at - due, absence.halfLife)
}

/**
 * The next instant after `at` at which an absence completes and the score jumps, or undefined. Between such instants the
 * score only fades.
 */
export function nextAbsence(state: ScoreState, compiled: CompiledModel, at: Instant): Instant | undefined {
  let next: Instant | undefined
  for (let cell = 0; cell < state.cells.length; cell += 3) {
    const absence = compiled.absences[state.cells[cell]! - compiled.events.length]
    const start = state.cells[cell + 1]!
    if (!absence || start < 0 || state.cells[cell + 2]! >= start) continue
    const due = start + absence.wait
    if (due > at && (next === undefined || due < next)) next = due
  }
  return next
}
