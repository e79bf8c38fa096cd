import { z } from 'zod'
import {
  baseRate,
  deliveryWish,
  discount,
  draftBundle,
  draftLine,
  instalment,
  rounding,
} from './draft-api.ts'

const minor = z.number().int()
const decimal = z.string()
const sums = z.object({ net: minor, tax: minor, gross: minor })
const tier = z.object({ from: decimal, price: decimal })

/** A line with everything its price rests on, as it stood when the quote was issued. */
export const revisionLine = draftLine.extend({
  code: z.string().nullable(),
  family: z.string().nullable(),
  /** Unit price of the price book; null where nothing was listed. */
  listPrice: decimal.nullable(),
  tiers: z.array(tier),
})
export type RevisionLine = z.infer<typeof revisionLine>

export const pricedLine = sums.extend({
  id: z.string(),
  quantity: decimal,
  list: minor,
  listed: z.boolean(),
  adjustments: z.array(
    z.object({ source: z.enum(['tier', 'line', 'bundle', 'free', 'quote', 'rounding']), amount: minor }),
  ),
  amount: minor,
})

export const priced = z.object({
  lines: z.array(pricedLine),
  totals: sums.extend({ list: minor, amount: minor }),
  byRate: z.array(sums.extend({ rate: decimal })),
  instalments: z.array(z.object({ id: z.string(), amount: minor })),
  base: sums.extend({ currency: z.string(), rate: decimal, on: z.string() }).nullable(),
})

const named = z.object({ id: z.uuid(), name: z.string() })

/**
 * What a revision says, whole and for ever. Its hash is SHA-256 over the canonical JSON (keys sorted, RFC 8785); costs are no part of it, but
 * bound by `costsHash`, so that the hash can be checked by a customer who must not see them.
 */
export const revisionContent = z.object({
  schema: z.literal(1),
  quote: z.object({ id: z.uuid(), number: z.string(), name: z.string(), revision: z.number() }),
  seller: z.string(),
  customer: named,
  opportunity: named.nullable(),
  author: z.object({ id: z.uuid().nullable(), name: z.string() }),
  /** Milliseconds since 1970. */
  issuedAt: z.number(),
  /** It can be accepted before this instant: the end of the day below. */
  validUntil: z.number(),
  validDay: z.string(),
  timeZone: z.string(),
  priceBook: named.extend({ version: z.number() }).nullable(),
  terms: z.object({
    currency: z.string(),
    minorDigits: z.number(),
    taxMode: z.enum(['inclusive', 'exclusive']),
    rounding,
    discount: discount.nullable(),
    payment: z.array(instalment),
    base: baseRate.extend({ minorDigits: z.number() }).nullable(),
    /** Percent a year, for the cost of waiting for money. */
    capitalRate: decimal,
  }),
  lines: z.array(revisionLine),
  bundles: z.array(draftBundle),
  priced,
  /** 大写金额 of the total with tax; only for yuan. */
  capital: z.string().nullable(),
  delivery: deliveryWish.nullable(),
  clauses: z.string(),
  note: z.string(),
  costsHash: z.string(),
})
export type RevisionContent = z.infer<typeof revisionContent>

/** Costs and floors at the time, and a salt so that they can't be guessed from `costsHash`. */
export interface RevisionInternal {
  salt: string
  costs: { id: string; cost: string | null; floor: string | null }[]
}

/** Ratios are 0–1; null where nobody can know, or for who may not see costs. */
export const measures = z.object({
  amount: minor,
  net: minor,
  worstLineDiscount: z.number().nullable(),
  worstLineId: z.string().nullable(),
  blendedDiscount: z.number().nullable(),
  effectiveDiscount: z.number().nullable(),
  margin: z.number().nullable(),
  marginAfterWaiting: z.number().nullable(),
  cost: minor.nullable(),
  paymentDays: z.number(),
  waitingCost: minor,
  unlisted: z.array(z.string()),
  belowFloor: z.array(z.string()),
})
export type QuoteMeasures = z.infer<typeof measures>

/** What differs between two revisions: lines by their id, and everything else by its name. */
export const comparison = z.object({
  from: z.number(),
  to: z.number(),
  lines: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      fields: z.array(
        z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
      /** With tax, minor units. */
      before: minor.nullable(),
      after: minor.nullable(),
    }),
  ),
  terms: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  gross: z.tuple([minor, minor]),
  currency: z.string(),
})
export type Comparison = z.infer<typeof comparison>
