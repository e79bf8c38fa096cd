import type { LogBody, LogEntry, LoggedEvent, LoggedModel, LoggedProfile } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import {
  Engine,
  type JsonObject,
  type LiveFiring,
  type Strategy,
  type StrategyHealth,
} from '#lib/cep/index.ts'
import { WorkspaceCore } from '../host/core.ts'

type Watch = NonNullable<NonNullable<ConstructorParameters<typeof Engine>[0]>['watch']>

export interface RunOptions {
  to: Instant
  watch?: Watch
  /** Only events of this key. */
  key?: string
  /** Before each event that is fed. */
  onEvent?: (event: LoggedEvent) => void
  /** Every few thousand events; true stops the run. */
  onProgress?: (share: number) => boolean
}

const often = 8_192

/**
 * A workspace's log, kept parsed and in the order of the events' own time, so that a strategy can be run over it again
 * and again. Of profiles and the score model it knows the last word.
 */
export class History {
  private readonly events: LoggedEvent[] = []
  private readonly standing = new Map<string, LoggedProfile>()
  private model: LoggedModel | undefined
  private isSorted = true

  get size(): number {
    return this.events.length
  }

  /** The time of the first event; Infinity without any. */
  get begin(): Instant {
    this.sort()
    return this.events[0]?.at ?? Number.POSITIVE_INFINITY
  }

  /** Events by id. */
  find(ids: ReadonlySet<string>): Map<string, LoggedEvent> {
    return new Map(this.events.filter(({ id }) => ids.has(id)).map(event => [event.id, event]))
  }

  take(body: LogBody): void {
    if (body.kind === 'event') {
      const last = this.events.at(-1)
      if (last && inTime(last, body) > 0) this.isSorted = false
      this.events.push(body)
    } else if (body.kind === 'profile') this.standing.set(`${body.of} ${body.key}`, body)
    else if (body.kind === 'model') this.model = body
  }

  /**
   * Runs strategies over the whole history, as the live engine would with each event on time: what was imported counts
   * when it happened. Measures see everything from the beginning. Firings carry the place of their strategy as its id.
   */
  run(
    strategies: readonly Strategy[],
    onFiring: (firing: LiveFiring) => void,
    options: RunOptions,
  ): StrategyHealth[] {
    this.sort()
    const needsScore = strategies.some(looksAtScore)
    const runner = needsScore ? this.withScores(options.watch) : this.withoutScores(options.watch)
    for (const [index, strategy] of strategies.entries()) runner.publish({ ...strategy, id: String(index) })
    const types = needsScore ? undefined : new Set(strategies.flatMap(typesOf))
    for (const [index, event] of this.events.entries()) {
      if (index % often === 0 && options.onProgress?.(index / this.events.length)) return []
      if (event.at > options.to) break
      if (types && !types.has(event.type)) continue
      if (options.key !== undefined && event.customer !== options.key) continue
      options.onEvent?.(event)
      for (const firing of runner.feed(event)) onFiring(firing)
    }
    for (const firing of runner.advance(options.to)) onFiring(firing)
    return runner.health()
  }

  private sort(): void {
    if (!this.isSorted) this.events.sort(inTime)
    this.isSorted = true
  }

  private withoutScores(watch: Watch | undefined) {
    const engine = new Engine({
      grace: 0,
      // As live: priority and tags are there even where nobody has set them.
      profileExtras: (of, key) => {
        if (of !== 'customer') return undefined
        const { priority = null, tags = [] } = (this.standing.get(`customer ${key}`)?.attributes ??
          {}) as JsonObject
        return { priority, tags }
      },
      ...(watch && { watch }),
    })
    for (const { of, key, attributes } of this.standing.values())
      engine.process({ kind: 'profile', r: 0, of, key, attributes: attributes as JsonObject })
    return {
      publish: (strategy: Strategy) => engine.process({ kind: 'publish', r: 0, strategy, version: 1 }),
      feed: (event: LoggedEvent) =>
        engine.process({ kind: 'event', r: event.at, event: event as LoggedEvent & { props: JsonObject } }),
      advance: (to: Instant) => engine.advance(to),
      health: () => engine.health(),
    }
  }

  /** A strategy that looks at the score needs every event of the account. */
  private withScores(watch: Watch | undefined) {
    const core = new WorkspaceCore({ grace: 0, ...(watch && { watch }) })
    const entry = (body: LogEntry['body'], received: Instant): LogEntry => ({
      workspaceId: '',
      seq: 0,
      received,
      body,
    })
    if (this.model) core.process(entry(this.model, 0))
    for (const profile of this.standing.values()) core.process(entry(profile, 0))
    const firings = (fired: ReturnType<WorkspaceCore['advance']>) => fired.map(({ firing }) => firing)
    return {
      publish: (strategy: Strategy) => {
        const { id } = strategy
        const definition = { ...strategy }
        core.process(entry({ kind: 'publication', id, strategy: id, version: 1, definition }, 0))
      },
      feed: (event: LoggedEvent) =>
        firings(core.process(entry(event.imported ? { ...event, imported: false } : event, event.at)).fired),
      advance: (to: Instant) => firings(core.advance(to)),
      health: () => core.health(),
    }
  }
}

function inTime(a: LoggedEvent, b: LoggedEvent): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

const looksAtScore = (strategy: Strategy): boolean => /\bscore\b/.test(JSON.stringify(strategy))

/** The event types that have to be there to run these; `all` if one looks at the score. */
export function wantedBy(strategies: readonly Strategy[]): readonly string[] | 'all' {
  return strategies.some(looksAtScore) ? 'all' : [...new Set(strategies.flatMap(typesOf))]
}

/** Every event type that a strategy names. */
function typesOf(strategy: Strategy): string[] {
  const steps = strategy.when.flatMap(step => ('event' in step ? step.event : step.absent))
  const measures = Object.values(strategy.measures ?? {}).flatMap(measure =>
    Object.entries(measure).flatMap(([name, value]) =>
      ['count', 'sum', 'max', 'distinct', 'since'].includes(name) ? [value as string] : [],
    ),
  )
  return [...steps, ...measures]
}
