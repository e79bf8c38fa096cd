import { z } from 'zod'
import { errorCodes, type LocalText } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const localText = z.object({ 'zh-CN': z.string(), en: z.string() }) satisfies z.ZodType<LocalText>

export const errors = errorCodes({
  'score.model-invalid': [
    'invalid',
    '意向模型有填错的地方：{faults}',
    'Something in the score model is wrong: {faults}',
  ],
  'score.model-stale': [
    'conflict',
    '别人刚发布了第 {version} 版模型。请刷新看过之后再保存。',
    'Somebody has just published version {version} of the model. Refresh, look at it, then save again.',
  ],
})

const instant = z.number()

/** An estimate with its interval, 0–1, and the log-odds behind it. */
export const estimate = z.object({
  logOdds: z.number(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
})
export type EstimateView = z.infer<typeof estimate>

/** Who did an act: a known person, or somebody of the account whose name consent withholds. */
export const actPerson = z.object({
  id: z.uuid().nullable(),
  name: z.string().nullable(),
  title: z.string().nullable(),
  withheld: z.boolean(),
})
export type ActPerson = z.infer<typeof actPerson>

/** One raw act behind a score or a firing. `weight` is what it adds to the log-odds now. */
export const act = z.object({
  eventId: z.string(),
  type: z.string(),
  /** What was done, in a few words without the person. */
  title: localText,
  at: instant,
  person: actPerson.nullable(),
  device: z.string().nullable(),
  object: z.string().nullable(),
  section: z.string().nullable(),
  page: z.number().nullable(),
  seconds: z.number().nullable(),
  count: z.number().nullable(),
  weight: z.number(),
  terms: z.array(z.string()),
  /** It completed a step of the pattern. */
  completing: z.boolean(),
})
export type Act = z.infer<typeof act>

/** Something that didn't happen. `weight` is 0 where only the strategy asked for it. */
export const absence = z.object({
  types: z.array(z.string()),
  from: instant,
  to: instant,
  weight: z.number(),
  title: localText,
  /** What the model calls it; null where only the strategy asked. */
  name: localText.nullable(),
})
export type Absence = z.infer<typeof absence>

/** The sum that closes: prior + acts + absences + others + profile = log-odds. */
export const evidence = z.object({
  at: instant,
  target: localText,
  modelVersion: z.number(),
  prior: z.object({ logOdds: z.number(), value: z.number() }),
  acts: z.array(act),
  absences: z.array(absence),
  others: z.object({ count: z.number(), weight: z.number() }),
  profile: z.array(z.object({ term: z.string(), name: localText, weight: z.number() })),
  total: estimate,
  /** Acts in all, shown or not. */
  count: z.number(),
  /**
   * Present where the model is calibrated: `total.value` is then the last, never-falling step from the log-odds to how often
   * such scores came true, and `uncalibrated` (0–1) is what the log-odds alone would say.
   */
  calibration: z.object({ uncalibrated: z.number() }).optional(),
})
export type Evidence = z.infer<typeof evidence>

export const intentView = z.object({
  evidence,
  /** Oldest first, of the last 90 days. */
  points: z.array(z.object({ at: instant, value: z.number(), low: z.number(), high: z.number() })),
})
export type IntentView = z.infer<typeof intentView>

export const readIntent = route({
  method: 'GET',
  path: '/api/v1/accounts/:id/intent',
  summary: 'The intent score of an account, taken apart exactly over raw events, and its history',
  params: z.object({ id: z.uuid() }),
  query: z.object({ most: z.coerce.number().int().min(1).max(200).default(5) }),
  answer: intentView,
})

const text = z.object({ 'zh-CN': z.string().trim().min(1).max(200), en: z.string().trim().min(1).max(200) })
const weighted = {
  id: z.string(),
  name: text,
  reason: text,
  weight: z.number().min(-20).max(20),
  sd: z.number().min(0).max(20),
}
const types = z.array(z.string().min(1).max(200)).min(1).max(50)

/** The model as the editor reads and writes it; checked again, conditions included, when it is saved. */
export const modelBody = z.object({
  id: z.string(),
  version: z.number(),
  target: text,
  prior: z.object({ logOdds: z.number().min(-20).max(20), sd: z.number().min(0).max(20), reason: text }),
  events: z.array(
    z.object({
      ...weighted,
      event: types,
      where: z.string().optional(),
      amount: z.object({ of: z.string(), half: z.number().positive() }).optional(),
      halfLifeDays: z.number().positive(),
      most: z.number().min(0.5).max(1_000).optional(),
    }),
  ),
  profile: z.array(z.object({ ...weighted, when: z.string() })),
  absences: z.array(
    z.object({
      ...weighted,
      after: types,
      without: types,
      forDays: z.number().positive(),
      halfLifeDays: z.number().positive(),
    }),
  ),
  calibration: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('platt'), intercept: z.number(), slope: z.number() }),
      z.object({ kind: z.literal('isotonic'), at: z.array(z.number()), value: z.array(z.number()) }),
    ])
    .optional(),
})
export type ModelBody = z.infer<typeof modelBody>

/** When a rise of the score by itself makes a suggestion. */
export const riseSetting = z.object({
  enabled: z.boolean(),
  /** Percentage points within a day. */
  points: z.number().min(1).max(100),
  /** Percent that is crossed upwards. */
  threshold: z.number().min(1).max(99),
  /** Days in which an account is not suggested again because of its score. */
  quietDays: z.number().int().min(1).max(90),
})
export type RiseSetting = z.infer<typeof riseSetting>

export const readModel = route({
  method: 'GET',
  path: '/api/v1/score/model',
  summary: 'The score model in force, its versions, and when a rise makes a suggestion',
  answer: z.object({
    model: modelBody,
    versions: z.array(
      z.object({ version: z.number(), note: z.string(), createdBy: z.uuid().nullable(), createdAt: instant }),
    ),
    rise: riseSetting,
  }),
})

export const readModelVersion = route({
  method: 'GET',
  path: '/api/v1/score/model/:version',
  summary: 'A former version of the score model',
  params: z.object({ version: z.coerce.number().int().min(1) }),
  answer: modelBody,
})

/** `basedOn` is the version that was edited: a newer one answers 409 `score.model-stale`. */
export const saveModel = route({
  method: 'PUT',
  path: '/api/v1/score/model',
  summary: 'Put a new version of the score model in force',
  body: z.object({
    basedOn: z.number().int(),
    model: modelBody,
    note: z.string().trim().max(300).default(''),
  }),
  answer: z.object({ version: z.number() }),
})

export const saveRise = route({
  method: 'PUT',
  path: '/api/v1/score/rise',
  summary: 'Change when a rise of the score makes a suggestion',
  body: riseSetting,
})

/** Domain event `score.rose`: by customers' own fresh acts, never by imported history. */
export const scoreRose = z.object({
  accountId: z.uuid(),
  from: z.number(),
  to: z.number(),
  at: instant,
  seq: z.number(),
  because: z.enum(['rise', 'threshold']),
})
export type ScoreRose = z.infer<typeof scoreRose>
