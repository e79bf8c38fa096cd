import type { Instant } from '#kernel/time.ts'
import { compareFirings, Engine, type EngineOptions, healthOf } from './engine.ts'
import type { Intake } from './intake.ts'
import { isFuture } from './lateness.ts'
import { Machine } from './machine.ts'
import { Space } from './space.ts'
import type {
  Event,
  Firing,
  JsonObject,
  KeyKind,
  LiveFiring,
  LogEntry,
  Strategy,
  StrategyHealth,
} from './types.ts'
import { compileVersion } from './version.ts'

export interface ReplayOptions {
  /** Attributes by key. */
  profiles?: Readonly<Record<string, JsonObject>> | undefined
  /** Time goes on to here, and events after it are left out; the last event's `at` if left out. */
  until?: Instant | undefined
}

/** Replay: time is the events' own. Strategies have been found valid and have different ids. */
export class Replay {
  private readonly machine = new Machine()
  private readonly spaces = new Map<KeyKind, Space>()
  private readonly all: Space[]
  private readonly until: Instant | undefined
  private now = Number.NEGATIVE_INFINITY

  constructor(strategies: readonly Strategy[], options: ReplayOptions = {}) {
    this.until = options.until
    for (const strategy of strategies) this.add(strategy)
    this.all = [...this.spaces.values()]
    for (const space of this.all) {
      space.plan()
      for (const [key, attributes] of Object.entries(options.profiles ?? {})) {
        space.profiles.set(space.intern(key), attributes)
      }
    }
  }

  private add(strategy: Strategy): void {
    const kind = strategy.key ?? 'customer'
    const space = this.spaces.get(kind) ?? new Space(kind)
    this.spaces.set(kind, space)
    const group = space.groupOf(strategy.id)
    group.current = compileVersion({
      strategy,
      version: 1,
      typeNumber: type => space.typeNumber(type),
      seriesOf: measure => space.seriesOf(measure),
    })
    group.versions.push(group.current)
  }

  /**
   * Runs over events sorted by `(at, id)`, each id once (`settleEvents`), and yields what fires, ordered by
   * `(at, strategy id, key)`, then as it fired.
   */
  *run(events: Iterable<Event>): Generator<Firing, void> {
    for (const event of events) {
      if (this.until !== undefined && event.at > this.until) break
      if (event.at > this.now) {
        this.passTo(event.at)
        if (this.machine.fired.length > 0) yield* this.harvest(event.at)
      }
      this.feed(event)
    }
    this.passTo(this.until ?? this.now)
    yield* this.harvest(Number.POSITIVE_INFINITY)
  }

  private passTo(now: Instant): void {
    this.now = now
    for (const space of this.all) this.pass(space, now)
  }

  private feed(event: Event): void {
    for (const space of this.all) this.take(space, event)
  }

  private take(space: Space, event: Event): void {
    const plan = space.plans.get(event.type)
    if (plan === undefined) return
    const name = space.keyOf(event)
    if (name !== undefined) this.machine.take(space, plan, space.intern(name), event, undefined)
  }

  private pass(space: Space, now: Instant): void {
    for (let key = space.due.top(); key >= 0 && space.due.get(key) <= now; key = space.due.top()) {
      this.machine.completeDue(space, key, now)
    }
  }

  /** Firings below `before`: others of the same instant may still come to stand among the rest. */
  private harvest(before: Instant): Firing[] {
    const { fired } = this.machine
    const done = fired.filter(firing => firing.at < before).sort(compareFirings)
    const rest = fired.filter(firing => firing.at >= before)
    fired.splice(0, fired.length, ...rest)
    return done
  }

  health(): StrategyHealth[] {
    return this.all.flatMap(space => space.groups.map(healthOf))
  }
}

/** A firing as `loam replay` prints it, one line. */
export function formatFiring(firing: Firing): string {
  const { strategy, key, at, steps, measures } = firing
  return JSON.stringify({ strategy, key, at: new Date(at).toISOString(), steps, measures })
}

/**
 * Runs over a log as it was received and yields what live fired, in the order of the log. Of several events
 * with one id the first that isn't refused counts.
 */
export function* replayAsReceived(
  entries: readonly LogEntry[],
  options: EngineOptions = {},
): Generator<LiveFiring, Engine> {
  const engine = new Engine(options)
  const intakes = openIntakes(engine, entries)
  const ids = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'event') {
      if (isFuture(entry) || ids.has(entry.event.id)) {
        // Not taken, yet its line says that time has come this far.
        yield* engine.advance(entry.r)
        continue
      }
      ids.add(entry.event.id)
    }
    const intake = intakes.get(entry)
    if (intake !== undefined) intakes.delete(entry)
    yield* engine.process(entry, intake)
    for (const open of intakes.values()) open.feed(entry)
  }
  return engine
}

/** All publications to come gather their history at once, in one pass over the log. */
function openIntakes(engine: Engine, entries: readonly LogEntry[]): Map<LogEntry, Intake> {
  const intakes = new Map<LogEntry, Intake>()
  const firstEvent = entries.findIndex(entry => entry.kind === 'event')
  for (const entry of entries.slice(Math.max(0, firstEvent))) {
    if (entry.kind === 'publish') intakes.set(entry, engine.prepare(entry.strategy))
  }
  return intakes
}
