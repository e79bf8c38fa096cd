import { z } from 'zod'

const id = z.uuid()

/**
 * 单行最大折扣 · 综合折扣 · 含账期折扣 · 毛利率 · 低于底价 · 金额 · 账期 · 非标条款 · 责任上限 · 用印.
 * Discounts and margin are ratios 0–1; amount and seal minor units of CNY; liability times the contract’s amount; the two flags are 1.
 */
export const measures = [
  'worstLineDiscount',
  'blendedDiscount',
  'effectiveDiscount',
  'margin',
  'belowFloor',
  'amount',
  'paymentDays',
  'nonStandardClause',
  'liability',
  'seal',
] as const
export const measure = z.enum(measures)
export type Measure = z.infer<typeof measure>

/** Limits on amounts are in this currency. */
export const booksCurrency = 'CNY'

export const subjects = ['quote', 'contract'] as const
export const subject = z.enum(subjects)
export type Subject = z.infer<typeof subject>

/** Somebody who may say yes; `for` is whom they stand in for; `away`: somebody stands in for them today. */
export const approver = z.object({
  id,
  name: z.string(),
  title: z.string().nullable(),
  for: z.object({ id, name: z.string(), delegationId: id }).nullable(),
  away: z.boolean(),
})
export type Approver = z.infer<typeof approver>

export const verdict = z.object({
  inside: z.boolean(),
  /** Of the matrix that was asked; 0: the one that a new workspace begins with. */
  version: z.number(),
  measures: z.array(
    z.object({
      measure,
      inside: z.boolean(),
      /** Null: can’t be known. */
      value: z.number().nullable(),
      /** The person’s own limit; null: without limit; absent: none of their rows allows it. */
      limit: z.number().nullable().optional(),
      by: z.number().nullable(),
      rowId: z.string().nullable(),
      lineId: z.string().nullable(),
      /** The figures are not for this reader. */
      hidden: z.boolean(),
    }),
  ),
  /** One yes each from any one of these people; all steps are needed. Empty if inside. */
  steps: z.array(z.object({ measures: z.array(measure), people: z.array(approver) })),
  /** What nobody may allow: nothing goes on until the matrix changes. */
  blocked: z.array(measure),
  /** Other quotes of the same customer that the amount was judged together with. */
  split: z
    .object({
      days: z.number(),
      others: z.array(z.object({ quoteId: id, amount: z.number().nullable(), issuedAt: z.number() })),
    })
    .nullable(),
})
export type Verdict = z.infer<typeof verdict>
export type MeasureVerdict = Verdict['measures'][number]

/** Figures from which costs could be told are for those alone who may see costs. */
export function hideCosts(verdict: Verdict, sees: boolean): Verdict {
  if (sees) return verdict
  const hide = (one: MeasureVerdict): MeasureVerdict =>
    one.measure === 'margin' || one.measure === 'belowFloor'
      ? { ...one, value: null, limit: null, by: null, lineId: null, hidden: true }
      : one
  return { ...verdict, measures: verdict.measures.map(hide) }
}

/** What let a text out. Its measures with the rows that allowed them, or the case that approved it. */
export const clearance = z.object({
  id,
  subject,
  subjectId: id,
  hash: z.string(),
  kind: z.enum(['mandate', 'approval']),
  by: z.array(id),
  at: z.number(),
  caseId: id.nullable(),
  reason: z.record(z.string(), z.unknown()),
})
export type Clearance = z.infer<typeof clearance>

/** Whose and where a deal is. */
export interface DealScope {
  subjectId: string
  accountId: string
  opportunityId: string | null
  departmentId: string | null
  regionId: string | null
  tier: string | null
  authorId: string | null
  ownerId: string | null
}

/** A quote of the same customer that stands; amount in minor units of CNY, null where it can’t be known. */
export interface NearQuote {
  quoteId: string
  opportunityId: string | null
  amount: number | null
  issuedAt: number
}

/** What a quote is judged by. */
export interface DealFacts extends DealScope {
  /** Product families in it, each with the deepest discount on one product (null: nothing listed to compare with). */
  families: { family: string | null; discount: number | null; lineId: string | null }[]
  blendedDiscount: number | null
  effectiveDiscount: number | null
  margin: number | null
  /** Whether a price lies below its floor. */
  belowFloor: boolean
  /** Minor units of CNY, with tax; null where there is no rate. */
  amount: number | null
  paymentDays: number
  issuedAt: number
  near: NearQuote[]
}

/** What a contract adds to its quote: judged by clauses, liability and the seal alone. */
export interface ContractFacts extends DealScope {
  families: (string | null)[]
  nonStandardClause: boolean
  /** How many times its amount we answer for; null: as in the standard text. */
  liability: number | 'unlimited' | null
  /** What the contract to be sealed is worth, minor units of CNY; null: unknown. */
  sealAmount: number | null
}
