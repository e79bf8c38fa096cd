import type { Instant } from '#kernel/time.ts'
import type { NearMiss, Strategy, StrategyHealth, TraceLine } from '#lib/cep/index.ts'

/** A period and what is run over it. */
export interface Job {
  job: number
  strategy: Strategy
  from: Instant
  to: Instant
  alternatives: (Strategy | null)[]
}

/** A live strategy whose overlap with the last run is asked for. */
export interface Other {
  id: string
  version: number
  strategy: Strategy
}

export type ToBacktest =
  /** Bodies of log entries in their order, as JSON. */
  | { kind: 'entries'; bodies: string }
  /** What was handed over is handed over anew. */
  | { kind: 'forget' }
  | ({ kind: 'run' } & Job)
  | { kind: 'overlap'; job: number; from: Instant; to: Instant; others: Other[] }
  | { kind: 'met'; job: number; strategy: Strategy; from: Instant; to: Instant }
  | { kind: 'trial'; job: number; strategy: Strategy; key: string; to: Instant }

export interface Found {
  firings: BackFiring[]
  health: StrategyHealth | undefined
  seen: number
  passed: number[]
  completed: number
  held: number[]
  near: NearMiss[]
  cooled: { key: string; at: Instant }[]
}

export interface BackFiring {
  key: string
  at: Instant
  measures: Record<string, number | null>
  holdout: boolean
  events: string[]
}

/** A unit of the experiment at the first time in a period that the strategy would have met it. */
export interface MetUnit {
  unit: string
  accountId: string | null
  at: Instant
}

export interface Met {
  /** Since when there is history: the period's beginning, or the first act that the strategy looks at. */
  since: Instant
  /** In the order of their time. */
  units: MetUnit[]
}

export interface TrialFound {
  events: number
  firings: number
  lines: (TraceLine & { type: string | null; props: Record<string, unknown> })[]
}

export type FromBacktest =
  | { kind: 'taken'; events: number }
  | { kind: 'ran'; job: number; share: number }
  | { kind: 'found'; job: number; found: Found }
  | { kind: 'alternatives'; job: number; firings: (number | null)[] }
  /** Per other strategy: firings of the first near one of it, and its own. */
  | { kind: 'overlap'; job: number; shared: number[]; own: number[] }
  | { kind: 'met'; job: number; met: Met }
  | { kind: 'trial'; job: number; trial: TrialFound }
  | { kind: 'ended'; job: number }
