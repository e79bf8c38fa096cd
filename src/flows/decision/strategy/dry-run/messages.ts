import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { Strategy, StrategyHealth } from '#lib/cep/index.ts'

export type ToDryRun =
  | { kind: 'entries'; entries: readonly LogEntry[] }
  | { kind: 'run'; strategy: Strategy; from: Instant; to: Instant }

export interface DryRunFound {
  firings: { key: string; at: Instant; measures: Record<string, number | null>; holdout: boolean }[]
  health: StrategyHealth | undefined
}

export type FromDryRun =
  | { kind: 'taken'; events: number }
  | { kind: 'ran'; share: number }
  | { kind: 'found'; found: DryRunFound }
