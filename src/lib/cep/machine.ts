import type { Instant } from '#kernel/time.ts'
import { Fail, type Frame, type JsonObject } from '#lib/expr/index.ts'
import { firingOf } from './firing.ts'
import { append, bind, fallsInto, firstDue, setRun, takeDown } from './runs.ts'
import type { Series } from './series.ts'
import type { Group, Plan, Space } from './space.ts'
import { MAX_RUNS } from './strategy.ts'
import type { Event, Firing, ProfileExtras } from './types.ts'
import type { Condition, Run, Version } from './version.ts'
import type { Heard, Judgement, Watch } from './watch.ts'

const noProfile: JsonObject = Object.freeze({})

/**
 * The reducer: what one event, or the passing of time, does to one key. It knows nothing of the log; `Engine`
 * and `replay` drive it. Firings gather in `fired`.
 */
export class Machine {
  readonly fired: Firing[] = []
  private readonly extras: ProfileExtras | undefined
  private readonly watch: Watch | undefined
  /** Runs that completed their last step at this event, oldest first. */
  private readonly completed: Run[] = []
  /** Runs of the key that are open, while an event is taken. */
  private openRuns = 0
  /** Set when a former version lost its last run. */
  stale = false

  constructor(extras?: ProfileExtras, watch?: Watch) {
    this.extras = extras
    this.watch = watch
  }

  /** Takes an event in order: measures first, then each strategy that names its type. */
  take(space: Space, plan: Plan, key: number, event: Event, emittedBy: string | undefined): void {
    for (const series of plan.series) this.measure(space, series, key, event, true)
    const afterAll = event.at >= space.lastAbsence.get(key)
    for (let index = 0; index < plan.groups.length; index++) {
      const group = plan.groups[index]!
      if (!afterAll && event.at < group.lastAbsence.get(key)) {
        group.counters.late++
        this.endAbsences(group, plan.type, key, event)
        continue
      }
      const begins = emittedBy === group.id ? undefined : plan.begins[index]
      this.step(group, plan.type, key, event, begins)
    }
  }

  /** Takes a late or imported event: it enters measures and ends open absences, no more. */
  inform(space: Space, plan: Plan, key: number, event: Event, isLate: boolean): void {
    for (const series of plan.series) this.measure(space, series, key, event, false)
    for (const group of plan.groups) {
      if (isLate) group.counters.late++
      this.endAbsences(group, plan.type, key, event)
    }
  }

  /** Lets an event enter a series if its `where` holds; `as` is the key's number there, if it is another. */
  measure(space: Space, series: Series, key: number, event: Event, inOrder: boolean, as = key): void {
    if (series.where !== undefined) {
      const { frame } = space
      frame.events[0] = event
      if (series.usesProfile) frame.profile = this.profile(space, key, event.at, undefined)
      const value = series.where(frame)
      if (value !== true) {
        if (value instanceof Fail) blame(space, series, value)
        return
      }
    }
    series.add(as, event, inOrder)
  }

  /** The profile with what the host adds: as it stands, or as it stood before the instant `before`. */
  private profile(space: Space, key: number, at: Instant, before: Instant | undefined): JsonObject {
    const own =
      (before === undefined ? space.profiles.get(key) : profileBefore(space, key, before)) ?? noProfile
    const more = this.extras?.(space.kind, space.names[key]!, at)
    return more === undefined ? own : { ...own, ...more }
  }

  /** Steps 2 to 5 of the language for one strategy and key. `begins`: the version that the event may start. */
  private step(group: Group, type: number, key: number, event: Event, begins: Version | undefined): void {
    group.counters.evaluated++
    this.openRuns = 0
    if (group.space.open.has(key, group.index)) this.testRuns(group, type, key, event)
    if (begins !== undefined) this.begin(group, begins, key, event)
    if (this.completed.length > 0) this.judgeCompleted(group, key, event.at)
  }

  private judgeCompleted(group: Group, key: number, m: Instant): void {
    for (const run of this.completed) {
      if (this.judge(group, key, run, m, true)) break
      end(this, group, key, run)
    }
    this.completed.length = 0
  }

  private testRuns(group: Group, type: number, key: number, event: Event): void {
    for (let run = group.runs.get(key); run !== undefined; run = run.next) {
      const { version } = run
      if (run.start + version.within < event.at) {
        group.counters.dropped++
        this.tell('dropped', group, key, run, event.at, undefined)
        end(this, group, key, run)
        continue
      }
      this.openRuns++
      const step = version.steps[run.step]!
      if (step.wants[type] !== 1) continue
      if (step.where !== undefined && !this.wants(group, version, step.where, key, event, run)) {
        this.tell('refused', group, key, run, event.at, event)
        continue
      }
      group.counters.matched++
      if (!step.isAbsence) this.advance(group, key, run, event)
      else {
        this.tell('broken', group, key, run, event.at, event)
        this.openRuns--
        end(this, group, key, run)
      }
    }
  }

  private wants(
    group: Group,
    version: Version,
    where: Condition,
    key: number,
    event: Event,
    run: Run | undefined,
  ): boolean {
    const { events } = version.frame
    events[0] = event
    bind(events, run)
    return this.holds(group, where, version.frame, key, event.at, undefined)
  }

  private holds(
    group: Group,
    condition: Condition,
    frame: Frame,
    key: number,
    at: Instant,
    before: Instant | undefined,
  ): boolean {
    if (condition.usesProfile) frame.profile = this.profile(group.space, key, at, before)
    const value = condition.run(frame)
    if (value instanceof Fail) {
      group.counters.errors++
      group.lastError = value.message
    }
    return value === true
  }

  /** A run takes an event that its event step wants. */
  private advance(group: Group, key: number, run: Run, event: Event): void {
    const step = run.version.steps[run.step]!
    if (step.times > 1) takeDown(run, event.id)
    this.tell(run.left > 1 ? 'taken' : 'passed', group, key, run, event.at, event)
    if (--run.left > 0) return
    run.done = {
      id: event.id,
      at: event.at,
      event: step.slot > 0 ? event : undefined,
      slot: step.slot,
      taken: run.taken,
      before: run.done,
    }
    run.taken = undefined
    run.step++
    if (run.step === run.version.steps.length) this.completed.push(run)
    else this.enter(group, key, run, event.at)
  }

  /** A run begins its current step at `at`. */
  private enter(group: Group, key: number, run: Run, at: Instant): void {
    const step = run.version.steps[run.step]!
    run.left = step.times
    if (!step.isAbsence) {
      run.due = Number.POSITIVE_INFINITY
      return
    }
    run.due = at + step.wait
    const { due } = group.space
    if (run.due < due.get(key)) due.set(key, run.due)
  }

  /** Step 4: a new run, if the event satisfies the first step. */
  private begin(group: Group, version: Version, key: number, event: Event): void {
    const first = version.steps[0]!
    if (first.where !== undefined && !this.wants(group, version, first.where, key, event, undefined)) {
      this.watch?.heard({
        ...{ what: 'refused', version, step: 0, key: group.space.names[key]!, at: event.at },
        ...{ event, start: undefined },
      })
      return
    }
    group.counters.matched++
    if (this.openRuns >= MAX_RUNS) {
      group.counters.capped++
      return
    }
    group.counters.started++
    const run: Run = {
      version,
      start: event.at,
      step: 0,
      left: first.times,
      due: Number.POSITIVE_INFINITY,
      done: undefined,
      taken: undefined,
      next: undefined,
    }
    append(group, key, run)
    version.open++
    this.advance(group, key, run, event)
  }

  /** Judges a run at `m`; true if the strategy fires, which ends all its runs of the key. */
  private judge(group: Group, key: number, run: Run, m: Instant, byEvent: boolean): boolean {
    const { version } = run
    const { frame, measures, judge } = version
    const before = byEvent ? undefined : m
    if (m < group.lastFired.get(key) + version.cooldown) {
      group.counters.cooled++
      this.tellJudged('cooled', group, key, run, m, before)
      return false
    }
    const values = measures.map(({ kind, series }) => series.measure(kind, key, m, byEvent))
    if (judge !== undefined) {
      bind(frame.events, run)
      frame.values = values.map((value, index) => celNumber(measures[index]!.kind, value))
      if (!this.holds(group, judge, frame, key, m, before)) {
        this.tellJudged('refused', group, key, run, m, before)
        return false
      }
    }
    this.tellJudged('fired', group, key, run, m, before)
    this.fire(group, key, run, m, values, this.profile(group.space, key, m, before))
    return true
  }

  private tell(what: Heard, group: Group, key: number, run: Run, at: number, event: Event | undefined): void {
    if (this.watch === undefined) return
    const { version, step, start } = run
    this.watch.heard({ what, version, step, key: group.space.names[key]!, at, event, start })
  }

  /** Makes the frame ready anew: after a cooldown nothing has been measured. */
  private tellJudged(
    verdict: Judgement['verdict'],
    group: Group,
    key: number,
    run: Run,
    m: number,
    before: number | undefined,
  ): void {
    if (this.watch === undefined) return
    const { frame, measures } = run.version
    const values = measures.map(({ kind, series }) => series.measure(kind, key, m, before === undefined))
    bind(frame.events, run)
    frame.values = values.map((value, index) => celNumber(measures[index]!.kind, value))
    frame.profile = this.profile(group.space, key, m, before)
    this.watch.judged({ verdict, run, key: group.space.names[key]!, at: m, values, frame })
  }

  private fire(
    group: Group,
    key: number,
    run: Run,
    m: Instant,
    values: (number | null)[],
    profile: JsonObject,
  ): void {
    group.counters.fired++
    group.lastFiring = Math.max(m, group.lastFiring ?? m)
    group.lastFired.set(key, m)
    this.fired.push(firingOf(group, key, run, m, values, profile))
    for (let open = group.runs.get(key); open !== undefined; open = open.next) this.leave(group, open)
    setRun(group, key, undefined)
  }

  /** Counts a run out of its version. */
  leave(group: Group, run: Run): void {
    run.version.open--
    if (run.version.open === 0 && run.version !== group.current) this.stale = true
  }

  /** Completes the absences of a key that are due at or before `limit`, in order of due instant. */
  completeDue(space: Space, key: number, limit: Instant): void {
    let next = Number.POSITIVE_INFINITY
    for (const group of space.waiting) {
      if (!space.open.has(key, group.index)) continue
      for (let run = firstDue(group, key); run !== undefined; run = firstDue(group, key)) {
        if (run.due > limit) {
          next = Math.min(next, run.due)
          break
        }
        this.completeAbsence(group, key, run)
      }
    }
    space.due.set(key, next)
  }

  private completeAbsence(group: Group, key: number, run: Run): void {
    const m = run.due
    if (m > run.start + run.version.within) {
      group.counters.dropped++
      this.tell('dropped', group, key, run, m, undefined)
      end(this, group, key, run)
      return
    }
    this.tell('passed', group, key, run, m, undefined)
    group.lastAbsence.set(key, m)
    if (m > group.space.lastAbsence.get(key)) group.space.lastAbsence.set(key, m)
    run.step++
    if (run.step < run.version.steps.length) this.enter(group, key, run, m)
    else if (!this.judge(group, key, run, m, false)) end(this, group, key, run)
  }

  /** Ends the open absences that a late or imported event falls into. */
  private endAbsences(group: Group, type: number, key: number, event: Event): void {
    for (let run = group.runs.get(key); run !== undefined; run = run.next) {
      const { version } = run
      const step = version.steps[run.step]!
      if (!step.isAbsence || step.wants[type] !== 1 || !fallsInto(run, event)) continue
      if (step.where !== undefined && !this.wants(group, version, step.where, key, event, run)) continue
      group.counters.matched++
      end(this, group, key, run)
    }
  }
}

/** An error in a measure's `where` counts for every strategy that asks for the measure. */
function blame(space: Space, series: Series, fail: Fail): void {
  for (const group of space.groups) {
    if (!group.versions.some(version => version.measures.some(measure => measure.series === series))) continue
    group.counters.errors++
    group.lastError = fail.message
  }
}

/** The profile before an instant: changes received then or later don't count. */
function profileBefore(space: Space, key: number, before: Instant): JsonObject | undefined {
  const first = space.former.get(key)?.find(change => change.r >= before)
  return first === undefined ? space.profiles.get(key) : first.was
}

function celNumber(kind: string, value: number | null): number | bigint | null {
  return kind === 'count' || kind === 'distinct' ? BigInt(value ?? 0) : value
}

/** Takes a run out of its chain. The run keeps its `next`, so that a walk over the chain goes on. */
function end(machine: Machine, group: Group, key: number, run: Run): void {
  machine.leave(group, run)
  let before = group.runs.get(key)
  if (before === run) {
    setRun(group, key, run.next)
    return
  }
  while (before !== undefined && before.next !== run) before = before.next
  if (before !== undefined) before.next = run.next
}
