import type { Instant } from '#kernel/time.ts'
import { MINUTE } from '#kernel/time.ts'
import { workingHoursAfter } from './deadline.ts'
import { isBarred, mayDecide, signersOf } from './directory.ts'
import {
  addSeat,
  advance,
  holds,
  moveUp,
  openStep,
  settle,
  stepOf,
  uncovered,
  waitingSeats,
} from './steps.ts'
import {
  type Act,
  type CaseState,
  type CaseStatus,
  type Directory,
  type Doing,
  type PersonId,
  Refusal,
  type Seat,
  type Step,
  type StepRule,
} from './types.ts'

/** How long an act can be taken back, if nothing has followed it. */
export const undoFor = 10 * MINUTE

const ends: readonly CaseStatus[] = ['approved', 'rejected', 'withdrawn', 'voided']
export const hasEnded = ({ status }: Pick<CaseState, 'status'>): boolean => ends.includes(status)

type Asked = Pick<CaseState, 'hash' | 'authorId' | 'ownerId' | 'askerId' | 'departmentId' | 'measures'>

/** Begins a case: the first step whose condition holds is open, or the case is blocked for want of people. */
export function beginCase(
  rules: readonly StepRule[],
  asked: Asked,
  directory: Directory,
  now: Instant,
): CaseState {
  const state: CaseState = {
    ...asked,
    status: 'open',
    steps: rules.map(rule => stepOf(rule, 'flow')),
    acts: [],
    undo: null,
  }
  advance(state, directory, now)
  return state
}

/**
 * Does one act. The state that was given stays as it is; the same act id again answers the state unchanged. A decision that ended the case
 * can be taken back too: whoever lets texts out takes care that none has left meanwhile.
 * @throws Refusal, and nothing has changed
 */
export function doAct(before: CaseState, doing: Doing, directory: Directory): CaseState {
  if (before.acts.includes(doing.id)) return before
  const undoes = doing.act.kind === 'undo'
  if (hasEnded(before) && !(undoes && before.undo)) throw new Refusal('ended')
  if (doing.hash !== before.hash) throw new Refusal('changed')
  const { undo: _, ...rest } = structuredClone(before)
  const acts = [...before.acts, doing.id]
  if (undoes) return takeBack(before, doing, directory, acts)
  const state: CaseState = { ...structuredClone(rest), acts, undo: null }
  perform(state, doing, directory)
  // What whoever asked has done they do again instead.
  if (doing.act.kind !== 'ask-again' && doing.act.kind !== 'withdraw')
    state.undo = { by: doing.by, at: doing.at, state: rest }
  return state
}

function takeBack({ undo }: CaseState, { by, at }: Doing, directory: Directory, acts: string[]): CaseState {
  if (!undo || undo.by !== by || at - undo.at > undoFor) throw new Refusal('nothing-to-undo')
  return refresh({ ...structuredClone(undo.state), acts, undo: null }, directory, at)
}

function perform(state: CaseState, { by, at, act }: Doing, directory: Directory): void {
  if (act.kind === 'withdraw') {
    needParty(state, by)
    state.status = 'withdrawn'
  } else if (act.kind === 'ask-again') {
    needParty(state, by)
    if (state.status !== 'returned') throw new Refusal('not-yours')
    goBackTo(state, 0)
    advance(state, directory, at)
  } else if (act.kind !== 'undo') {
    const { step, index } = seatOf(state, by, directory)
    decide({ state, step, index, by, at, directory }, act)
  }
}

interface Deciding {
  state: CaseState
  step: Step
  /** The seat's place in the step. */
  index: number
  by: PersonId
  at: Instant
  directory: Directory
}

type Decision = Exclude<Act, { kind: 'withdraw' } | { kind: 'ask-again' } | { kind: 'undo' }>

function decide(deciding: Deciding, act: Decision): void {
  if (act.kind === 'approve') approve(deciding)
  else if (act.kind === 'reject') deciding.state.status = 'rejected'
  else if (act.kind === 'transfer') transfer(deciding, act.personId)
  else if (act.kind === 'add') add(deciding, act)
  else returnTo(deciding, act.stepId)
}

function approve(deciding: Deciding): void {
  sign(deciding)
  advance(deciding.state, deciding.directory, deciding.at)
}

function transfer({ state, step, index, at, directory }: Deciding, personId: PersonId): void {
  needFree(state, step, personId, directory)
  const seat = step.seats[index]!
  seat.state = 'left'
  step.stuck = false
  addSeat(state, step, personId, { why: 'transfer', personId: seat.personId }, index + 1)
  advance(state, directory, at)
}

function add(deciding: Deciding, { personId, where }: Extract<Act, { kind: 'add' }>): void {
  const { state, step, index, at, directory } = deciding
  needFree(state, step, personId, directory)
  const from = { why: 'added' as const, personId: step.seats[index]!.personId }
  if (where === 'with') addSeat(state, step, personId, from, index + 1)
  else {
    const place = state.steps.indexOf(step)
    const added = addedStep(state, personId)
    state.steps.splice(where === 'before' ? place : place + 1, 0, added)
    addSeat(state, added, personId, from)
    if (where === 'before') step.state = 'later'
    else sign(deciding)
  }
  advance(state, directory, at)
}

function sign({ step, index, by, at }: Deciding): void {
  Object.assign(step.seats[index]!, { state: 'approved', by, at } satisfies Partial<Seat>)
}

function returnTo({ state, step, at, directory }: Deciding, stepId: string | null): void {
  if (stepId === null) {
    state.status = 'returned'
    return
  }
  const place = state.steps.findIndex(({ id, state: is }) => id === stepId && is === 'done')
  if (place < 0 || place >= state.steps.indexOf(step)) throw new Refusal('no-such-step')
  goBackTo(state, place)
  advance(state, directory, at)
}

/** Steps from there on begin anew: what was signed in them no longer stands. What only covered a mandate is asked for when it is needed. */
function goBackTo(state: CaseState, place: number): void {
  state.steps = state.steps.filter(({ source }, i) => i < place || source !== 'mandate')
  for (const step of state.steps.slice(place))
    Object.assign(step, {
      state: 'later',
      seats: [],
      since: null,
      due: null,
      lates: 0,
      stuck: false,
    } satisfies Partial<Step>)
}

function addedStep(state: CaseState, personId: PersonId): Step {
  const rule: StepRule = {
    ...{ id: `added-${state.acts.length}`, name: '', who: [{ by: 'person' as const, personId }] },
    ...{ mode: 'any' as const, when: null, copy: [], hours: null, late: 'remind' as const },
  }
  return stepOf(rule, 'added')
}

function needParty({ authorId, ownerId, askerId }: CaseState, by: PersonId): void {
  if (![authorId, ownerId, askerId].includes(by)) throw new Refusal('not-yours')
}

function needFree(state: CaseState, step: Step, personId: PersonId, directory: Directory): void {
  if (!directory.people.get(personId)?.active) throw new Refusal('gone')
  if (!mayDecide(directory, state, personId)) throw new Refusal('barred')
  const there = step.seats.some(
    seat => seat.state !== 'left' && (seat.personId === personId || seat.by === personId),
  )
  if (there) throw new Refusal('already-asked')
}

/**
 * The seat that a person may sign now: their own before one they stand in for. One person signs a step once.
 * @throws Refusal not-yours, barred
 */
function seatOf(state: CaseState, by: PersonId, directory: Directory): { step: Step; index: number } {
  const step = state.status === 'open' ? openStep(state) : undefined
  if (!step || step.seats.some(seat => seat.state === 'approved' && seat.by === by))
    throw new Refusal('not-yours')
  const seats = waitingSeats(step).filter(({ personId }) =>
    signersOf(directory, state, personId).includes(by),
  )
  const seat =
    seats.find(({ personId }) => personId === by) ?? seats.find(({ personId }) => !sits(step, by, personId))
  if (!seat) throw new Refusal(mayDecide(directory, state, by) ? 'not-yours' : 'barred')
  return { step, index: step.seats.indexOf(seat) }
}

/** Whether a person has a seat of their own here: they can't sign another's too. */
const sits = (step: Step, personId: PersonId, besides: PersonId) =>
  step.seats.some(seat => seat.state !== 'left' && seat.personId === personId && seat.personId !== besides)

/** Who may sign now, with whom they would sign for; empty when nobody is asked. */
export function askedNow(
  state: CaseState,
  directory: Directory,
): { personId: PersonId; signers: PersonId[] }[] {
  const step = state.status === 'open' ? openStep(state) : undefined
  if (!step) return []
  const signed = new Set(step.seats.flatMap(({ by }) => (by === null ? [] : [by])))
  return waitingSeats(step).map(({ personId }) => ({
    personId,
    signers: signersOf(directory, state, personId).filter(
      id => !signed.has(id) && (id === personId || !sits(step, id, personId)),
    ),
  }))
}

/** Looks again at who can be asked: people leave, go away, come; a blocked case goes on once there is somebody. */
export function refresh(before: CaseState, directory: Directory, now: Instant): CaseState {
  const state = structuredClone(before)
  const step = openStep(state)
  if (!step || (state.status !== 'open' && state.status !== 'blocked')) return before
  settle(state, step, directory, now)
  return JSON.stringify(state) === JSON.stringify(before) ? before : { ...state, undo: null }
}

/**
 * A deadline has passed: the next one is set, and where the step says so each seat goes one level up, and up again with every deadline
 * after that. Where nobody is left above, the step is stuck: whoever was asked last may still sign, for nobody else can.
 * @returns the state (the one given, where nothing is late), and whether a seat went up
 */
export function late(
  before: CaseState,
  directory: Directory,
  now: Instant,
): { state: CaseState; wentUp: boolean } {
  const state: CaseState = { ...structuredClone(before), undo: null }
  const step = openStep(state)
  if (!step?.due || step.due > now || state.status !== 'open') return { state: before, wentUp: false }
  step.lates++
  step.due = workingHoursAfter(now, step.hours!)
  if (step.late === 'remind') return { state, wentUp: false }
  const moved = waitingSeats(step).map(({ id }) => {
    const index = step.seats.findIndex(seat => seat.id === id)
    return moveUp(state, step, index, directory, 'escalated')
  })
  step.stuck = !moved.every(Boolean)
  return { state, wentUp: moved.some(Boolean) }
}

/** Ends a case from outside: what it was bound to no longer stands. */
export const voidCase = (state: CaseState): CaseState => ({
  ...structuredClone(state),
  status: 'voided',
  undo: null,
})

/**
 * Binds a case to a later revision with which no measure got worse. What was signed stands.
 * @param later with its own author and owner, and the directory with its needs
 * @returns undefined where it may not be: it has ended otherwise than approved, whoever signed may not decide about the later revision,
 * a step would be asked that was not, or what was approved doesn't cover it
 */
export function carryOver(
  before: CaseState,
  later: Pick<CaseState, 'hash' | 'measures' | 'authorId' | 'ownerId'>,
  directory: Directory,
): CaseState | undefined {
  const state: CaseState = { ...structuredClone(before), ...later, undo: null }
  const signers = state.steps.flatMap(({ seats }) => seats.flatMap(({ by }) => (by === null ? [] : [by])))
  if (signers.some(id => isBarred(directory, state, id))) return undefined
  const asksMore = state.steps.some(
    ({ when }) => when && holds(when, state.measures) && !holds(when, before.measures),
  )
  if (asksMore) return undefined
  if (state.status === 'approved') return uncovered(state, directory).length === 0 ? state : undefined
  return hasEnded(state) ? undefined : state
}
