import type { LogEntry, LoggedEvent, LoggedPublication } from '#kernel/ports/event-log.ts'
import { HOUR, type Instant } from '#kernel/time.ts'
import {
  Engine,
  type LogEntry as EngineEntry,
  type EngineOptions,
  type Intake,
  type JsonObject,
  type LiveFiring,
  parseStrategy,
  type StrategyHealth,
} from '#lib/cep/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import { ScoreBook } from './scores.ts'

/** A firing with what its decision rests on, as it stood in the log at that place. */
export interface Fired {
  firing: LiveFiring
  /** The last entry that had been processed. */
  seq: number
  /** For firings of an account: its score at m with the completing event, and its profile. */
  account?: {
    score: { logOdds: number; low: number; high: number }
    profile: Record<string, unknown>
    modelVersion: number
  }
}

/** What has to be read again from the log's beginning before an entry can be processed. */
export type Wanted = { kind: 'intake'; intake: Intake } | { kind: 'scores' }

/** Strategies see an account's score beside its profile; priority and tags are there even where nobody has set them. */
export function engineOptions(core: WorkspaceCore): EngineOptions {
  return {
    ...(core.grace !== undefined && { grace: core.grace }),
    profileExtras: (of, key, at) => {
      if (of !== 'customer') return undefined
      const { priority = null, tags = [] } = core.scores.profile(key) as JsonObject
      return { score: core.scores.score(key, at).probability, priority, tags }
    },
  }
}

const nothing: { fired: Fired[] } = { fired: [] }

/**
 * Strategies and scores of one workspace: a pure function of its log. Live, in recovery, in a dry run and in
 * `loam replay --as-received` it is this very code.
 */
export class WorkspaceCore {
  readonly grace: number | undefined
  engine: Engine
  readonly scores = new ScoreBook()
  seq = 0
  /** Publications that couldn't be read: they are passed over, and said so. */
  readonly faults: string[] = []

  constructor(options: Pick<EngineOptions, 'grace' | 'watch'> = {}) {
    this.grace = options.grace
    this.engine = new Engine({ ...engineOptions(this), ...(options.watch && { watch: options.watch }) })
  }

  /** What an entry needs of the past before it can be processed; undefined for nearly every entry. */
  wants({ body }: LogEntry): Wanted | undefined {
    if (body.kind === 'publication' && body.definition !== null) {
      const parsed = parseStrategy(body.definition)
      if (!parsed.ok || this.engine.counts.events === 0) return undefined
      const intake = this.engine.prepare(parsed.value)
      return intake.isNeeded ? { kind: 'intake', intake } : undefined
    }
    return undefined
  }

  /** Feeds an entry of the past to what wants it. */
  feed(wanted: Wanted, entry: LogEntry): void {
    if (wanted.kind === 'scores') {
      if (entry.body.kind === 'event') this.scores.retake(entry.body)
      return
    }
    const past = toEngine(entry)
    if (past) wanted.intake.feed(past)
  }

  /**
   * Processes one entry. Absences that fell due before it come first.
   * @returns what fired, and whether events have to be scored again (see `wants`) before the next entry
   */
  process(entry: LogEntry, wanted?: Wanted): { fired: Fired[]; again?: Wanted } {
    const { body } = entry
    const due = this.advance(entry.received)
    this.seq = entry.seq
    if (body.kind === 'model') {
      const again = this.scores.takeModel(body) && this.engine.counts.events > 0
      return again ? { fired: due, again: { kind: 'scores' } } : { fired: due }
    }
    const next = toEngine(entry)
    if (!next) {
      this.faults.push(`${(body as LoggedPublication).strategy} ${(body as LoggedPublication).version}`)
      return { fired: due }
    }
    const firings = this.engine.process(next, wanted?.kind === 'intake' ? wanted.intake : undefined)
    if (body.kind === 'event') this.scores.takeEvent(body, isQuiet(body, entry.received))
    if (body.kind === 'profile' && body.of === 'customer') this.scores.takeProfile(body.key, body.attributes)
    if (due.length + firings.length === 0) return nothing
    return { fired: [...due, ...firings.map(firing => this.fired(firing))] }
  }

  /** Lets time go on: `now` may not be later than the `received` of any entry to come. */
  advance(now: Instant): Fired[] {
    return this.engine.advance(now).map(firing => this.fired(firing))
  }

  health(): StrategyHealth[] {
    return this.engine.health()
  }

  /** Puts the model of a snapshot in force, before its accounts are restored. */
  restoreHead<T extends { model: ScoreModel }>(head: T): T {
    this.scores.restoreModel(head.model)
    return head
  }

  restoreEngine(engine: Engine, seq: number): void {
    this.engine = engine
    this.seq = seq
  }

  private fired(firing: LiveFiring): Fired {
    const { seq } = this
    if (firing.keyKind !== 'customer') return { firing, seq }
    const { logOdds, low, high } = this.scores.score(firing.key, firing.at)
    const profile = { ...this.scores.profile(firing.key) }
    return {
      firing,
      seq,
      account: { score: { logOdds, low, high }, profile, modelVersion: this.scores.modelVersion },
    }
  }
}

/** Imported history, flagged so or more than an hour old on arrival. */
function isQuiet(event: LoggedEvent, received: Instant): boolean {
  return event.imported || received - event.at > HOUR
}

/** An entry as the engine takes it; undefined for one that isn't the engine's, or a publication that isn't valid. */
export function toEngine({ received: r, body }: LogEntry): EngineEntry | undefined {
  switch (body.kind) {
    case 'event': {
      const { cause, imported } = body
      const event = body as LoggedEvent & { props: JsonObject }
      return { kind: 'event', r, event, imported, ...(cause && { emittedBy: cause.strategy }) }
    }
    case 'profile':
      return { kind: 'profile', r, of: body.of, key: body.key, attributes: body.attributes as JsonObject }
    case 'publication': {
      if (body.definition === null) return { kind: 'retire', r, strategy: body.strategy }
      const parsed = parseStrategy(body.definition)
      return parsed.ok ? { kind: 'publish', r, strategy: parsed.value, version: body.version } : undefined
    }
    case 'model':
      return undefined
  }
}
