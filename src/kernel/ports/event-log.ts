import type { Id } from '../id.ts'
import type { Instant } from '../time.ts'

/** One act, at one instant, as it stands in the log: subjects are ids of ours. */
export interface LoggedEvent {
  kind: 'event'
  /** Unique in the workspace; the first in the log counts. */
  id: string
  type: string
  at: Instant
  /** Account. */
  customer?: Id
  /** Contact; missing where nobody is known or consent withholds the person. */
  person?: Id
  opportunity?: string
  props: Record<string, unknown>
  /** Which key, connector or part of Loam sent it. */
  source: string
  /** History: it informs, it triggers nothing. */
  imported: boolean
  /** For events that a strategy emitted: which one, and how many emissions deep. */
  cause?: { strategy: string; depth: number }
}

/** The attributes of a key from here on: those of an account or contact, whole, not the difference. */
export interface LoggedProfile {
  kind: 'profile'
  id: string
  of: 'customer' | 'person'
  /** Account or contact id: the key of strategies. */
  key: Id
  attributes: Record<string, unknown>
}

/** A version of a strategy goes live, or a strategy ends. */
export interface LoggedPublication {
  kind: 'publication'
  id: string
  strategy: string
  version: number
  /** The strategy as published; null retires it. */
  definition: Record<string, unknown> | null
}

/** A version of the score model goes live: scores, and what strategies see of them, follow it from here on. */
export interface LoggedModel {
  kind: 'model'
  id: string
  version: number
  /** A `ScoreModel` of lib/score. */
  definition: Record<string, unknown>
}

export type LogBody = LoggedEvent | LoggedProfile | LoggedPublication | LoggedModel

/** An accepted entry. `seq` rises with the order of acceptance (with gaps), `received` never falls. */
export interface LogEntry {
  workspaceId: Id
  seq: number
  received: Instant
  body: LogBody
}

/** The place a body got in the log, or undefined for a duplicate of an id that the log already has. */
export type Appended = LogEntry | undefined

/** Hears of accepted entries in log order, each once, after they are durable. Must not throw; must return fast. */
export type LogListener = (entries: readonly LogEntry[]) => void

export interface LogPage {
  after: number
  upTo?: number
  limit: number
  types?: readonly string[]
}

export interface LogText {
  /** Bodies as elements of a JSON list, without its brackets; '' where there are none. */
  bodies: string
  amount: number
  /** The last `seq` among them; `after` where there are none. */
  last: number
}

/** The log of everything that strategies depend on, in the order in which it was accepted. */
export interface EventLog {
  /**
   * Appends in the order given and answers when durable, body by body. Of several with one id the first counts.
   * @throws AppError `limited` with `seconds` when too much is waiting, `unavailable` when the store can't be reached
   * or is full: then nothing is acknowledged, and sending the same again is safe
   */
  append(workspaceId: Id, bodies: readonly LogBody[]): Promise<Appended[]>
  /**
   * Entries of a workspace with `seq > after`, in order; fewer than `limit` mean that the end is reached.
   * @param types of events only these, beside everything that is no event
   */
  read(workspaceId: Id, after: number, limit: number, types?: readonly string[]): Promise<LogEntry[]>
  /** The same as text, not parsed here: for whoever hands it on to a thread that does. Up to `upTo`, where it is given. */
  readText(workspaceId: Id, page: LogPage): Promise<LogText>
  /** The last `seq` of a workspace; 0 for an empty log. */
  head(workspaceId: Id): Promise<number>
  /** Calls `listener` for every entry accepted from now on. Returns how to stop. */
  subscribe(listener: LogListener): () => void
  /**
   * How far time is settled: every entry with `received` below this was handed to the listeners, and every later one
   * gets a `received` at or above it. Never falls. Between entries it stands in for `received` (see grace).
   */
  settled(): Instant
  /** Ends after what is waiting is durable. */
  close(): Promise<void>
}
