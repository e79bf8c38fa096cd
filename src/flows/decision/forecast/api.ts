import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

const minor = z.number().int()

/** A forecast amount in whole minor units (分): its mean and the bounds of 50, 80 and 95 %. What is won already is in it. */
export const amountSpread = z.object({
  mean: minor,
  p2_5: minor,
  p10: minor,
  p25: minor,
  p75: minor,
  p90: minor,
  p97_5: minor,
})
export type AmountSpread = z.infer<typeof amountSpread>

/** A month or a quarter that is under way: what is won so far, and what it will be. */
export const periodView = z.object({
  /** First day, and the first day after it: YYYY-MM-DD. */
  from: z.string(),
  to: z.string(),
  won: minor,
  forecast: amountSpread,
})
export type PeriodView = z.infer<typeof periodView>

export const dimensions = ['owner', 'team', 'product'] as const
export type Dimension = (typeof dimensions)[number]

/** A part of the forecast. `key`: id of the person or department, or the product’s name; '' for none. Parts add up to the whole. */
export const partView = z.object({
  key: z.string(),
  month: z.object({ won: minor, forecast: amountSpread }),
  quarter: z.object({ won: minor, forecast: amountSpread }),
})
export type PartView = z.infer<typeof partView>

/** Accuracies: 1 − Σ|actual − forecast| ÷ Σ actual, over the same months; null where nothing was won. */
export const accuracyView = z.object({
  months: z.number(),
  accuracy: z.number().nullable(),
  /** Share of months that lay within the 80 % interval. */
  coverage80: z.number().nullable(),
  baselines: z.object({
    naive: z.number().nullable(),
    seasonalNaive: z.number().nullable(),
    stageWeighted: z.number().nullable(),
  }),
})
export type AccuracyView = z.infer<typeof accuracyView>

export const forecastView = z.object({
  /** The day of the data, YYYY-MM-DD. */
  day: z.string(),
  currency: z.string(),
  /** Opportunities in other currencies, which are left out. */
  otherCurrencies: z.number(),
  open: z.number(),
  /** Ended opportunities that it was learned from, and how many are needed at least. */
  learnedFrom: z.object({ won: z.number(), lost: z.number(), needed: z.number() }),
  /** Null while there is not enough history. */
  forecast: z
    .object({
      month: periodView,
      quarter: periodView,
      /** Months under way and ahead. */
      ahead: z.array(periodView),
      parts: z.object({ owner: z.array(partView), team: z.array(partView), product: z.array(partView) }),
      usesIntent: z.boolean(),
    })
    .nullable(),
  /** Months that have come: as forecast from the end of the month before, and as they were. */
  past: z.array(
    z.object({ month: z.string(), actual: minor, forecast: amountSpread, stageWeighted: minor.nullable() }),
  ),
  accuracy: accuracyView,
})
export type ForecastView = z.infer<typeof forecastView>

export const dealView = z.object({
  id: z.uuid(),
  name: z.string(),
  accountId: z.uuid(),
  accountName: z.string().nullable(),
  ownerId: z.string().nullable(),
  product: z.string().nullable(),
  stage: z.string(),
  /** Days since it was opened, and since it came into its stage. */
  age: z.number(),
  inStage: z.number(),
  /** The account’s intent now, 0–1. */
  intent: z.number().nullable(),
  amount: minor.nullable(),
  /** The owner’s own date. */
  expectedCloseOn: z.string().nullable(),
  /** Chance to be won within a year, and in the period. */
  chance: z.number(),
  /** Bounds of 80 % of what that chance may be. */
  low: z.number(),
  high: z.number(),
  inMonth: z.number(),
  inQuarter: z.number(),
  /** Half of its chance lies before this day. */
  expectedOn: z.string().nullable(),
  /** What it counts for in the quarter. */
  worth: minor,
  /** Ended ones that stood in the same stage at about the same age. */
  peers: z.object({ won: z.number(), lost: z.number() }),
})
export type ForecastDeal = z.infer<typeof dealView>

export const bridgeReasons = [
  'won',
  'lost',
  'slipped',
  'amount',
  'new',
  'chance',
  'gone',
  'unopened',
] as const

export const bridgeView = z.object({
  /** The day of the earlier forecast, and of this one. */
  from: z.string(),
  to: z.string(),
  before: minor,
  now: minor,
  /** Largest first; `by` adds up exactly to `now − before`. */
  lines: z.array(
    z.object({
      id: z.uuid().nullable(),
      name: z.string().nullable(),
      reason: z.enum(bridgeReasons),
      by: minor,
    }),
  ),
})
export type BridgeView = z.infer<typeof bridgeView>

export const overrideView = z.object({
  id: z.uuid(),
  byId: z.uuid().nullable(),
  at: z.number(),
  from: z.string(),
  to: z.string(),
  amount: minor,
  currency: z.string(),
  why: z.string(),
  /** What the model said at that moment. */
  model: z.object({ mean: minor, p10: minor, p90: minor }),
  /** Once the period is over: what came. */
  actual: minor.nullable(),
})
export type OverrideView = z.infer<typeof overrideView>

/** A forecast as it was issued on a day, for the whole workspace or summed over the people one may see. */
export const issueView = z.object({
  day: z.string(),
  month: z.object({ from: z.string(), mean: minor }),
  quarter: z.object({ from: z.string(), mean: minor }),
})
export type IssueView = z.infer<typeof issueView>

export const errors = errorCodes({
  'forecast.not-enough': [
    'conflict',
    '结束的商机还不够，算不出预测。先把商机的输赢记下来，或导入以前的商机。',
    'Too few deals have ended for a forecast. Record what was won and lost, or import past deals.',
  ],
  'forecast.busy': [
    'unavailable',
    '预测没有算完，请稍后再试。',
    'The forecast could not be computed. Try again in a moment.',
  ],
})

export const forecastPeriod = z.enum(['month', 'quarter'])

export const readForecast = route({
  method: 'GET',
  path: '/api/v1/forecast',
  summary: 'Revenue of this month and quarter with intervals, its parts, and how right forecasts were',
  answer: forecastView,
})

export const listForecastDeals = route({
  method: 'GET',
  path: '/api/v1/forecast/deals',
  summary: 'Open opportunities with their chance, expected time and why',
  query: z.object({
    page: z.coerce.number().int().min(1).max(1000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(20),
    sort: z.enum(['worth', 'chance', 'amount', 'expected', 'age']).default('worth'),
    descending: z.enum(['true', 'false']).default('true'),
    owner: z.string().max(60).optional(),
    product: z.string().max(60).optional(),
  }),
  answer: z.object({ items: z.array(dealView), total: z.number(), totalIsCapped: z.boolean() }),
})

export const readForecastBridge = route({
  method: 'GET',
  path: '/api/v1/forecast/bridge',
  summary: 'Why the forecast of a period changed within a week, deal by deal',
  query: z.object({ period: forecastPeriod.default('quarter') }),
  answer: bridgeView,
})

export const listForecastOverrides = route({
  method: 'GET',
  path: '/api/v1/forecast/overrides',
  summary: 'What people said instead of the forecast, and how both did',
  answer: z.object({ items: z.array(overrideView) }),
})

export const overrideForecast = route({
  method: 'POST',
  path: '/api/v1/forecast/overrides',
  summary: 'Say another figure for this month or quarter, with why; the forecast stays beside it',
  body: z.object({
    period: forecastPeriod,
    amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    why: z.string().trim().min(1).max(500),
  }),
  answer: overrideView,
})

export const listForecastIssues = route({
  method: 'GET',
  path: '/api/v1/forecast/issues',
  summary: 'Forecasts as they were issued each week, newest first',
  answer: z.object({ items: z.array(issueView) }),
})
