import type { Instant } from '#kernel/time.ts'
import { workingHoursAfter } from './deadline.ts'
import { mayDecide, named, signersOf, superiorOf } from './directory.ts'
import type {
  CaseState,
  Condition,
  Directory,
  Need,
  PersonId,
  Seat,
  SeatOrigin,
  Step,
  StepRule,
} from './types.ts'

/** The step that is under way; undefined before and after all of them. */
export const openStep = (state: Pick<CaseState, 'steps'>): Step | undefined =>
  state.steps.find(step => step.state === 'open')

/** The places that may be signed now: all of a step, the first one of those that go in turn. */
export function waitingSeats(step: Step): Seat[] {
  const unsigned = step.seats.filter(({ state }) => state === 'waiting' || state === 'vacant')
  return (step.mode === 'turn' ? unsigned.slice(0, 1) : unsigned).filter(({ state }) => state === 'waiting')
}

/** Whether a condition holds; what nobody knows counts as if it did. */
export function holds({ measure, is, value }: Condition, measures: CaseState['measures']): boolean {
  const actual = measures[measure] ?? null
  if (actual === null) return true
  return is === 'above' ? actual > value : actual < value
}

/** Approvals that stand, in whatever step. */
const approvals = (state: CaseState) =>
  state.steps.flatMap(step => step.seats.filter(({ state: is }) => is === 'approved'))

/** What lies outside the author's mandate and is covered by nobody who has approved. */
export function uncovered(state: CaseState, { needs }: Directory): Need[] {
  const signed = new Set(approvals(state).flatMap(({ personId, by }) => [personId, by]))
  return needs.filter(({ covering }) => !covering.some(id => signed.has(id)))
}

export function stepOf(rule: StepRule, source: Step['source']): Step {
  return { ...rule, source, state: 'later', seats: [], since: null, due: null, lates: 0, stuck: false }
}

/** Makes a seat whose id is unique within the case. */
export function addSeat(
  state: CaseState,
  step: Step,
  personId: PersonId,
  from: SeatOrigin | null,
  at?: number,
): void {
  const count = state.steps.reduce((sum, { seats }) => sum + seats.length, 0)
  const seat: Seat = { id: `s${count + 1}`, personId, state: 'waiting', by: null, at: null, from }
  step.seats.splice(at ?? step.seats.length, 0, seat)
}

/** Goes on from where the case stands: closes what is done, opens what comes, ends, or is blocked for want of people. */
export function advance(state: CaseState, directory: Directory, now: Instant): void {
  // Each round ends a step or stops; the steps added below are bounded by the needs.
  for (let round = 0; round < 200; round++) {
    const open = openStep(state)
    if (open) {
      if (!isDone(open)) {
        settle(state, open, directory, now)
        return
      }
      open.state = 'done'
    }
    const next = state.steps.find(step => step.state === 'later') ?? coveringStep(state, directory)
    if (!next) {
      state.status = 'approved'
      return
    }
    enter(state, next, directory, now)
  }
}

function isDone({ mode, seats }: Step): boolean {
  const count = (is: Seat['state']) => seats.filter(({ state }) => state === is).length
  return count('approved') > 0 && (mode === 'any' || count('waiting') + count('vacant') === 0)
}

/** One more step where something isn't covered, or nobody has approved at all. */
function coveringStep(state: CaseState, directory: Directory): Step | undefined {
  if (uncovered(state, directory).length === 0 && approvals(state).length > 0) return undefined
  const id = `mandate-${state.steps.length + 1}`
  const rule: StepRule = {
    ...{ id, name: '', who: [{ by: 'mandate' }], mode: 'any', when: null, copy: [] },
    ...{ hours: null, late: 'remind' },
  }
  const step = stepOf(rule, 'mandate')
  state.steps.push(step)
  return step
}

function enter(state: CaseState, step: Step, directory: Directory, now: Instant): void {
  if ((step.when && !holds(step.when, state.measures)) || isCovered(state, step, directory)) {
    step.state = 'skipped'
    return
  }
  step.state = 'open'
  step.stuck = false
  step.since = now
  step.due = step.hours === null ? null : workingHoursAfter(now, step.hours)
}

/** A step that asks whoever's mandate covers the rest, where nothing is left to cover. */
const isCovered = (state: CaseState, { who }: Step, directory: Directory) =>
  who.every(({ by }) => by === 'mandate') &&
  approvals(state).length > 0 &&
  uncovered(state, directory).length === 0

/** Finds people for an open step: at first those whom it names, later those above whoever can no longer be asked. */
export function settle(state: CaseState, step: Step, directory: Directory, now: Instant): void {
  if (step.seats.length === 0) takeSeats(state, step, directory)
  const unsigned = step.seats.filter(({ state: is }) => is === 'waiting' || is === 'vacant')
  for (const { id } of unsigned) replace(state, step, id, directory)
  if (isDone(step)) advance(state, directory, now)
  else state.status = waitingSeats(step).length > 0 ? 'open' : 'blocked'
}

/** Where all are to sign, each part of the step must name somebody: else nobody sits, and the case is blocked. */
function takeSeats(state: CaseState, step: Step, directory: Directory): void {
  const eligible = (id: PersonId) => mayDecide(directory, state, id)
  const needs = uncovered(state, directory)
  const nothingLeft = needs.length === 0 && approvals(state).length > 0
  const found = step.who
    .filter(({ by }) => by !== 'mandate' || !nothingLeft)
    .map(who => named(directory, state, who, needs, eligible))
  if (step.mode !== 'any' && found.some(ids => ids.length === 0)) return
  for (const id of new Set(found.flat())) addSeat(state, step, id, null)
}

/** Whether somebody can sign this seat who doesn't sit in the step already: one person, one signature a step. */
export function canBeSigned(
  state: CaseState,
  step: Step,
  { id, personId }: Seat,
  directory: Directory,
): boolean {
  const others = step.seats.filter(other => other.id !== id && other.state !== 'left')
  const taken = new Set(others.flatMap(({ personId: holder, by }) => [holder, by]))
  const [first, ...rest] = signersOf(directory, state, personId)
  if (first === undefined) return false
  const away = directory.standIns.has(personId)
  return away ? [first, ...rest].some(signer => signer !== personId && !taken.has(signer)) : true
}

/**
 * Whoever has left, may not decide or is away without a usable stand-in gives the seat to the nearest leader above. Who is merely away
 * keeps it where there is nobody above.
 */
function replace(state: CaseState, step: Step, seatId: string, directory: Directory): void {
  const index = step.seats.findIndex(({ id }) => id === seatId)
  const current = step.seats[index]!
  const signable = canBeSigned(state, step, current, directory)
  if (!signable && moveUp(state, step, index, directory, 'up')) return
  current.state = signable || mayDecide(directory, state, current.personId) ? 'waiting' : 'vacant'
}

/** Puts the nearest leader above into a seat's place. @returns whether there was one */
export function moveUp(
  state: CaseState,
  step: Step,
  index: number,
  directory: Directory,
  why: 'up' | 'escalated',
): boolean {
  const current = step.seats[index]!
  const taken = new Set(
    step.seats
      .filter(({ state: is }) => is !== 'left')
      .flatMap(({ personId, by }) => [personId, by ?? personId]),
  )
  const above = superiorOf(directory, state, current.personId, taken)
  if (above === undefined) return false
  current.state = 'left'
  addSeat(state, step, above, { why, personId: current.personId }, index + 1)
  return true
}
