import { DAY, type Instant } from '#kernel/time.ts'
import { compareText } from './event.ts'
import { firingId } from './identity.ts'
import { Intake } from './intake.ts'
import { HISTORY, isFuture, isHistory } from './lateness.ts'
import { Machine } from './machine.ts'
import { setRun } from './runs.ts'
import { type Group, type Plan, Space } from './space.ts'
import { sweep } from './sweep.ts'
import type {
  Event,
  EventEntry,
  Firing,
  KeyKind,
  LiveFiring,
  LogEntry,
  ProfileEntry,
  ProfileExtras,
  PublishEntry,
  RetireEntry,
  Strategy,
  StrategyHealth,
} from './types.ts'
import { compileVersion } from './version.ts'
import type { Watch } from './watch.ts'

export interface EngineOptions {
  /** How long an absence waits for events on their way, in milliseconds; 5 s if left out. */
  grace?: number
  profileExtras?: ProfileExtras
  /** Hears what becomes of every step and judgement; for backtests. */
  watch?: Watch
}

const GRACE = 5000

/** How often the engine lets go what it no longer needs, by its own clock. */
const SWEEP = DAY

const emptyPlan: Plan = { type: -1, series: [], groups: [], begins: [] }

/**
 * The live engine of one workspace: a function of its log. Feed it every entry in order; between entries,
 * `advance` lets the clock stand in. No entry may have an `r` below a `now` that was advanced to.
 */
export class Engine {
  readonly grace: number
  readonly machine: Machine
  readonly spaces = new Map<KeyKind, Space>()
  /** Greatest `r` or `now` so far. */
  clock: Instant = Number.NEGATIVE_INFINITY
  private nextSweep: Instant = Number.NEGATIVE_INFINITY
  /** Events processed, refused for being in the future, imported, late for some key. */
  readonly counts = { events: 0, future: 0, imported: 0, late: 0 }

  constructor(options: EngineOptions = {}) {
    this.grace = options.grace ?? GRACE
    this.machine = new Machine(options.profileExtras, options.watch)
  }

  /** Opens the intake through which a new version's measures see the history before its publication. */
  prepare(strategy: Strategy): Intake {
    return new Intake(strategy, this.spaceOf(strategy.key ?? 'customer'), this.machine)
  }

  /**
   * Processes one entry and gives what fired, absences that were due first. A publication whose measures need
   * history wants its `Intake`; without one it throws, unless no event has been processed yet.
   */
  process(entry: LogEntry, intake?: Intake): LiveFiring[] {
    this.pass(entry.r)
    switch (entry.kind) {
      case 'event':
        this.takeEvent(entry)
        break
      case 'profile':
        this.takeProfile(entry)
        break
      case 'publish':
        this.publish(entry, intake)
        break
      case 'retire':
        this.retire(entry)
        break
      case 'clock':
    }
    return this.harvest()
  }

  /** Lets time go on to `now`: absences with due + grace at or before it complete. */
  advance(now: Instant): LiveFiring[] {
    this.pass(now)
    return this.harvest()
  }

  /** When `advance` may have something to do; null for never. It may turn out to be nothing. */
  nextDue(): Instant | null {
    const dues = [...this.spaces.values()].map(space => firstDue(space))
    const first = Math.min(...dues)
    return first === Number.POSITIVE_INFINITY ? null : first + this.grace
  }

  private pass(now: Instant): void {
    this.clock = Math.max(this.clock, now)
    const limit = now - this.grace
    for (const space of this.spaces.values()) {
      while (firstDue(space) <= limit) this.machine.completeDue(space, space.due.top(), limit)
    }
    this.tidy()
    if (this.clock < this.nextSweep) return
    // After the absences: what they were judged by may go with this.
    if (this.nextSweep > Number.NEGATIVE_INFINITY) sweep(this)
    this.nextSweep = this.clock + SWEEP
  }

  /** Forgets former versions whose last run has ended. */
  private tidy(): void {
    if (!this.machine.stale) return
    this.machine.stale = false
    for (const space of this.spaces.values()) {
      for (const group of space.groups) {
        group.versions = group.versions.filter(version => version === group.current || version.open > 0)
      }
      space.plan()
    }
  }

  private takeEvent(entry: EventEntry): void {
    if (isFuture(entry)) {
      this.counts.future++
      return
    }
    this.counts.events++
    const history = isHistory(entry)
    if (history) this.counts.imported++
    for (const space of this.spaces.values()) {
      const name = space.tracked ? space.keyOf(entry.event) : undefined
      if (name !== undefined) this.takeForKey(space, space.intern(name), entry, history)
    }
  }

  private takeForKey(space: Space, key: number, { event, emittedBy }: EventEntry, history: boolean): void {
    const plan = space.plans.get(event.type) ?? emptyPlan
    const isLate = isBelow(event, space.lastAt.get(key), space.lastId[key]!)
    if (!isLate) {
      space.lastAt.set(key, event.at)
      space.lastId[key] = event.id
    } else this.counts.late++
    if (isLate || history) {
      this.machine.inform(space, plan, key, event, isLate && !history)
      return
    }
    if (space.due.get(key) <= event.at) this.machine.completeDue(space, key, event.at)
    this.machine.take(space, plan, key, event, emittedBy)
  }

  private takeProfile({ r, of, key, attributes }: ProfileEntry): void {
    const space = this.spaceOf(of)
    const number = space.intern(key)
    // An absence may yet complete at an instant before this change.
    const former = (space.former.get(number) ?? []).filter(change => change.r > r - HISTORY - this.grace)
    former.push({ r, was: space.profiles.get(number) })
    space.former.set(number, former)
    if (attributes === null) space.profiles.delete(number)
    else space.profiles.set(number, attributes)
  }

  private spaceOf(kind: KeyKind): Space {
    let space = this.spaces.get(kind)
    if (space === undefined) {
      space = new Space(kind)
      this.spaces.set(kind, space)
    }
    return space
  }

  private publish({ strategy, version }: PublishEntry, intake: Intake | undefined): void {
    const needed = intake ?? this.prepare(strategy)
    if (intake === undefined && needed.isNeeded && this.counts.events > 0) {
      throw new Error(`publication of ${strategy.id}: its measures need an intake fed with the log so far`)
    }
    needed.settle()
    const { space } = needed
    const group = space.groupOf(strategy.id)
    const compiled = compileVersion({
      strategy,
      version,
      typeNumber: type => space.typeNumber(type),
      seriesOf: measure => space.seriesOf(measure),
    })
    // Only now, lest a series that both versions ask for be forgotten in between.
    this.supersede(strategy.id)
    group.versions.push(compiled)
    group.current = compiled
    for (const one of this.spaces.values()) one.plan()
  }

  /** The version that was current starts no more runs. */
  private supersede(id: string): void {
    for (const group of this.groupsOf(id)) {
      group.current = undefined
      group.versions = group.versions.filter(version => version.open > 0)
    }
  }

  private groupsOf(id: string): Group[] {
    return [...this.spaces.values()].flatMap(space => space.groups.filter(group => group.id === id))
  }

  private retire({ strategy }: RetireEntry): void {
    for (const group of this.groupsOf(strategy)) {
      group.current = undefined
      group.versions = []
      group.runs.each(key => setRun(group, key, undefined))
      group.space.plan()
    }
  }

  private harvest(): LiveFiring[] {
    const { fired } = this.machine
    if (fired.length === 0) return []
    const firings = fired.map(firing => ({ id: firingId(firing), ...firing }))
    fired.length = 0
    return firings.sort(compareFirings)
  }

  /** How each strategy fares. */
  health(): StrategyHealth[] {
    return [...this.spaces.values()].flatMap(space => space.groups.map(healthOf))
  }
}

/** When the first key of a space is due. */
function firstDue(space: Space): Instant {
  const top = space.due.top()
  return top < 0 ? Number.POSITIVE_INFINITY : space.due.get(top)
}

/** Whether an event is below the latest one of its key, in `(at, id)`. */
function isBelow(event: Event, lastAt: Instant, lastId: string): boolean {
  return event.at < lastAt || (event.at === lastAt && compareText(event.id, lastId) < 0)
}

/** The order in which firings come out: by `(at, strategy id, key)`, then as they fired. */
export function compareFirings(left: Firing, right: Firing): number {
  return left.at - right.at || compareText(left.strategy, right.strategy) || compareText(left.key, right.key)
}

export function healthOf(group: Group): StrategyHealth {
  const version = group.current ?? group.versions.at(-1)
  return {
    strategy: group.id,
    version: version?.version ?? 0,
    retired: group.current === undefined,
    ...group.counters,
    lastError: group.lastError,
    lastFiring: group.lastFiring,
    openRuns: group.versions.reduce((sum, { open }) => sum + open, 0),
    openOn: group.versions.map(({ version: number, open }) => ({ version: number, runs: open })),
  }
}
