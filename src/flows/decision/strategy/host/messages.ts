import type { MovedScore } from '#decision/intent/index.ts'
import type { Id } from '#kernel/id.ts'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { StrategyHealth } from '#lib/cep/index.ts'
import type { Fired } from './core.ts'

/** What the main thread tells the engine worker. Everything about one workspace is handled in the order sent. */
export type ToWorker =
  | { kind: 'open'; workspaceId: Id; snapshot: string | null }
  | { kind: 'entries'; workspaceId: Id; entries: readonly LogEntry[] }
  /** Time is settled up to `now`: no later entry has a smaller `received`. */
  | { kind: 'tick'; workspaceId: Id; now: Instant }
  /** A page of the past that was asked for; `last` when it is all. */
  | { kind: 'past'; workspaceId: Id; entries: readonly LogEntry[]; last: boolean }
  | { kind: 'health'; workspaceId: Id; call: number }
  /** Writes a snapshot to `path` and reports what it covers. */
  | { kind: 'snapshot'; workspaceId: Id; path: string }
  /** The workspace is no more. */
  | { kind: 'forget'; workspaceId: Id }

/** A firing with its number: 1, 2, 3 … since the workspace was opened. */
export interface NumberedFiring extends Fired {
  number: number
}

export interface CoreHealth {
  strategies: StrategyHealth[]
  events: number
  late: number
  imported: number
  refused: number
  accounts: number
  seq: number
  faults: string[]
}

/** What the engine worker tells the main thread. */
export type FromWorker =
  /** `fault`: why the snapshot couldn't be used; then the whole log is to be read. */
  | { kind: 'opened'; workspaceId: Id; seq: number; fault: string | null }
  | { kind: 'processed'; workspaceId: Id; seq: number; count: number }
  | { kind: 'fired'; workspaceId: Id; firings: NumberedFiring[] }
  | { kind: 'scores'; workspaceId: Id; scores: MovedScore[] }
  /** The log from its beginning up to (without) `before` is needed before going on. */
  | { kind: 'want-past'; workspaceId: Id; before: number }
  | { kind: 'past-taken'; workspaceId: Id }
  | { kind: 'health'; workspaceId: Id; call: number; health: CoreHealth }
  /** `fired` is the number of the last firing that the snapshot knows of. */
  | { kind: 'snapshot'; workspaceId: Id; path: string; seq: number; fired: number; fault: string | null }
