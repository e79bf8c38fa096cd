import {
  type Binding,
  compileExpr,
  emptyFrame,
  Fail,
  type JsonObject,
  parseExpr,
  type Value,
} from '#lib/expr/index.ts'
import { parseDuration } from './duration.ts'
import type { AbsenceStep, Event, EventEntry, EventStep, LogEntry, Measure, Step, Strategy } from './types.ts'

/**
 * A matcher written from the language's page, as plainly as it can be: it keeps every event and goes through
 * all of them again for every question. It shares nothing with the engine but expressions and durations.
 */

/** An event with what was known when it came. */
interface Seen {
  event: Event
  /** Position in the log. */
  position: number
}

interface BruteRun {
  strategy: Strategy
  version: number
  key: string
  started: Event
  /** How each step so far completed: the events it took, or the instant of an absence. */
  done: (Event[] | number)[]
  /** What the current event step has taken. */
  partial: Event[]
}

export interface BruteFiring {
  strategy: string
  version: number
  key: string
  at: number
  steps: Record<string, string>
  measures: Record<string, number | null>
  /** Completing event of every event step. */
  completing: string[]
}

interface Profile {
  position: number
  r: number
  of: string
  key: string
  attributes: JsonObject | null
}

type Names = Record<string, Event | JsonObject | Value>

/** Whether a value is one of ours that stands for an event. */
function isEvent(value: Names[string]): value is Event {
  return typeof value === 'object' && value !== null && 'at' in value && 'type' in value && 'props' in value
}

function evaluate(source: string | undefined, names: Names): boolean {
  if (source === undefined) return true
  const parsed = parseExpr(source)
  if (!parsed.ok) throw new Error(parsed.message.en)
  const frame = emptyFrame()
  const scope = new Map<string, Binding>()
  for (const [name, value] of Object.entries(names)) {
    if (name === 'customer') {
      scope.set(name, { kind: 'profile' })
      frame.profile = value as JsonObject
    } else if (isEvent(value)) {
      scope.set(name, { kind: 'event', slot: frame.events.length })
      frame.events.push(value)
    } else {
      scope.set(name, { kind: 'value', slot: frame.values.length })
      frame.values.push(value as Value)
    }
  }
  const result = compileExpr(parsed.parsed, scope)(frame)
  return !(result instanceof Fail) && result === true
}

function before(left: Event, right: Event): boolean {
  return left.at < right.at || (left.at === right.at && left.id < right.id)
}

function pathOf(event: Event, path: string): unknown {
  if (path === 'customer' || path === 'person' || path === 'opportunity') return event[path]
  let value: unknown = event
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, part))
      return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

function keyOf(strategy: Strategy, event: Event): string | undefined {
  const value = pathOf(event, strategy.key ?? 'customer')
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isAbsence(step: Step): step is AbsenceStep {
  return 'absent' in step
}

function ms(duration: string | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : parseDuration(duration)!
}

interface BruteStrategy {
  id: string
  current: { strategy: Strategy; version: number } | undefined
}

/** One workspace by brute force. */
export class Brute {
  private readonly seen: Seen[] = []
  private readonly profiles: Profile[] = []
  private readonly strategies: BruteStrategy[] = []
  private runs: BruteRun[] = []
  private readonly lastFirings: BruteFiring[] = []
  private readonly absencesDone: { strategy: string; key: string; at: number }[] = []
  private position = 0
  capped = 0
  fired: BruteFiring[] = []

  publish(strategy: Strategy, version: number): void {
    const known = this.strategies.find(one => one.id === strategy.id)
    if (known) known.current = { strategy, version }
    else this.strategies.push({ id: strategy.id, current: { strategy, version } })
  }

  retire(id: string): void {
    for (const one of this.strategies) if (one.id === id) one.current = undefined
    this.runs = this.runs.filter(run => run.strategy.id !== id)
  }

  setProfile(of: string, key: string, attributes: JsonObject | null, r: number): void {
    this.profiles.push({ position: this.position++, r, of, key, attributes })
  }

  private profileAt(strategy: Strategy, key: string, position: number): JsonObject {
    const of = strategy.key ?? 'customer'
    const last = this.profiles.findLast(one => one.position < position && one.of === of && one.key === key)
    return last?.attributes ?? {}
  }

  private profileBefore(strategy: Strategy, key: string, m: number): JsonObject {
    const of = strategy.key ?? 'customer'
    const last = this.profiles.findLast(one => one.r < m && one.of === of && one.key === key)
    return last?.attributes ?? {}
  }

  /** Completes absences of any key with due at or before `limit`. */
  pass(limit: number): void {
    for (;;) {
      const due = this.runs.filter(run => this.dueOf(run) <= limit)
      if (due.length === 0) return
      this.complete(due)
    }
  }

  private passKey(strategy: string, key: string, limit: number): void {
    for (;;) {
      const due = this.runs.filter(
        run => run.strategy.id === strategy && run.key === key && this.dueOf(run) <= limit,
      )
      if (due.length === 0) return
      this.complete(due)
    }
  }

  /** Completes the first of absences that are due: by due instant, then by run start (the order of `runs`). */
  private complete(due: BruteRun[]): void {
    const first = due.reduce((best, run) => (this.dueOf(run) < this.dueOf(best) ? run : best))
    const m = this.dueOf(first)
    if (m > first.started.at + ms(first.strategy.within, Number.POSITIVE_INFINITY)) {
      this.end(first)
      return
    }
    this.absencesDone.push({ strategy: first.strategy.id, key: first.key, at: m })
    first.done.push(m)
    if (first.done.length === first.strategy.when.length) this.judge(first, m, undefined)
  }

  private end(run: BruteRun): void {
    this.runs = this.runs.filter(one => one !== run)
  }

  private stepOf(run: BruteRun): Step {
    return run.strategy.when[run.done.length]!
  }

  /** When the previous step of a run completed. */
  private sinceOf(run: BruteRun): number {
    const last = run.done.at(-1)!
    return typeof last === 'number' ? last : last.at(-1)!.at
  }

  private dueOf(run: BruteRun): number {
    const step = run.done.length < run.strategy.when.length ? this.stepOf(run) : undefined
    return step && isAbsence(step) ? this.sinceOf(run) + ms(step.for, 0) : Number.POSITIVE_INFINITY
  }

  /** Whether a step wants an event: its type, and its `where`. */
  private wants(
    step: Step,
    event: Event,
    run: BruteRun | undefined,
    strategy: Strategy,
    position: number,
  ): boolean {
    const types = [isAbsence(step) ? step.absent : (step as EventStep).event].flat()
    if (!types.includes(event.type)) return false
    const key = keyOf(strategy, event)!
    const names: Names = { e: event, customer: this.profileAt(strategy, key, position), ...this.bound(run) }
    return evaluate(step.where, names)
  }

  private bound(run: BruteRun | undefined): Record<string, Event> {
    const names: Record<string, Event> = {}
    for (const [index, done] of (run?.done ?? []).entries()) {
      const step = run!.strategy.when[index]!
      if (typeof done !== 'number' && !isAbsence(step) && step.as) names[step.as] = done.at(-1)!
    }
    return names
  }

  /** Takes an event. In replay nothing is late or imported. */
  take(event: Event, entry?: EventEntry): void {
    const position = this.position++
    const earlier = [...this.seen]
    this.seen.push({ event, position })
    const imported = entry !== undefined && (entry.imported === true || event.at < entry.r - 3_600_000)
    for (const { id, current } of this.strategies) {
      const strategy = current?.strategy ?? this.runs.find(run => run.strategy.id === id)?.strategy
      const key = strategy && keyOf(strategy, event)
      if (strategy === undefined || key === undefined) continue
      const sameKey = earlier.filter(one => keyOf(strategy, one.event) === key)
      const late =
        sameKey.some(one => before(event, one.event)) ||
        this.absencesDone.some(one => one.strategy === id && one.key === key && event.at < one.at)
      if (late || imported) this.endAbsences(id, key, event, position)
      else this.takeInOrder(id, key, event, position, entry?.emittedBy === id)
    }
  }

  private endAbsences(id: string, key: string, event: Event, position: number): void {
    for (const run of this.runs.filter(one => one.strategy.id === id && one.key === key)) {
      const step = this.stepOf(run)
      if (!isAbsence(step) || event.at >= this.dueOf(run)) continue
      const last = run.done.at(-1)!
      const after = typeof last === 'number' ? event.at >= last : before(last.at(-1)!, event)
      if (after && this.wants(step, event, run, run.strategy, position)) this.end(run)
    }
  }

  private takeInOrder(id: string, key: string, event: Event, position: number, own: boolean): void {
    // 1.
    this.passKey(id, key, event.at)
    // 2.
    const mine = () => this.runs.filter(run => run.strategy.id === id && run.key === key)
    for (const run of mine()) {
      if (run.started.at + ms(run.strategy.within, Number.POSITIVE_INFINITY) < event.at) this.end(run)
    }
    // 3.
    const completed: BruteRun[] = []
    for (const run of mine()) this.test(run, event, position, completed)
    // 4.
    const current = this.strategies.find(one => one.id === id)!.current
    if (
      current &&
      !own &&
      this.wants(current.strategy.when[0]!, event, undefined, current.strategy, position)
    ) {
      if (mine().length >= 64) this.capped++
      else {
        const run: BruteRun = { ...current, key, started: event, done: [], partial: [] }
        this.runs.push(run)
        this.takeStep(run, event, completed)
      }
    }
    // 5.
    for (const run of completed) if (this.runs.includes(run)) this.judge(run, event.at, event)
  }

  private test(run: BruteRun, event: Event, position: number, completed: BruteRun[]): void {
    const step = this.stepOf(run)
    if (!this.wants(step, event, run, run.strategy, position)) return
    if (isAbsence(step)) this.end(run)
    else this.takeStep(run, event, completed)
  }

  private takeStep(run: BruteRun, event: Event, completed: BruteRun[]): void {
    run.partial.push(event)
    if (run.partial.length < ((this.stepOf(run) as EventStep).times ?? 1)) return
    run.done.push(run.partial)
    run.partial = []
    if (run.done.length === run.strategy.when.length) completed.push(run)
  }

  private judge(run: BruteRun, m: number, completing: Event | undefined): void {
    const { strategy, key } = run
    const measures: Record<string, number | null> = {}
    const names: Names = {
      ...this.bound(run),
      customer: completing
        ? this.profileAt(strategy, key, this.position - 1)
        : this.profileBefore(strategy, key, m),
    }
    for (const [name, measure] of Object.entries(strategy.measures ?? {})) {
      const value = this.measure(strategy, key, measure, m, completing)
      measures[name] = value
      names[name] = 'count' in measure || 'distinct' in measure ? BigInt(value!) : value
    }
    const holds = evaluate(strategy.if, names)
    const last = this.lastFirings.findLast(one => one.strategy === strategy.id && one.key === key)
    if (!holds || (last && m < last.at + ms(strategy.cooldown, 0))) {
      this.end(run)
      return
    }
    const firing = this.firingOf(run, m, measures)
    this.fired.push(firing)
    this.lastFirings.push(firing)
    this.runs = this.runs.filter(one => !(one.strategy.id === strategy.id && one.key === key))
  }

  private firingOf(run: BruteRun, at: number, measures: Record<string, number | null>): BruteFiring {
    const { strategy, version, key } = run
    const steps = Object.fromEntries(Object.entries(this.bound(run)).map(([name, event]) => [name, event.id]))
    const completing = run.done.filter(done => typeof done !== 'number').map(events => events.at(-1)!.id)
    return { strategy: strategy.id, version, key, at, steps, measures, completing }
  }

  private measure(
    strategy: Strategy,
    key: string,
    measure: Measure,
    m: number,
    completing: Event | undefined,
  ): number | null {
    const [kind, type] = Object.entries(measure).find(
      ([name]) => name !== 'where' && name !== 'of' && name !== 'window',
    )!
    const window = ms(measure.window, Number.POSITIVE_INFINITY)
    const events = this.seen
      .filter(({ event, position }) => {
        if (event.type !== type || keyOf(strategy, event) !== key) return false
        const isBefore = completing ? !before(completing, event) : event.at < m
        if (!isBefore || !(event.at > m - window)) return false
        return evaluate(measure.where, { e: event, customer: this.profileAt(strategy, key, position) })
      })
      .map(one => one.event)
      .sort((left, right) => (before(left, right) ? -1 : 1))
    if (kind === 'count') return events.length
    if (kind === 'since') return events.length === 0 ? null : (m - events.at(-1)!.at) / 1000
    const values = events.map(event => pathOf(event, (measure as { of: string }).of))
    const numbers = values.filter(value => typeof value === 'number')
    if (kind === 'sum') return numbers.reduce((sum, value) => sum + value, 0)
    if (kind === 'max') return numbers.length === 0 ? null : Math.max(...numbers)
    return new Set(values.filter(value => ['string', 'number', 'boolean'].includes(typeof value))).size
  }
}

function inOutputOrder(left: BruteFiring, right: BruteFiring): number {
  if (left.at !== right.at) return left.at - right.at
  if (left.strategy !== right.strategy) return left.strategy < right.strategy ? -1 : 1
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0
}

/** Replay by brute force, over events in file order. */
export function bruteReplay(
  strategies: Strategy[],
  events: Event[],
  profiles: Record<string, JsonObject>,
  until: number | undefined,
): Brute {
  const brute = new Brute()
  for (const strategy of strategies) {
    brute.publish(strategy, 1)
    for (const [key, attributes] of Object.entries(profiles)) {
      brute.setProfile(strategy.key ?? 'customer', key, attributes, Number.NEGATIVE_INFINITY)
    }
  }
  const firsts = events.filter((event, index) => events.findIndex(one => one.id === event.id) === index)
  const sorted = firsts.sort((left, right) => (before(left, right) ? -1 : 1))
  const kept = sorted.filter(event => until === undefined || event.at <= until)
  for (const event of kept) brute.take(event)
  const end = until ?? kept.at(-1)?.at
  if (end !== undefined) brute.pass(end)
  brute.fired.sort(inOutputOrder)
  return brute
}

/** Live by brute force: what fires at each entry. */
export function bruteLive(entries: LogEntry[], grace: number): BruteFiring[][] {
  const brute = new Brute()
  return entries.map(entry => {
    brute.fired = []
    brute.pass(entry.r - grace)
    if (entry.kind === 'publish') brute.publish(entry.strategy, entry.version)
    if (entry.kind === 'retire') brute.retire(entry.strategy)
    if (entry.kind === 'profile') brute.setProfile(entry.of, entry.key, entry.attributes, entry.r)
    if (entry.kind === 'event' && entry.event.at <= entry.r + 300_000) brute.take(entry.event, entry)
    return brute.fired.sort(inOutputOrder)
  })
}
