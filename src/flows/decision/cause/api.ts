import { z } from 'zod'
import { localText } from '#decision/intent/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'cause.missing': [
    'missing',
    '找不到这个因果问题，可能已经不在这个工作区。',
    'This question was not found; it may belong to another workspace.',
  ],
  'cause.busy': [
    'conflict',
    '还有一个因果问题正在计算，请等它算完或先取消。',
    'Another question is being computed. Wait for it or cancel it first.',
  ],
  'cause.same-event': [
    'invalid',
    '“做了什么”和“看什么结果”不能是同一种行为，请换一个。',
    'What was done and what is looked at can’t be the same act. Choose another.',
  ],
  'cause.period': [
    'invalid',
    '时间范围太短：从开始到结束至少要比观察期多 {days} 天。',
    'The period is too short: it must be at least {days} days longer than the time that is watched.',
  ],
})

const instant = z.number()
const eventType = z.string().trim().min(1).max(120)

/** An act as the event log names it; `where` asks for one value of a property, such as a strategy's id. */
export const actPattern = z.object({
  event: eventType,
  where: z.object({ prop: z.string().min(1).max(60), equals: z.string().min(1).max(120) }).optional(),
})
export type ActPattern = z.infer<typeof actPattern>

/** happened: 1 if at least once; count: how often; amount: sum of the property `amount` (main unit of the currency). */
export const measures = ['happened', 'count', 'amount'] as const
export const measure = z.enum(measures)
export const outcome = actPattern.extend({ measure })

/** By what a roll-out went: a property of the account's profile. */
export const groupings = ['region', 'industry', 'tier'] as const

const asked = z.object({
  /** What was done. */
  treatment: actPattern,
  outcome,
  /** The data that is looked at: events from … to (exclusive). */
  from: instant,
  to: instant,
  /** Of all random numbers. */
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
})

/**
 * adjusted: accounts that got it are compared with accounts alike in everything known before; the outcome is looked at
 * for `days` after the week of the treatment. rollout: it came to some groups earlier than to others.
 */
export const question = z.discriminatedUnion('kind', [
  asked.extend({ kind: z.literal('adjusted'), days: z.number().int().min(1).max(365) }),
  asked.extend({
    kind: z.literal('rollout'),
    groupBy: z.enum(groupings),
    period: z.enum(['week', 'month']),
  }),
])
export type Question = z.infer<typeof question>

/** How far to trust a claim: B difference in differences with a flat pre-trend, C adjusted with overlap and refuters, D goes together, no more. A is an experiment. */
export const grade = z.enum(['B', 'C', 'D'])

const perGroup = z.object({ treated: z.number(), untreated: z.number() })
const reason = z.object({ code: z.string(), text: localText })

/** What the estimate says. Missing where it was refused: then there is no number to remember. */
const effect = z.object({
  estimate: z.number(),
  se: z.number(),
  /** 95 %. */
  ci: z.tuple([z.number(), z.number()]),
  p: z.number(),
})

export const refuterView = z.object({
  name: z.enum(['placeboTreatment', 'dummyOutcome', 'randomCommonCause', 'subset']),
  expected: z.number(),
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  repetitions: z.number(),
  tolerance: z.number(),
  passed: z.boolean(),
})

const adjustedResult = z.object({
  kind: z.literal('adjusted'),
  effect: effect.nullable(),
  /** Mean outcome of the treated: what the effect is to be compared with. */
  treatedMean: z.number().nullable(),
  naive: z.number().nullable(),
  rows: perGroup,
  overlap: z.object({
    bounds: z.tuple([z.number(), z.number()]),
    outside: perGroup,
    kept: perGroup,
    effectiveSize: perGroup,
    largestWeight: perGroup,
    balance: z.array(z.object({ name: z.string(), before: z.number(), after: z.number() })),
    histogram: z.object({
      edges: z.array(z.number()),
      treated: z.array(z.number()),
      untreated: z.array(z.number()),
    }),
  }),
  /** Empty where the estimate was refused: how far a test lies from a number that isn't given would give it away. */
  refuters: z.array(refuterView),
  passed: z.array(z.object({ name: refuterView.shape.name, passed: z.boolean() })),
  hidden: z
    .object({
      robustness: z.number(),
      curve: z.array(z.object({ strength: z.number(), bias: z.number() })),
      benchmarks: z.array(z.object({ name: z.string(), shift: z.number() })),
    })
    .nullable(),
  eValue: z.object({ estimate: z.number(), limit: z.number() }).nullable(),
  leftOut: z.object({ constant: z.array(z.string()), dependent: z.array(z.string()) }),
})
export type AdjustedView = z.infer<typeof adjustedResult>

const groupTime = z.object({ cohort: instant, time: instant, att: z.number(), se: z.number() })

const rolloutResult = z.object({
  kind: z.literal('rollout'),
  effect: effect.nullable(),
  preTrendP: z.number().nullable(),
  /** Groups by when it came to them; null for never. */
  groups: z.array(z.object({ name: z.string(), accounts: z.number(), since: instant.nullable() })),
  units: perGroup,
  event: z.array(z.object({ since: z.number(), att: z.number(), se: z.number() })),
  groupTime: z.array(groupTime),
})
export type RolloutView = z.infer<typeof rolloutResult>

/** It could not even be tried. */
const impossibleResult = z.object({ kind: z.literal('impossible') })

/** How the accounts were chosen, for those who want to know. */
export const accounting = z.object({
  accounts: z.number(),
  treated: z.number(),
  untreated: z.number(),
  /** Treated before the period began, so that there is no "before" in it. */
  alreadyTreated: z.number(),
  /** Not known early enough, or not watched long enough. */
  notObserved: z.number(),
  /** Rows whose profile was first recorded after their time: it counts as unknown. */
  profileUnknown: z.number(),
})

export const studyState = z.enum(['running', 'done', 'cancelled', 'failed', 'interrupted'])
export const verdict = z.enum(['reported', 'refused'])

export const studyItem = z.object({
  id: z.uuid(),
  question,
  state: studyState,
  /** 0 … 1 while it runs. */
  progress: z.number(),
  askedBy: z.uuid().nullable(),
  askedAt: instant,
  finishedAt: instant.nullable(),
  verdict: verdict.nullable(),
  grade: grade.nullable(),
  effect: effect.nullable(),
})
export type StudyItem = z.infer<typeof studyItem>

export const studyView = studyItem.extend({
  result: z.discriminatedUnion('kind', [adjustedResult, rolloutResult, impossibleResult]).nullable(),
  reasons: z.array(reason),
  accounting: accounting.nullable(),
  /** Place in the log up to which it was read, and which version of the method computed it: the same again gives the same. */
  provenance: z.object({ logSeq: z.number(), method: z.number(), events: z.number() }).nullable(),
})
export type StudyView = z.infer<typeof studyView>

const id = z.object({ id: z.uuid() })

export const listCauses = route({
  method: 'GET',
  path: '/api/v1/causes',
  summary: 'Questions about causes where no experiment ran, newest first',
  answer: z.array(studyItem),
})

export const askCause = route({
  method: 'POST',
  path: '/api/v1/causes',
  summary: 'Ask whether doing something changed something; computed in the background',
  body: question,
  answer: studyView,
})

export const readCause = route({
  method: 'GET',
  path: '/api/v1/causes/:id',
  summary: 'One question with its answer, or why there is none',
  params: id,
  answer: studyView,
})

export const cancelCause = route({
  method: 'DELETE',
  path: '/api/v1/causes/:id',
  summary: 'Stop computing; what was asked stays in the list',
  params: id,
  answer: studyView,
})
