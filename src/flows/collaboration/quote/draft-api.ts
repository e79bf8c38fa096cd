import { z } from 'zod'
import { decimalText, taxMode, taxRate } from '#crm/product/api.ts'

const id = z.uuid()
/** Names a line within its quote, from one revision to the next; the browser makes it. */
const localId = z.string().regex(/^[\w-]{1,40}$/)
const text = (most: number) => z.string().trim().max(most)

/** `percent`: 0–100; `amount`: money off the whole line, bundle or quote, in main units (元). */
export const discount = z.object({ by: z.enum(['percent', 'amount']), value: decimalText })

export const lineKinds = ['goods', 'subscription', 'service', 'credit'] as const
export const lineKind = z.enum(lineKinds)

export const draftLine = z.object({
  id: localId,
  /** Name, unit, kind, parameters and prices of a product come from its master data and the price book. */
  productId: id.nullable(),
  kind: lineKind,
  name: text(120),
  spec: text(2000),
  unit: text(12),
  quantity: decimalText,
  periods: z.number().int().min(1).max(1200),
  /** Unit price by hand; holds only where the price book has none. */
  price: decimalText.nullable(),
  discount: discount.nullable(),
  taxRate,
  free: z.boolean(),
  bundleId: localId.nullable(),
})
export type DraftLine = z.infer<typeof draftLine>

export const draftBundle = z.object({
  id: localId,
  productId: id.nullable(),
  name: text(120),
  quantity: decimalText,
  price: decimalText,
  discount: discount.nullable(),
})
export type DraftBundle = z.infer<typeof draftBundle>

export const instalmentKinds = ['first', 'milestone', 'retention'] as const
export const instalment = z.object({
  id: localId,
  /** 首付款 · 进度款 · 质保金 */
  kind: z.enum(instalmentKinds),
  /** When it is due, in words: 到货验收后 15 日内. */
  label: text(80),
  percent: decimalText,
  /** Expected days from signing to this payment. */
  days: z.number().int().min(0).max(3650),
})

export const rounding = z.object({ per: z.enum(['line', 'total']), scale: z.number().int().min(0).max(2) })

/** Amounts in our own currency: units of it for one unit of the quote's, and the day of that rate. */
export const baseRate = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  rate: decimalText,
  on: z.iso.date(),
})

/** The wish for delivery: days from … to. */
export const deliveryWish = z.object({ from: z.iso.date(), to: z.iso.date() })

export const quoteDraft = z.object({
  priceBookId: id.nullable(),
  /** Both follow the price book where there is one. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  taxMode,
  rounding,
  /** The last day on which it can be accepted. */
  validUntil: z.iso.date(),
  discount: discount.nullable(),
  lines: z.array(draftLine).max(500),
  bundles: z.array(draftBundle).max(50),
  payment: z.array(instalment).max(12),
  base: baseRate.nullable(),
  delivery: deliveryWish.nullable(),
  /** Terms in words, one per line. */
  clauses: text(4000),
  note: text(1000),
})
export type QuoteDraft = z.infer<typeof quoteDraft>
