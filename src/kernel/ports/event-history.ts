import type { Id } from '../id.ts'
import type { Instant } from '../time.ts'
import type { LoggedEvent } from './event-log.ts'

export interface AccountHistory {
  /** The latest events in `(at, id)` order, oldest first: at most as many as were asked for. */
  events: LoggedEvent[]
  /** How many there are in all. */
  total: number
}

/** Reads the log by whom it is about. */
export interface EventHistory {
  /**
   * What an account did.
   * @param upTo only entries with `seq` up to this, only events with `at` up to this
   * @param most how many events to return
   */
  ofAccount(
    workspaceId: Id,
    accountId: Id,
    upTo: { seq?: number; at?: Instant },
    most: number,
  ): Promise<AccountHistory>

  /** Events by id, in no order; ids that the log doesn't have are left out. */
  byIds(workspaceId: Id, ids: readonly string[]): Promise<LoggedEvent[]>
}
