import type { Event, Instant } from './types.ts'
import { type Condition, condition, type Version } from './version.ts'
import type { Heard, Judgement, Step, Watch } from './watch.ts'

/** A judgement that all conditions but one would have let fire. */
export interface NearMiss {
  key: string
  at: Instant
  /** Place of the condition that wasn't true. */
  condition: number
  measures: Record<string, number | null>
}

/** A firing withheld by the cooldown: its condition was true. */
export interface Cooled {
  key: string
  at: Instant
}

const mostNear = 20

/** Counts, from an instant on, how far patterns and conditions of one strategy got. */
export class Probe implements Watch {
  /** Events that came to the first step; how often each step completed. */
  seen = 0
  readonly passed: number[] = []
  /** Patterns that completed, and of these how many met the first condition, the first two, and so on. */
  completed = 0
  readonly held: number[]
  readonly near: NearMiss[] = []
  readonly cooled: Cooled[] = []
  private readonly from: Instant
  private readonly conditions: Conditions

  /** @param conditions the parts of `if`, joined by `&&` */
  constructor(conditions: readonly string[], from: Instant) {
    this.from = from
    this.conditions = new Conditions(conditions)
    this.held = conditions.map(() => 0)
  }

  heard({ what, step, at, start }: Step): void {
    if (at < this.from) return
    if (step === 0 && (what === 'refused' || start === at)) this.seen++
    if (what === 'passed') this.passed[step] = (this.passed[step] ?? 0) + 1
  }

  judged(judgement: Judgement): void {
    if (judgement.at < this.from) return
    const met = this.conditions.of(judgement)
    this.completed++
    const first = met.indexOf(false)
    const upTo = first < 0 ? met.length : first
    for (let index = 0; index < upTo; index++) this.held[index]!++
    if (first < 0 && judgement.verdict === 'cooled')
      this.cooled.push({ key: judgement.key, at: judgement.at })
    if (first < 0 || met.lastIndexOf(false) !== first) return
    if (this.near.length === mostNear) this.near.shift()
    this.near.push({
      key: judgement.key,
      at: judgement.at,
      condition: first,
      measures: measuresOf(judgement),
    })
  }
}

/** The parts of an `if`, compiled for the version that is judged. */
class Conditions {
  private readonly texts: readonly string[]
  private version: Version | undefined
  private compiled: (Condition | undefined)[] = []

  constructor(texts: readonly string[]) {
    this.texts = texts
  }

  /** Which of them hold. */
  of({ run, frame }: Judgement): boolean[] {
    if (this.version !== run.version) {
      this.version = run.version
      this.compiled = this.texts.map(text => condition(text, run.version.scope))
    }
    return this.compiled.map(one => one?.run(frame) === true)
  }
}

function measuresOf({ run, values }: Judgement): Record<string, number | null> {
  return Object.fromEntries(run.version.measures.map(({ name }, index) => [name, values[index] ?? null]))
}

/** A line of a trace: what one event, or the passing of time, did. */
export interface TraceLine {
  at: Instant
  event: string | null
  notes: TraceNote[]
}

export type TraceNote =
  | { kind: Heard; step: number; start: Instant | null }
  | {
      kind: 'judged'
      verdict: Judgement['verdict']
      /** Which conditions held. */
      conditions: boolean[]
      measures: Record<string, number | null>
    }

/** Writes down, event by event, what each part of one strategy saw of one key. */
export class Trace implements Watch {
  readonly lines: TraceLine[] = []
  private readonly conditions: Conditions
  private current: TraceLine | undefined

  constructor(conditions: readonly string[]) {
    this.conditions = new Conditions(conditions)
  }

  /** Begins the line of an event; what time brought before it has lines of its own. */
  begin({ id, at }: Pick<Event, 'id' | 'at'>): void {
    this.current = { at, event: id, notes: [] }
    this.lines.push(this.current)
  }

  heard({ what, step, start, at, event }: Step): void {
    this.lineOf(at, event).notes.push({ kind: what, step, start: start ?? null })
  }

  judged(judgement: Judgement): void {
    const conditions = this.conditions.of(judgement)
    const { verdict, at, run } = judgement
    const byTime = run.version.steps[run.version.steps.length - 1]?.isAbsence === true
    const line = byTime ? this.lineOf(at, undefined) : (this.current ?? this.lineOf(at, undefined))
    line.notes.push({ kind: 'judged', verdict, conditions, measures: measuresOf(judgement) })
  }

  /** Time's own lines stand before the event that is being taken. */
  private lineOf(at: Instant, event: Event | undefined): TraceLine {
    if (event !== undefined && this.current?.event === event.id) return this.current
    const place = this.current && at <= this.current.at ? this.lines.indexOf(this.current) : this.lines.length
    const before = this.lines[place - 1]
    if (before?.event === null && before.at === at) return before
    const line: TraceLine = { at, event: null, notes: [] }
    this.lines.splice(place, 0, line)
    return line
  }
}
