import { z } from 'zod'
import { route } from '#kernel/route.ts'

const instant = z.number()
const measures = z.record(z.string(), z.number().nullable())
/** A strategy as JSON. */
const definition = z.record(z.string(), z.unknown())

/** What a strategy would have done over a period. Profiles are those of today; events count at their own time. */
export const backtestResult = z.object({
  from: instant,
  to: instant,
  firings: z.number(),
  holdout: z.number(),
  /** Judgements that were true within the cooldown. */
  cooled: z.number(),
  errors: z.number(),
  lastError: z.string().nullable(),
  evaluated: z.number(),
  matched: z.number(),
  keys: z.number(),
  owners: z.number(),
  perOwnerWeek: z.number(),
  days: z.array(z.object({ day: z.string(), firings: z.number(), holdout: z.number(), cooled: z.number() })),
  /** Events that came to the first step, and how often each step completed. */
  seen: z.number(),
  passed: z.array(z.number()),
  /** Patterns that completed, and how many met the first condition, the first two, and so on. */
  completed: z.number(),
  held: z.array(z.number()),
  samples: z.array(
    z.object({
      key: z.string(),
      name: z.string().nullable(),
      at: instant,
      measures,
      holdout: z.boolean(),
      /** Ids of the events that the steps took. */
      events: z.array(z.string()),
    }),
  ),
  /** All conditions held but the one at this place; the latest first. */
  near: z.array(
    z.object({ key: z.string(), name: z.string().nullable(), at: instant, condition: z.number(), measures }),
  ),
  /** What each rep would have got, the busiest first; `peak` is the fullest week. */
  load: z.array(
    z.object({ ownerId: z.uuid().nullable(), delivered: z.number(), perWeek: z.number(), peak: z.number() }),
  ),
})
export type BacktestResult = z.infer<typeof backtestResult>

export const backtestView = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** 0–1. */
  progress: z.number(),
  /** Events read so far. */
  events: z.number(),
  startedAt: instant,
  /** Milliseconds from start to result; null before. */
  took: z.number().nullable(),
  result: backtestResult.nullable(),
  /** What the alternatives would have done in the same period, in their order; null before. */
  alternatives: z.array(z.object({ label: z.string(), firings: z.number().nullable() })).nullable(),
  /** Live strategies that fire for the same customers within so many days, the closest first; null before. */
  overlap: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        /** Firings of this one with one of the other nearby. */
        shared: z.number(),
        firings: z.number(),
      }),
    )
    .nullable(),
})
export type BacktestView = z.infer<typeof backtestView>

export const overlapDays = 7

const runId = z.object({ runId: z.uuid() })
export const startBacktest = route({
  method: 'POST',
  path: '/api/v1/strategies/backtests',
  summary: 'Try a strategy on history: nothing is done because of it. One’s former run ends',
  body: z.object({
    definition,
    /** The last 30 days if left out; three years at most. */
    from: instant.optional(),
    to: instant.optional(),
    /** The same strategy with something else in it: other windows, another version. */
    alternatives: z
      .array(z.object({ label: z.string().max(40), definition }))
      .max(8)
      .default([]),
    overlap: z.boolean().default(false),
  }),
  answer: backtestView,
})
export const readBacktest = route({
  method: 'GET',
  path: '/api/v1/strategies/backtests/:runId',
  summary: 'How a backtest goes on',
  params: runId,
  answer: backtestView,
})
export const cancelBacktest = route({
  method: 'DELETE',
  path: '/api/v1/strategies/backtests/:runId',
  summary: 'Stop a backtest',
  params: runId,
})

const note = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['refused', 'taken', 'passed', 'broken', 'dropped']),
    step: z.number(),
    start: instant.nullable(),
  }),
  z.object({
    kind: z.literal('judged'),
    verdict: z.enum(['fired', 'refused', 'cooled']),
    conditions: z.array(z.boolean()),
    measures,
  }),
])

/** One customer's acts, one by one, and what each part of a strategy saw of them; the latest 200. */
export const trialView = z.object({
  /** Acts of the account that the strategy looks at. */
  events: z.number(),
  firings: z.number(),
  lines: z.array(
    z.object({
      at: instant,
      event: z.string().nullable(),
      type: z.string().nullable(),
      props: z.record(z.string(), z.unknown()),
      notes: z.array(note),
    }),
  ),
})
export type TrialView = z.infer<typeof trialView>

export const tryStrategy = route({
  method: 'POST',
  path: '/api/v1/strategies/trials',
  summary: 'Step through one account’s acts with a strategy',
  body: z.object({ definition, accountId: z.uuid() }),
  answer: trialView,
})
