import { z } from 'zod'
import { localText } from '#decision/intent/api.ts'
import { state } from '#decision/suggestion/api.ts'
import { route } from '#kernel/route.ts'

const instant = z.number()
/** YYYY-MM-DD of the Monday. */
const week = z.string()

/** A share of suggestions with its 95 % interval; null where there is nothing to count. */
const share = z.object({
  count: z.number(),
  n: z.number(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
})
export type ShareView = z.infer<typeof share>

/** How many days after a suggestion was shown its customer may have moved on. */
export const outcomeDays = 14
/** With fewer decided suggestions a share says little: it is shown greyed. */
export const fewDecided = 10
/** Suggestions that each side of a comparison of outcomes needs, and each person of one between people. */
export const fewestCompared = 5
/** Fewer comparable people than this: no mean is shown, it would tell of single persons. */
export const fewestPeers = 3
/** Decided suggestions that a person needs in a week to be compared. */
export const fewestInWeek = 5
/** Chance below which a week is low and not bad luck; both of two weeks must be. */
export const lowChance = 0.05

export const counts = z.object({
  shown: z.number(),
  opened: z.number(),
  adopted: z.number(),
  adapted: z.number(),
  rejected: z.number(),
  /** Shown and never answered in time. */
  untaken: z.number(),
  dismissed: z.number(),
  /** Still to be answered: in no share. */
  open: z.number(),
})
export type Counts = z.infer<typeof counts>

export const measured = z.object({
  counts,
  /** Adopted or adapted, of those decided (adopted, adapted, rejected, untaken). */
  adoption: share.nullable(),
  /** Of those adopted or adapted, how many after a look at the evidence. */
  evidence: share.nullable(),
  /** Customers that moved on within `outcomeDays`, of the decided whose days are over. */
  moved: share.nullable(),
  /** Hours from shown to opened, median. */
  hours: z.number().nullable(),
  /** One per week, oldest first. */
  weeks: z.array(
    z.object({
      ...{ week, count: z.number(), n: z.number() },
      /** The 95 % interval of count / n; null where n is 0. */
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
})
export type Measured = z.infer<typeof measured>

const difference = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** What may differ about somebody's work. `value` names the tier, industry, region or strategy. */
export const factors = [
  'load',
  'accounts',
  'chance',
  'hours',
  'tier',
  'industry',
  'region',
  'strategy',
] as const
export const factor = z.enum(factors)
export type Factor = z.infer<typeof factor>

/** How one person's work differs from comparable people's, in standard deviations. */
export const workDifference = z.object({
  factor,
  value: z.string().nullable(),
  /** Means; shares 0–1 for tier, industry, region and strategy. */
  own: z.number(),
  peers: z.number(),
  difference: z.number(),
})
export type WorkDifference = z.infer<typeof workDifference>

export const findingBody = z.object({
  weeks: z.array(
    z.object({
      week,
      count: z.number(),
      n: z.number(),
      peers: z.object({ people: z.number(), count: z.number(), n: z.number() }),
      /** How likely so few would be by chance alone (Fisher's exact test, one-sided). */
      chance: z.number(),
    }),
  ),
  differences: z.array(workDifference),
})
export type FindingBody = z.infer<typeof findingBody>

export const finding = findingBody.extend({ userId: z.uuid(), week, foundAt: instant })
export type Finding = z.infer<typeof finding>

/** In place of a strategy's id: suggestions that came of the score alone. */
export const fromScore = 'score'

const span = {
  weeks: z.coerce.number().int().min(2).max(26).default(8),
  strategy: z.string().max(64).optional(),
}

export const readAdoption = route({
  method: 'GET',
  path: '/api/v1/adoption',
  summary: 'What became of suggestions by person, team and strategy, within my scope',
  query: z.object(span),
  answer: z.object({
    at: instant,
    from: instant,
    /** Only my own numbers are here, beside the mean of comparable people. */
    own: z.boolean(),
    total: measured,
    /** Comparable people's share: everybody of my role but me; null for fewer than `fewestPeers`. */
    peers: share.extend({ people: z.number() }).nullable(),
    people: z.array(measured.extend({ userId: z.uuid(), departmentId: z.uuid().nullable() })),
    teams: z.array(measured.extend({ departmentId: z.uuid() })),
    strategies: z.array(measured.extend({ strategyId: z.string().nullable(), name: z.string().nullable() })),
    reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
    /** Customers that moved on, where the suggestion was taken and where it was not; an association, no effect. */
    outcome: z.object({ taken: share.nullable(), left: share.nullable(), difference: difference.nullable() }),
    /** Customers that moved on after adopting with and without a look at the evidence. */
    checked: z.object({
      looked: share.nullable(),
      blind: share.nullable(),
      difference: difference.nullable(),
    }),
    /** Adoption of those whose customers move on more often against the other half; null for fewer than four people. */
    gap: z
      .object({
        people: z.number(),
        high: share,
        low: share,
        difference,
      })
      .nullable(),
    findings: z.array(finding),
  }),
})
export type Adoption = z.infer<(typeof readAdoption)['answer']>

/** What a number counts. */
export const pick = z.enum([
  'shown',
  'opened',
  'adopted',
  'adapted',
  'taken',
  'rejected',
  'untaken',
  'open',
  'checked',
  'moved',
])
export type Pick = z.infer<typeof pick>

export const listAdoption = route({
  method: 'GET',
  path: '/api/v1/adoption/suggestions',
  summary: 'The suggestions behind a number of adoption, newest first',
  query: z.object({
    ...span,
    pick,
    user: z.uuid().optional(),
    department: z.uuid().optional(),
    week: z.iso.date().optional(),
    reason: z.string().max(32).optional(),
  }),
  answer: z.object({
    total: z.number(),
    items: z.array(
      z.object({
        id: z.uuid(),
        title: localText,
        userId: z.uuid(),
        accountName: z.string().nullable(),
        state,
        reason: z.string().nullable(),
        shownAt: instant,
        moved: z.enum(['won', 'advanced', 'none', 'pending']),
      }),
    ),
  }),
})
export type AdoptionItem = z.infer<(typeof listAdoption)['answer']>['items'][number]

/** Domain event, and type on the log: a person below comparable people two weeks running. The payload is `belowMean`. */
export const belowMeanType = 'adoption.below_mean'
export const belowMean = findingBody.extend({ userId: z.uuid(), week })
export type BelowMean = z.infer<typeof belowMean>
