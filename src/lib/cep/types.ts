import type { LocalText } from '#kernel/error.ts'
import type { Instant } from '#kernel/time.ts'
import type { Json, JsonObject } from '#lib/expr/index.ts'

/** One act, parsed: `at` in milliseconds since 1970. Strings are never empty; `props` is as JSON gave it. */
export interface Event {
  readonly id: string
  readonly type: string
  readonly at: Instant
  readonly customer?: string | undefined
  readonly person?: string | undefined
  readonly opportunity?: string | undefined
  readonly props: JsonObject
}

/** What a strategy watches: one of the three, or a property of the event. */
export type KeyKind = 'customer' | 'person' | 'opportunity' | `props.${string}`

/** A duration as text: `<decimal><unit>`, unit ms s m h d w. */
export type DurationText = string

export interface EventStep {
  as?: string
  event: string | string[]
  where?: string
  times?: number
}

export interface AbsenceStep {
  absent: string | string[]
  where?: string
  for: DurationText
}

export type Step = EventStep | AbsenceStep

interface MeasureOptions {
  where?: string
  window?: DurationText
}

export type Measure =
  | ({ count: string } & MeasureOptions)
  | ({ since: string } & MeasureOptions)
  | ({ sum: string; of: string } & MeasureOptions)
  | ({ max: string; of: string } & MeasureOptions)
  | ({ distinct: string; of: string } & MeasureOptions)

/** Whom an action turns to. `role` is looked for upwards from the owner's department. */
export type Whom = 'owner' | { role: string; of: 'department' | 'region' | 'workspace' } | { user: string }

export type Action =
  | { do: 'tag'; add: string[]; remove?: string[] }
  | { do: 'priority'; lead: 'S' | 'A' | 'B' | 'C' | 'D' }
  | {
      do: 'suggest'
      to: Whom
      kit?: string
      title: LocalText
      reason: LocalText
      expires: DurationText
      value?: string
    }
  | { do: 'task'; to: Whom; title: LocalText; due: DurationText }
  | { do: 'notify'; to: Whom; text: LocalText; channels?: string[] }
  | { do: 'webhook'; endpoint: string; body?: string }
  | { do: 'emit'; event: string; props: Record<string, string> }

export interface Variant {
  id: string
  share: number
  then: Action[]
}

export interface Experiment {
  holdout: number
  variants?: Variant[]
  unit: 'account' | 'person'
  salt: string
  outcome: JsonObject
  horizon: DurationText
}

/** A strategy as written, found valid by `parseStrategy`. */
export interface Strategy {
  id: string
  key?: KeyKind
  when: Step[]
  within?: DurationText
  measures?: Record<string, Measure>
  if?: string
  cooldown?: DurationText
  then?: Action[]
  experiment?: Experiment
}

/** What is wrong with a strategy or an event, and where: `path` like `when[1].for`, empty for the whole. */
export interface Fault {
  strategy?: string
  path: string
  message: LocalText
}

export type Parsed<T> =
  | { ok: true; value: T; warnings: Fault[] }
  | { ok: false; faults: Fault[]; warnings: Fault[] }

/** One line of the log, `r` the instant at which it was accepted. `r` never falls from one entry to the next. */
export type LogEntry = EventEntry | ProfileEntry | PublishEntry | RetireEntry | ClockEntry

export interface EventEntry {
  kind: 'event'
  r: Instant
  event: Event
  /** History brought in from elsewhere: it enters measures and ends open absences, and does nothing else. */
  imported?: boolean
  /** Id of the strategy that emitted this event: it never starts that strategy. */
  emittedBy?: string
}

export interface ProfileEntry {
  kind: 'profile'
  r: Instant
  of: KeyKind
  key: string
  /** All attributes from now on; null takes the profile away. */
  attributes: JsonObject | null
}

export interface PublishEntry {
  kind: 'publish'
  r: Instant
  strategy: Strategy
  version: number
}

/** The strategy stops: its open runs end without firing. Its cooldown stays known. */
export interface RetireEntry {
  kind: 'retire'
  r: Instant
  strategy: string
}

/** Time has come this far: the last line of an exported log, so that absences due by then complete. */
export interface ClockEntry {
  kind: 'clock'
  r: Instant
}

/** An absence step that completed within a firing: nothing of `types` from `from` to `to`. */
export interface CompletedAbsence {
  step: number
  types: string[]
  from: Instant
  to: Instant
}

/** One completed event step of a firing. */
export interface CompletedStep {
  step: number
  as?: string
  /** Id of the event that completed the step. */
  event: string
  at: Instant
  /** Ids of the events the step took, in order, the completing one last: the latest 64. */
  taken: string[]
}

/** A strategy fired for a key. */
export interface Firing {
  strategy: string
  version: number
  keyKind: KeyKind
  key: string
  /** m, the instant at which the last step completed. */
  at: Instant
  /** For each event step with an `as` name, the id of the event that completed it. */
  steps: Record<string, string>
  events: CompletedStep[]
  absences: CompletedAbsence[]
  measures: Record<string, number | null>
  /** The profile that the judgement saw: empty for a key without one. */
  profile: JsonObject
  /** The events behind `as` names, as far as an expression of the strategy looks at them. */
  bound: Record<string, Event>
}

/** A live firing; `id` is its identity, the hash of (strategy, version, key, m, completing events). */
export interface LiveFiring extends Firing {
  id: string
}

/** How a strategy fares, counted since the engine began (kept over snapshots). */
export interface StrategyHealth {
  strategy: string
  version: number
  retired: boolean
  /** Events that reached the strategy because a step names their type. */
  evaluated: number
  /** Of these, the ones that a step took or an absence was ended by. */
  matched: number
  started: number
  /** Runs dropped because `within` had passed. */
  dropped: number
  fired: number
  /** Patterns that completed within the cooldown: they are not judged. */
  cooled: number
  errors: number
  lastError: string | null
  /** Times no run was started because 64 were open. */
  capped: number
  late: number
  lastFiring: Instant | null
  openRuns: number
  /** The open runs by the version they stand on. */
  openOn: { version: number; runs: number }[]
}

/** What the host knows beyond the profile (intent score, priority, tags) about a key at an instant. */
export type ProfileExtras = (of: KeyKind, key: string, at: Instant) => JsonObject | undefined

export type { Instant, Json, JsonObject, LocalText }
