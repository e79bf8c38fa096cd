/** A decimal number as text, never a float: `12`, `0.5`, `1234.5678`. */
export type DecimalText = string

/** A whole number of the currency's smallest unit (分). */
export type Minor = number

/** Prices with tax in them (含税, the habit in China) or without. */
export type TaxMode = 'inclusive' | 'exclusive'

/** `percent`: 0–100 of what it is taken from; `amount`: money off the whole line, bundle or quote, in main units (元). */
export interface Discount {
  by: 'percent' | 'amount'
  value: DecimalText
}

/** From this quantity on, this unit price. */
export interface Tier {
  from: DecimalText
  price: DecimalText
}

/**
 * `credit` lowers the total (旧机折抵, 返利): its `price` is a positive number. `subscription` counts `periods` too,
 * `service` is priced by the hour or by its unit.
 */
export type LineKind = 'goods' | 'subscription' | 'service' | 'credit'

export interface PriceLine {
  id: string
  /** Lines of one product are measured together, so that goods given free lower the price of those paid for. */
  productId: string | null
  kind: LineKind
  /** Above 0. Within a bundle: per set. */
  quantity: DecimalText
  /** Of a subscription: months, years …; 1 for everything else. */
  periods: number
  /** Unit price of the price book, in the quote's tax mode; null where nothing is listed. */
  listPrice: DecimalText | null
  /** In rising order of `from`. */
  tiers: readonly Tier[]
  /** Unit price typed by hand, used only where nothing is listed. */
  price: DecimalText | null
  discount: Discount | null
  /** Percent: `13`, `9`, `6`, `0`. */
  taxRate: DecimalText
  /** Given without money; its list price counts as a discount. */
  free: boolean
  bundleId: string | null
}

/** Goods sold as a set at one price: the difference to their list prices is spread over them. */
export interface Bundle {
  id: string
  /** How many sets. */
  quantity: DecimalText
  /** Price of one set, in the quote's tax mode. */
  price: DecimalText
  discount: Discount | null
}

/** One rounding for the whole quote, kept with its result. Half away from zero. */
export interface Rounding {
  /** `line`: each line is rounded, totals are their sums. `total`: totals are rounded, the largest line takes the rest. */
  per: 'line' | 'total'
  /** Decimal places of every amount, at most the currency's own. */
  scale: number
}

/** One payment of the plan. */
export interface Instalment {
  id: string
  kind: 'first' | 'milestone' | 'retention'
  /** Of the total with tax; all instalments add up to 100. */
  percent: DecimalText
  /** Expected days from signing to this payment. */
  days: number
}

export interface PriceTerms {
  currency: string
  /** Decimal places of the currency: 2 for CNY, 0 for JPY. */
  minorDigits: number
  taxMode: TaxMode
  rounding: Rounding
  /** Off the whole quote, spread over all lines that cost something. */
  discount: Discount | null
  payment: readonly Instalment[]
  /** The currency of our books: units of it for one unit of the quote's, and the day of that rate. */
  base: { currency: string; minorDigits: number; rate: DecimalText; on: string } | null
}

export interface QuoteInput {
  terms: PriceTerms
  lines: readonly PriceLine[]
  bundles: readonly Bundle[]
}

export type AdjustmentSource = 'tier' | 'line' | 'bundle' | 'free' | 'quote' | 'rounding'

export interface Adjustment {
  source: AdjustmentSource
  /** Negative where it lowers the price. */
  amount: Minor
}

/** `gross = net + tax`, always; `amount` is the one of both that the prices are in; `list + Σ adjustments = amount`. */
export interface PricedLine {
  id: string
  /** With the sets of its bundle counted in. */
  quantity: DecimalText
  /** Quantity × periods × list price; of a line without list price the price typed. */
  list: Minor
  /** Whether `list` comes from a price book. */
  listed: boolean
  adjustments: Adjustment[]
  amount: Minor
  net: Minor
  tax: Minor
  gross: Minor
}

export interface Sums {
  net: Minor
  tax: Minor
  gross: Minor
}

export interface PricedQuote {
  lines: PricedLine[]
  totals: Sums & { list: Minor; amount: Minor }
  /** Rising by rate; sums of the lines with that rate. */
  byRate: (Sums & { rate: DecimalText })[]
  /** In the order of the plan; they add up to the total with tax. */
  instalments: { id: string; amount: Minor }[]
  /** In the currency of our books, rounded once from the totals and then kept: never derived again. */
  base: (Sums & { currency: string; rate: DecimalText; on: string }) | null
}

export const priceFaults = [
  'number',
  'quantity',
  'negative',
  'discount',
  'discount-too-large',
  'bundle',
  'bundle-line',
  'payment-sum',
  'tiers',
  'scale',
  'below-zero',
  'too-large',
] as const
export type PriceFaultKind = (typeof priceFaults)[number]

/** Why a quote can't be summed; `lineId` where one line is to blame. */
export class PriceFault extends Error {
  readonly kind: PriceFaultKind
  readonly lineId: string | undefined

  constructor(kind: PriceFaultKind, lineId?: string) {
    super(`price: ${kind}${lineId === undefined ? '' : ` (line ${lineId})`}`)
    this.kind = kind
    this.lineId = lineId
  }
}
