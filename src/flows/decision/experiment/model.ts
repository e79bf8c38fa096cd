import { createHash } from 'node:crypto'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { type Guard, type Outcome, outcomeOf, parseDuration, type Strategy } from '#lib/cep/index.ts'
import { compileCondition, type JsonObject } from '#lib/expr/index.ts'

/** What makes an experiment what it is; a version that changes any of it begins a new run. */
export interface Design {
  /** Every arm with its share of the units; the first is the control arm. */
  arms: { id: string; share: number }[]
  holdout: number
  unit: 'account' | 'person'
  salt: string
  outcome: Outcome
  /** Milliseconds. */
  horizon: number
}

const usualGuards: Guard[] = [{ event: 'consent.withdrawn' }, { event: 'suggestion.rejected', limit: 0.1 }]

export const guardsOf = ({ outcome }: Pick<Design, 'outcome'>): readonly Guard[] =>
  outcome.guards ?? usualGuards

/** The design of a strategy's experiment; undefined if it has none, only one arm, or nothing to look at. */
export function designOf({ experiment }: Strategy): Design | undefined {
  const outcome = experiment && outcomeOf(experiment)
  if (!experiment || !outcome) return undefined
  const { holdout, unit, salt, horizon, variants = [] } = experiment
  const rest = 1 - holdout
  const given = variants.reduce((sum, { share }) => sum + share, 0)
  const arms = [
    { id: 'holdout', share: holdout },
    { id: 'then', share: rest * Math.max(0, 1 - given) },
    ...variants.map(({ id, share }) => ({ id, share: rest * share })),
  ].filter(({ share }) => share > 1e-9)
  if (arms.length < 2) return undefined
  return { arms, holdout, unit, salt, outcome, horizon: parseDuration(horizon)! }
}

/** The same for the same design: of versions with one key the units go on being counted together. */
export function designKey(design: Design): string {
  return createHash('sha256').update(JSON.stringify(design)).digest('hex').slice(0, 32)
}

/** An outcome in numbers: what a unit begins with, and what an act makes of it. */
export interface Meter {
  /** Event types that it listens to. */
  types: ReadonlySet<string>
  /** A unit's value before anything happened. */
  start: number
  guards: number
  /** Whether a unit is a thing that acts (an event of a person), or one whose deals are looked at. */
  ofAccount: boolean
  /** Changes the state in place by an act inside of the window. @returns whether it changed */
  take(state: UnitState, event: Act, customer: JsonObject): boolean
}

export interface UnitState {
  exposedAt: Instant
  value: number
  guards: number[]
}

/** What is read of an act. */
export type Act = Pick<LoggedEvent, 'id' | 'type' | 'at' | 'customer' | 'person' | 'opportunity' | 'props'>

type Test = (event: Act, customer: JsonObject) => boolean

/** Compiles what a design looks at. */
export function meterOf(design: Pick<Design, 'outcome' | 'horizon'>): Meter {
  const { outcome } = design
  const guards = guardsOf(design)
  const tests = guards.map(testOf)
  const main =
    'event' in outcome ? eventMeter(testOf(outcome), outcome.event) : dealMeter(outcome, design.horizon)
  return {
    types: new Set([...main.types, ...guards.flatMap(guard => guard.event)]),
    start: main.start,
    guards: guards.length,
    ofAccount: 'opportunity' in outcome,
    take: (state, event, customer) => {
      let changed = main.take(state, event, customer)
      for (const [i, test] of tests.entries()) {
        if (state.guards[i] !== 0 || !test(event, customer)) continue
        state.guards[i] = 1
        changed = true
      }
      return changed
    },
  }
}

function testOf({ event, where }: { event: string | string[]; where?: string }): Test {
  const types = new Set([event].flat())
  const condition = where === undefined ? undefined : compileCondition(where)
  return (logged, customer) =>
    types.has(logged.type) &&
    (condition === undefined || condition({ e: { ...logged, props: logged.props as JsonObject }, customer }))
}

type Main = Pick<Meter, 'start' | 'take'> & { types: string[] }

function once(types: string[], test: Test): Main {
  return {
    types,
    start: 0,
    take: (state, event, customer) => {
      if (state.value !== 0 || !test(event, customer)) return false
      state.value = 1
      return true
    },
  }
}

const eventMeter = (test: Test, event: string | string[]): Main => once([event].flat(), test)

function dealMeter(outcome: Extract<Outcome, { opportunity: string }>, horizon: number): Main {
  const { opportunity, to } = outcome
  if (opportunity === 'won') return once(['opportunity.won'], event => event.type === 'opportunity.won')
  const isMove: Test = ({ type, props }) =>
    type === 'opportunity.stage_changed' && (to === undefined || props.to === to)
  if (opportunity === 'stage') return once(['opportunity.stage_changed'], isMove)
  return opportunity === 'amount' ? amountMeter() : timeMeter(isMove, horizon)
}

function amountMeter(): Main {
  return {
    types: ['opportunity.won'],
    start: 0,
    take: (state, { type, props }) => {
      if (type !== 'opportunity.won' || typeof props.amount !== 'number') return false
      state.value += props.amount
      return true
    },
  }
}

/** Days to the next change of stage, at most the horizon: its mean is the restricted mean time, comparable although some never move. */
function timeMeter(isMove: Test, horizon: number): Main {
  return {
    types: ['opportunity.stage_changed'],
    start: horizon / DAY,
    take: (state, event, customer) => {
      const days = (event.at - state.exposedAt) / DAY
      if (!isMove(event, customer) || days >= state.value) return false
      state.value = days
      return true
    },
  }
}

export type OutcomeKind = 'rate' | 'amount' | 'days'

export function kindOf(outcome: Outcome): OutcomeKind {
  if (!('opportunity' in outcome)) return 'rate'
  return outcome.opportunity === 'amount' ? 'amount' : outcome.opportunity === 'time' ? 'days' : 'rate'
}

export const dimensions = ['tier', 'industry', 'region'] as const

/** In which segments a unit stands, from the profile at the exposure; '' where nobody filled it in. */
export function segmentsOf(profile: Record<string, unknown>): Record<(typeof dimensions)[number], string> {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { tier: text(profile.tier), industry: text(profile.industry), region: text(profile.region) }
}

/** Fewer days are better, more of everything else. */
export const signOf = ({ outcome }: Design): 1 | -1 => (kindOf(outcome) === 'days' ? -1 : 1)
