import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'experiment.missing': [
    'missing',
    '找不到这个实验，请回到列表另选一个。',
    'This experiment was not found. Go back to the list and choose another.',
  ],
  'experiment.ended': [
    'conflict',
    '这个实验已经结束，不能再做决定。请看它的判定报告。',
    'This experiment has ended: nothing more can be decided on it. See its report.',
  ],
  'experiment.draft-open': [
    'conflict',
    '这个策略还有没发布的改动。请先发布或放弃草稿，再来做决定，免得改动被带上线。',
    'The strategy has changes that are not published. Publish or discard the draft first, so that they don’t go live with your decision.',
  ],
  'experiment.no-former': [
    'conflict',
    '这个实验之前没有别的版本可以回退。要停下来，请选“停止实验”。',
    'There is no version from before this experiment to go back to. To end it, choose “Stop”.',
  ],
  'experiment.no-outcome': [
    'invalid',
    '实验还没有说看什么结果。请先选好“看什么”，再来算。',
    'The experiment doesn’t say yet what outcome it looks at. Choose one first, then plan.',
  ],
  'experiment.no-arm': [
    'invalid',
    '没有名为“{arm}”的方案，请刷新后再选。',
    'There is no variant “{arm}”. Refresh and choose again.',
  ],
})

const instant = z.number()
const pair = z.tuple([z.number(), z.number()])

/** What is looked at. `rate`: share of units, 0–1; `amount`: currency's main unit per customer; `days`: days, less is better. */
export const outcomeKind = z.enum(['rate', 'amount', 'days'])
export const outcomeView = z.object({
  kind: outcomeKind,
  what: z.enum(['event', 'stage', 'won', 'amount', 'time']),
  events: z.array(z.string()),
  to: z.string().nullable(),
})

/**
 * `empty`: nobody exposed yet; `early`: an arm below 100 with a result; `broken`: the split is not as planned; `better`, `worse`: the
 * always-valid interval leaves out zero; `unclear`: it doesn't.
 */
export const verdict = z.enum(['empty', 'early', 'broken', 'better', 'worse', 'unclear'])
/** A: randomised, all checks passed; B: randomised, a check gives pause; D: the split is broken, an association at most. */
export const grade = z.enum(['A', 'B', 'D'])

/** A difference from the control arm, in the outcome's unit; intervals at 95 %, shared between arms where there are several. */
export const liftView = z.object({
  arm: z.string(),
  lift: z.number(),
  se: z.number(),
  /** Right for one look only. */
  classical: pair,
  /** Right however often one looks; null below 100 in an arm. */
  sequential: pair.nullable(),
  p: z.number(),
})
export type LiftView = z.infer<typeof liftView>

export const experimentItem = z.object({
  id: z.uuid(),
  strategyId: z.string(),
  name: z.string(),
  /** Which run of the strategy's experiments, from 1. */
  number: z.number(),
  versions: z.array(z.number()),
  startedAt: instant,
  endedAt: instant.nullable(),
  ending: z.enum(['superseded', 'retired', 'stopped', 'shipped', 'rolled-back']).nullable(),
  /** Days since it began, or that it lasted; the first is day 1. */
  day: z.number(),
  unit: z.enum(['account', 'person']),
  holdout: z.number(),
  horizonDays: z.number(),
  outcome: outcomeView,
  exposed: z.number(),
  matured: z.number(),
  verdict,
  grade: grade.nullable(),
  lift: liftView.nullable(),
  /** While it is early: the arm that takes longest, how many units with a result it lacks, and days until then at the pace so far. */
  missing: z.object({ arm: z.string(), count: z.number(), days: z.number() }).nullable(),
})
export type ExperimentItem = z.infer<typeof experimentItem>

export const armView = z.object({
  id: z.string(),
  share: z.number(),
  exposed: z.number(),
  /** Those whose horizon is over: the only ones that are compared. */
  n: z.number(),
  /** Sum of the outcome; of a rate, how many. */
  total: z.number(),
  mean: z.number(),
})
export type ArmView = z.infer<typeof armView>

export const segmentView = z.object({
  value: z.string(),
  treatment: z.object({ n: z.number(), total: z.number(), mean: z.number() }),
  control: z.object({ n: z.number(), total: z.number(), mean: z.number() }),
  /** Null where an arm has fewer than 10. */
  lift: z.number().nullable(),
  ci: pair.nullable(),
  p: z.number().nullable(),
})
export type SegmentView = z.infer<typeof segmentView>

export const guardView = z.object({
  events: z.array(z.string()),
  limit: z.number(),
  /** Shares of the units, 0–1. */
  treatment: z.number(),
  control: z.number(),
  lift: z.number(),
  /** Always-valid, as the headline: a guard is looked at every day, too. Null below 100 in an arm. */
  ci: pair.nullable(),
  isHarmed: z.boolean(),
})
export type GuardView = z.infer<typeof guardView>

export const nextStep = z.object({
  act: z.enum(['ship', 'wait', 'stop', 'roll-back', 'look']),
  /** The first is what the figures speak for. */
  why: z.enum(['better', 'better-watch', 'worse', 'unclear', 'early', 'empty', 'broken', 'guard', 'segment']),
  /** Days to wait; units forgone a week and their interval; the segment meant. */
  days: z.number().optional(),
  perWeek: z.number().optional(),
  perWeekCi: pair.optional(),
  segment: z.string().optional(),
  lift: z.number().optional(),
})
export type NextStep = z.infer<typeof nextStep>

export const judgementView = z.object({
  id: z.uuid(),
  act: z.enum(['stopped', 'shipped', 'rolled-back']),
  reason: z.string(),
  decidedBy: z.uuid().nullable(),
  decidedAt: instant,
  fromVersion: z.number(),
  toVersion: z.number().nullable(),
  /** The difference as it stood then, and the last day that it rested on. */
  lift: liftView.nullable(),
  asOf: z.string(),
})

export const experimentView = experimentItem.extend({
  /** The last whole day whose results are in, YYYY-MM-DD. */
  asOf: z.string(),
  control: z.string(),
  arms: z.array(armView),
  waiting: z.number(),
  tuning: z.number(),
  /** Plain differences; `lifts` are corrected where that is sound. */
  plain: z.array(liftView),
  lifts: z.array(liftView),
  corrected: z.boolean(),
  /** As it was read day by day, for the arm of `lift`. */
  line: z.array(
    z.object({
      day: z.string(),
      n: z.number(),
      lift: z.number(),
      classical: pair,
      sequential: pair.nullable(),
    }),
  ),
  /** Since when without a break the intervals leave out zero. */
  firstClassical: z.string().nullable(),
  sinceSequential: z.string().nullable(),
  health: z.object({
    ratio: z.object({ p: z.number(), ok: z.boolean() }),
    balance: z.object({
      items: z.array(
        z.object({ name: z.enum(['touches', 'visits', 'age', 'score']), difference: z.number() }),
      ),
      largest: z.number(),
      bound: z.number(),
      ok: z.boolean(),
    }),
    cuped: z
      .object({
        varianceRatio: z.number(),
        halfBefore: z.number(),
        halfAfter: z.number(),
        flips: z.boolean(),
      })
      .nullable(),
    guards: z.array(guardView),
    mixedAccounts: z.number(),
  }),
  segments: z.array(
    z.object({
      dimension: z.enum(['tier', 'industry', 'region']),
      items: z.array(segmentView),
      /** p of "all segments alike"; null below two. */
      heterogeneityP: z.number().nullable(),
    }),
  ),
  next: z.array(nextStep),
  judgements: z.array(judgementView),
  canRollBack: z.boolean(),
  isLive: z.boolean(),
})
export type ExperimentView = z.infer<typeof experimentView>

const id = z.object({ id: z.uuid() })
const reason = z.string().trim().min(1).max(500)

export const listExperiments = route({
  method: 'GET',
  path: '/api/v1/experiments',
  summary: 'Experiments with how they stand, the latest first; page by page',
  query: z.object({
    /** Only the runs of this strategy. */
    strategy: z.string().max(80).optional(),
    page: z.coerce.number().int().min(1).max(1_000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answer: z.object({ items: z.array(experimentItem), total: z.number(), totalIsCapped: z.boolean() }),
})
export type ExperimentQuery = z.infer<(typeof listExperiments)['query']>
export const readExperiment = route({
  method: 'GET',
  path: '/api/v1/experiments/:id',
  summary: 'The read-out of an experiment, from its sums',
  params: id,
  answer: experimentView,
})
export const shipExperiment = route({
  method: 'POST',
  path: '/api/v1/experiments/:id/ship',
  summary: 'Publish for everybody: without a holdout, or with a small one for the long term',
  params: id,
  body: z.object({ reason, arm: z.string().max(80), holdout: z.number().min(0).max(0.5).default(0) }),
  answer: experimentView,
})
export const stopExperiment = route({
  method: 'POST',
  path: '/api/v1/experiments/:id/stop',
  summary: 'End the experiment and retire its strategy',
  params: id,
  body: z.object({ reason }),
  answer: experimentView,
})
export const rollBackExperiment = route({
  method: 'POST',
  path: '/api/v1/experiments/:id/roll-back',
  summary: 'End the experiment and publish the version from before it again',
  params: id,
  body: z.object({ reason }),
  answer: experimentView,
})

/** What was decided and the figures it rested on, as they stood then. */
export const readReport = route({
  method: 'GET',
  path: '/api/v1/experiments/:id/report',
  summary: 'The report of an experiment: its figures now, and each decision with the figures of that moment',
  params: id,
  answer: z.object({
    format: z.literal(1),
    generatedAt: instant,
    design: z.record(z.string(), z.unknown()),
    current: experimentView,
    judgements: z.array(judgementView.extend({ figures: z.record(z.string(), z.unknown()) })),
  }),
})

/** How many units an experiment needs, and how long that takes. */
export const planExperiment = route({
  method: 'POST',
  path: '/api/v1/experiments/plan',
  summary: 'Sample size, duration and smallest detectable effect before an experiment starts',
  body: z.object({
    /** Of the control arm, 0–1. */
    controlShare: z.number().gt(0).lt(1),
    /** Of a rate, 0–1; else leave it out and give `sd`. */
    baseline: z.number().gt(0).lt(1).optional(),
    sd: z.number().positive().optional(),
    /** Absolute difference to be found. */
    effect: z.number().positive(),
    unitsPerWeek: z.number().positive(),
    horizonDays: z.number().min(0),
    /** How long one would wait. */
    weeks: z.number().int().min(1).max(520).default(8),
    power: z.number().min(0.5).max(0.99).default(0.8),
  }),
  answer: z.object({
    once: z.object({ units: z.number(), weeks: z.number() }),
    always: z.object({ units: z.number(), weeks: z.number() }),
    /**
     * Smallest effect found with the wanted power within the weeks given, looking as often as one likes; null where too few units
     * would have a result by then.
     */
    within: z.object({ weeks: z.number(), units: z.number(), effect: z.number() }).nullable(),
    detectable: z.array(z.object({ weeks: z.number(), units: z.number(), effect: z.number() })),
  }),
})
export type Plan = z.infer<typeof planExperiment.answer>

/** Below so many units with a result a level says little. */
export const leastForBaseline = 30

/** What a plan may count on, from history. The level is in the outcome's unit: a share 0–1, an amount, or days. */
export const baselineView = z.object({
  kind: outcomeKind,
  /** The days that were looked at: 180, or fewer where the history begins later. */
  from: instant,
  to: instant,
  /** Whom the strategy would have met, each once; and on average in a week. */
  units: z.number(),
  perWeek: z.number(),
  /** Of them: did get the strategy, so that they don't tell what comes without it. */
  treated: z.number(),
  /** Of them: the horizon is not over. */
  waiting: z.number(),
  /** Of them: counted (where there are very many, an even part). */
  n: z.number(),
  /** Whether `n` is 30 or more. */
  isEnough: z.boolean(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  /** 95 % of the mean: Wilson's for a share, else Student's t. */
  ci: pair.nullable(),
})
export type Baseline = z.infer<typeof baselineView>

export const readBaseline = route({
  method: 'POST',
  path: '/api/v1/experiments/baseline',
  summary:
    'What came of those that a strategy would have met in the last 180 days, and how many there are a week',
  body: z.object({ definition: z.record(z.string(), z.unknown()) }),
  answer: baselineView,
})
