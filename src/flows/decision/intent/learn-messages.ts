import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { Learned } from '#lib/learn/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import type { LearningQuestion } from './learning-api.ts'

/** What the main thread tells the thread that learns. */
export type ToLearner =
  /** A page of the log; answered with `taken`. */
  | { kind: 'entries'; entries: readonly LogEntry[] }
  | { kind: 'learn'; champion: ScoreModel; question: LearningQuestion; now: Instant }

export type FromLearner = { kind: 'taken' } | { kind: 'learned'; learned: Learned }
