import type { Id } from '../id.ts'
import type { Instant } from '../time.ts'

/** A test of an event's props, plain enough for a store to answer. `path` leads to a value: `['a', 'b']` is `props.a.b`. */
export type PropTest =
  | { op: 'and' | 'or'; tests: readonly PropTest[] }
  | { op: 'not'; test: PropTest }
  | { op: 'has'; path: readonly string[] }
  | { op: '=='; path: readonly string[]; value: string | number | boolean | null }
  | { op: '<' | '<=' | '>' | '>='; path: readonly string[]; value: string | number }
  /** The value is one of these. */
  | { op: 'in'; path: readonly string[]; values: readonly (string | number | boolean)[] }
  /** The value is a list that holds this. */
  | { op: 'holds'; path: readonly string[]; value: string | number | boolean }
  | { op: 'startsWith' | 'endsWith' | 'contains'; path: readonly string[]; value: string }

/** Which events count as a touch: those of a type, where a test of their props says so. */
export interface Touch {
  event: string
  where?: PropTest
  /** No step of the funnel: it counts among the ways and in the credit alone. */
  aside?: boolean
}

/** A question about customers' journeys through some touches. */
export interface JourneyQuestion {
  /** Journeys that begin, and successes that come, from here on … */
  from: Instant
  /** … and before this. */
  to: Instant
  /** How long a journey may take, in milliseconds. */
  windowMs: number
  /** 1–20, in the order of the funnel; one at least is not aside. */
  touches: readonly Touch[]
  success?: Touch
  /** Only these customers; everybody if left out. */
  customers?: readonly Id[]
}

/** Milliseconds between two steps over all who came that far; nulls where nobody did. */
export interface Gap {
  lower: number
  median: number
  upper: number
  /** 95 % interval of the median, by order statistics; null below six, where there is none. */
  medianLow: number | null
  medianHigh: number | null
}

export type CreditMethod = 'markov' | 'removal' | 'shapley' | 'first' | 'last' | 'linear'

/** Credit of one touch: share of all successes by each method (0–1), `removal` being the removal effect. */
export interface TouchCredit {
  /** Place in the question's touches. */
  touch: number
  /** Journeys with this touch, and those of them that succeeded. */
  journeys: number
  conversions: number
  by: Record<CreditMethod, { value: number; low: number; high: number }>
}

/** A place in the tree of journeys; `touch` is a place in the question's touches, -1 at the root. */
export interface JourneyNode {
  touch: number
  journeys: number
  conversions: number
  /** Journeys that go no further. */
  ends: number
  children: JourneyNode[]
}

export interface JourneyAnswer {
  /**
   * By step – the touches that are not aside, then the success where one is asked for –: customers who came that far, in order and within the
   * window, counted from their first such act in the period, and the time since the step before.
   */
  funnel: { reached: number; gap: Gap | null }[]
  /** Of those who began, customers who went not all the way and whose window is still open. */
  underway: number
  /** Events of each touch in the period. */
  events: number[]
  /** Customers with at least one touch; those of them who succeeded. */
  journeys: number
  conversions: number
  /** Successes without any of the touches before them: in no credit. */
  untouched: number
  /** Probability that a journey ends in success. */
  absorption: number
  credits: TouchCredit[]
  fromStart: JourneyNode
  fromSuccess: JourneyNode
  /** The last event that was looked at, of any type; null for an empty log. */
  dataTo: Instant | null
}

/** Where in a journey: at a step of the funnel (the success being the last) (`lost`: and no further), or along a way through the tree. */
export type JourneyPlace =
  | { kind: 'step'; step: number; lost: boolean }
  | { kind: 'way'; from: 'start' | 'success'; touches: readonly number[] }

export interface LakeStats {
  rows: number
  /** Days (UTC) that have a file. */
  days: number
  bytes: number
  /** The first and last act in the files. */
  oldest: Instant | null
  newest: Instant | null
  /** Everything received before this is in the files; null before the first pass. */
  writtenTo: Instant | null
  /** Events of the log that are not in the files yet. */
  waiting: number
  /** By kind (first word of the event type), the most first: events in the files and the first of them. */
  kinds: { kind: string; rows: number; oldest: Instant }[]
}

export interface LakeWrite {
  /** Events received from here on stay in the log for now: the hour is not over. */
  before: Instant
  now: Instant
  /** By kind (first word of the event type): days to keep. Kinds that are not named are kept. */
  retention: Readonly<Record<string, number>>
}

/** Somebody to be forgotten: their id, and words (names, phones …) that are taken out of the props of their and their account's acts. */
export interface ErasedPerson {
  person: Id
  account: Id | null
  words: readonly string[]
}

/**
 * The behaviour lake: events of the log as files in an open format, and questions over them. Files and the log's rest
 * together always hold each event once. Never in the way of what appends to the log.
 */
export interface Lake {
  /** Brings what is due from the log into the files. Safe to repeat after a crash at any point. @returns events written */
  write(workspaceId: Id, pass: LakeWrite): Promise<number>
  stats(workspaceId: Id): Promise<LakeStats>
  /** Answers over files and the rest of the log. @param now decides which journeys are still under way */
  journeys(workspaceId: Id, question: JourneyQuestion, now: Instant): Promise<JourneyAnswer>
  /** Customers at a place of the answer, the latest there first, and when they came there. */
  customersAt(
    workspaceId: Id,
    question: JourneyQuestion,
    place: JourneyPlace,
    most: number,
  ): Promise<{ customer: Id; at: Instant }[]>
  /** Brings to the files what erasing a person has changed in the log: acts without the person, props without the words. @returns events changed */
  erasePerson(workspaceId: Id, person: ErasedPerson): Promise<number>
  /** Removes all there is of a workspace. */
  drop(workspaceId: Id): Promise<void>
  close(): Promise<void>
}
