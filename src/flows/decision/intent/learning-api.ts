import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { localText, modelBody } from './api.ts'

export const learningErrors = errorCodes({
  'learning.under-way': [
    'conflict',
    '正在学习，一般不到一分钟。请等它结束再试。',
    'It is learning already, which seldom takes a minute. Wait for it to end, then try again.',
  ],
  'learning.missing': [
    'missing',
    '没有这个学到的模型。请刷新页面。',
    'There is no such learned model. Refresh the page.',
  ],
  'learning.not-ready': [
    'conflict',
    '这个模型还没学完，或者已经处理过了。请刷新页面。',
    'This model is not finished, or was dealt with already. Refresh the page.',
  ],
})

/** What is to be foretold: deals that are won or lost, follow-ups that went well or badly, or any type of act. */
export const learningOutcome = z.union([
  z.object({ kind: z.enum(['deals', 'notes']) }),
  z.object({ kind: z.literal('event'), event: z.string().trim().min(1).max(200) }),
])
export type LearningOutcome = z.infer<typeof learningOutcome>

export const learningQuestion = z.object({
  outcome: learningOutcome,
  /** Days within which the outcome is to come. */
  horizonDays: z.number().int().min(7).max(180).default(30),
  /** Leaking terms that are learned from all the same, and why. */
  keep: z
    .array(z.object({ term: z.string().max(64), reason: z.string().trim().min(3).max(300) }))
    .max(50)
    .default([]),
})
export type LearningQuestion = z.infer<typeof learningQuestion>

const interval = z.object({ value: z.number(), se: z.number().nullable(), low: z.number(), high: z.number() })
const figures = z.object({
  n: z.number(),
  positives: z.number(),
  auc: interval,
  brier: z.number(),
  ece: z.number(),
  logLoss: z.number(),
  reliability: z.array(
    z.object({ said: z.number(), came: z.number(), low: z.number(), high: z.number(), n: z.number() }),
  ),
})
export type LearnedFigures = z.infer<typeof figures>

const belief = z.object({ weight: z.number(), sd: z.number() })
const weight = belief.extend({ halfLifeDays: z.number().nullable() })

/** What a learned model rests on and how good it is: probabilities 0–1, instants in ms, weights in log-odds. */
export const modelCard = z.object({
  from: z.number(),
  to: z.number(),
  accounts: z.number(),
  looks: z.number(),
  positives: z.number(),
  closed: z.number(),
  /** Not enough: nothing was measured or calibrated, half-lives were left as they were. */
  isEnough: z.boolean(),
  /** How many outcomes are enough. */
  enough: z.number(),
  champion: figures.nullable(),
  challenger: figures.nullable(),
  terms: z.array(
    z.object({
      term: z.string(),
      name: localText,
      before: weight,
      after: weight,
      seen: z.number(),
      /** Population stability index; from 0.25 on the act comes much more, or much less, than it did. */
      drift: z.number(),
    }),
  ),
  leaks: z.array(z.object({ term: z.string(), name: localText, why: localText, kept: z.boolean() })),
  /**
   * What people's labels did: the same learned without them, measured on the same rows, and each labelled term, those that
   * moved most first. Null where no label speaks of a term.
   */
  labels: z
    .object({
      without: figures.nullable(),
      terms: z.array(
        z.object({
          term: z.string(),
          name: localText,
          /** Signals judged, the share that is real and its 95 % interval. */
          n: z.number(),
          real: z.number(),
          low: z.number(),
          high: z.number(),
          prior: z.object({ without: belief, with: belief }),
          learned: z.object({ without: belief, with: belief }),
        }),
      ),
    })
    .nullable(),
})
export type ModelCard = z.infer<typeof modelCard>

export const challengerView = z.object({
  id: z.uuid(),
  state: z.enum(['learning', 'ready', 'failed', 'promoted', 'discarded']),
  basedOn: z.number(),
  question: learningQuestion,
  /** 0–1 while it learns. */
  progress: z.number().nullable(),
  createdBy: z.uuid().nullable(),
  createdAt: z.number(),
  model: modelBody.nullable(),
  card: modelCard.nullable(),
})
export type ChallengerView = z.infer<typeof challengerView>

export const readLearning = route({
  method: 'GET',
  path: '/api/v1/score/learning',
  summary: 'The latest learned score model beside the one in force',
  answer: z.object({ version: z.number(), challenger: challengerView.nullable() }),
})

export const startLearning = route({
  method: 'POST',
  path: '/api/v1/score/learning',
  summary: 'Learn the weights of the score from what came of accounts',
  body: learningQuestion,
  answer: challengerView,
})

/** Publishes it as a new version; 409 `score.model-stale` where another one was published since. */
export const promoteChallenger = route({
  method: 'POST',
  path: '/api/v1/score/learning/:id/promote',
  summary: 'Put a learned score model in force',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    note: z.string().trim().max(300).default(''),
    /** False takes the one learned without labels. */
    labels: z.boolean().default(true),
  }),
  answer: z.object({ version: z.number() }),
})

export const discardChallenger = route({
  method: 'POST',
  path: '/api/v1/score/learning/:id/discard',
  summary: 'Discard a learned score model',
  params: z.object({ id: z.uuid() }),
})
