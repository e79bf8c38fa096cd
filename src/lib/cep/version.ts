import {
  type Binding,
  type CompiledExpr,
  compileExpr,
  emptyFrame,
  type Frame,
  type Scope,
} from '#lib/expr/index.ts'
import { parseDuration } from './duration.ts'
import { namesInUse, parsedExpr } from './needs.ts'
import { defineMeasure, type MeasureDefinition, type MeasureKind, type Series } from './series.ts'
import type { Event, Step, Strategy } from './types.ts'

/** A compiled expression, and whether it looks at the profile. */
export interface Condition {
  run: CompiledExpr
  usesProfile: boolean
}

/** A step made ready. */
export interface ReadyStep {
  isAbsence: boolean
  types: string[]
  /** 1 for the numbers of the types it names. */
  wants: Uint8Array
  where: Condition | undefined
  /** How many events it takes; 0 for an absence. */
  times: number
  /** Milliseconds of an absence. */
  wait: number
  as: string | undefined
  /** Slot of the event in the frame; 0 if nobody looks at it. */
  slot: number
}

/** A measure made ready, its place being that of its name in the frame. */
export interface ReadyMeasure {
  name: string
  kind: MeasureKind
  series: Series
}

/** One version of a strategy, compiled. */
export interface Version {
  strategy: Strategy
  version: number
  steps: ReadyStep[]
  within: number
  cooldown: number
  measures: ReadyMeasure[]
  judge: Condition | undefined
  /** What the names of its `if` mean. */
  scope: Scope
  frame: Frame
  /** Runs open on this version. */
  open: number
}

/** Numbers event types, so that a step knows its own by a byte. */
export type TypeNumber = (type: string) => number

export interface CompileInput {
  strategy: Strategy
  version: number
  typeNumber: TypeNumber
  seriesOf(measure: MeasureDefinition): Series
}

/** Compiles a valid strategy. */
export function compileVersion({ strategy, version, typeNumber, seriesOf }: CompileInput): Version {
  const used = namesInUse(strategy)
  const scope = new Map<string, Binding>([['customer', { kind: 'profile' }]])
  const steps: ReadyStep[] = []
  let slots = 1
  for (const step of strategy.when) {
    const as = 'event' in step ? step.as : undefined
    const slot = as !== undefined && used.has(as) ? slots++ : 0
    steps.push(readyStep(step, as, slot, new Map([...scope, ['e', { kind: 'event', slot: 0 }]]), typeNumber))
    if (as !== undefined && slot > 0) scope.set(as, { kind: 'event', slot })
  }
  const measures = Object.entries(strategy.measures ?? {}).map(([name, measure], slot): ReadyMeasure => {
    scope.set(name, { kind: 'value', slot })
    const definition = defineMeasure(measure)
    return { name, kind: definition.kind, series: seriesOf(definition) }
  })
  return {
    strategy,
    version,
    steps,
    within: strategy.within === undefined ? Number.POSITIVE_INFINITY : parseDuration(strategy.within)!,
    cooldown: strategy.cooldown === undefined ? 0 : parseDuration(strategy.cooldown)!,
    measures,
    judge: condition(strategy.if, scope),
    scope,
    frame: emptyFrame(),
    open: 0,
  }
}

function readyStep(
  step: Step,
  as: string | undefined,
  slot: number,
  scope: Scope,
  typeNumber: TypeNumber,
): ReadyStep {
  const types = ['event' in step ? step.event : step.absent].flat()
  const numbers = types.map(typeNumber)
  const wants = new Uint8Array(Math.max(...numbers) + 1)
  for (const number of numbers) wants[number] = 1
  return {
    isAbsence: 'absent' in step,
    types,
    wants,
    where: condition(step.where, scope),
    times: 'event' in step ? (step.times ?? 1) : 0,
    wait: 'absent' in step ? parseDuration(step.for)! : 0,
    as,
    slot,
  }
}

/** Compiles an expression of a valid strategy; undefined where there is none. */
export function condition(source: string | undefined, scope: Scope): Condition | undefined {
  if (source === undefined) return undefined
  const parsed = parsedExpr(source)
  return { run: compileExpr(parsed, scope), usesProfile: parsed.names.has('customer') }
}

/** The scope of a measure's `where`: the event and the profile. */
export const measureScope: Scope = new Map<string, Binding>([
  ['e', { kind: 'event', slot: 0 }],
  ['customer', { kind: 'profile' }],
])

/** Every type that some step of the version names. */
export function typesOf(version: Version): string[] {
  return version.steps.flatMap(step => step.types)
}

/** How an event step of a run completed. */
export interface Done {
  /** The completing event; kept whole only where an expression looks at it. */
  id: string
  at: number
  event: Event | undefined
  slot: number
  /** Ids of the latest 64 events taken, if the step takes more than one. */
  taken: string[] | undefined
  /** The event step before. */
  before: Done | undefined
}

/** A run: one attempt to match the steps, begun by one event. Runs of a key stand in a chain, oldest first. */
export interface Run {
  version: Version
  /** Instant of the event that started it. */
  start: number
  step: number
  /** How many events the current step still takes. */
  left: number
  /** When the current absence completes; infinite in an event step. */
  due: number
  /** The latest event step that completed. */
  done: Done | undefined
  /** What the current step has taken so far, if it takes more than one. */
  taken: string[] | undefined
  next: Run | undefined
}

/** The event steps that completed, the first one first. */
export function doneSteps(run: Run): Done[] {
  const steps: Done[] = []
  for (let done = run.done; done !== undefined; done = done.before) steps.push(done)
  return steps.reverse()
}
