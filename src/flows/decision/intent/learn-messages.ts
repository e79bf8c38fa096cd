import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { Share, Weight } from '#lib/label/index.ts'
import type { Learned } from '#lib/learn/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import type { LearningQuestion } from './learning-api.ts'

/** What the main thread tells the thread that learns. */
export type ToLearner =
  /** A page of the log; answered with `taken`. */
  | { kind: 'entries'; entries: readonly LogEntry[] }
  | {
      kind: 'learn'
      champion: ScoreModel
      /** By term. */
      beliefs: ReadonlyMap<string, Weight>
      labels: ReadonlyMap<string, Share>
      question: LearningQuestion
      now: Instant
    }

export type FromLearner = { kind: 'taken' } | { kind: 'learned'; learned: Learned }
