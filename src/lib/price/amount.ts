import { type Decimal, decimal, notNegative, settle, spread, sum, zero } from './decimal.ts'
import {
  type AdjustmentSource,
  type Bundle,
  type Discount,
  PriceFault,
  type PriceLine,
  type QuoteInput,
} from './types.ts'

/** A line on its way: exact or rounded, as the rounding policy says. */
export interface Working {
  line: PriceLine
  quantity: Decimal
  list: Decimal
  listed: boolean
  adjustments: [AdjustmentSource, Decimal][]
  amount: Decimal
}

/** The unit price at a quantity: that of the last tier that begins at or below it, else the list price. */
function unitPriceAt(listPrice: Decimal, tiers: PriceLine['tiers'], quantity: Decimal): Decimal {
  let price = listPrice
  for (const tier of tiers) if (quantity.gte(decimal(tier.from))) price = notNegative(tier.price)
  return price
}

/**
 * What every line comes to in the quote's tax mode after tiers, discounts, bundles and the discount on the whole, each of them told apart.
 * Rounded per line, every step is rounded; rounded per total, the steps are exact and the lines are rounded at the end, so that
 * they add up to the rounded total.
 */
export function amountsOf({ terms, lines, bundles }: QuoteInput): Working[] {
  const { scale, per } = terms.rounding
  const step = per === 'line' ? (value: Decimal) => value.toDecimalPlaces(scale) : (value: Decimal) => value
  const sets = new Map(bundles.map(bundle => [bundle.id, bundle]))
  const working = lines.map(line => begun(line, setOf(line, sets), step))
  const stepScale = per === 'line' ? scale : undefined
  for (const bundle of bundles) applyBundle(bundle, working, step, stepScale)
  applyWhole(terms.discount, working, step, stepScale)
  if (per === 'total') roundToTotal(working, scale)
  return working
}

function setOf(line: PriceLine, sets: ReadonlyMap<string, Bundle>): Bundle | undefined {
  if (line.bundleId === null) return undefined
  const bundle = sets.get(line.bundleId)
  if (!bundle) throw new PriceFault('bundle', line.id)
  // The price of a set is agreed as a whole: its own discount lowers it, not one inside.
  if (line.discount || line.free || line.kind === 'credit') throw new PriceFault('bundle-line', line.id)
  return bundle
}

type Step = (value: Decimal) => Decimal

function begun(line: PriceLine, bundle: Bundle | undefined, step: Step): Working {
  const quantity = quantityOf(line).times(bundle ? positive(bundle.quantity, line.id) : 1)
  const count = quantity.times(line.periods)
  const listPrice = line.listPrice === null ? zero : notNegative(line.listPrice, line.id)
  // A list price of 0 is none: no discount could be measured against it.
  const listed = line.kind !== 'credit' && !listPrice.isZero()
  const unit = listed ? listPrice : notNegative(line.price ?? '0', line.id)
  const list = step(unit.times(line.kind === 'credit' ? count.negated() : count))
  const working: Working = { line, quantity, list, listed, adjustments: [], amount: list }
  if (line.free) adjust(working, 'free', list.negated())
  else if (!bundle) {
    if (listed)
      adjust(working, 'tier', step(unitPriceAt(unit, line.tiers, quantity).times(count)).minus(list))
    adjust(working, 'line', discountOf(line.discount, working.amount, step, line.id).negated())
  }
  return working
}

function quantityOf(line: PriceLine): Decimal {
  if (!Number.isInteger(line.periods) || line.periods < 1 || line.periods > 1200)
    throw new PriceFault('quantity', line.id)
  return positive(line.quantity, line.id)
}

function positive(text: string, lineId: string): Decimal {
  const value = decimal(text, lineId)
  if (value.lte(0)) throw new PriceFault('quantity', lineId)
  return value
}

function adjust(working: Working, source: AdjustmentSource, by: Decimal): void {
  if (by.isZero()) return
  working.adjustments.push([source, by])
  working.amount = working.amount.plus(by)
}

/** How much a discount takes off an amount. @throws PriceFault when it takes more than there is */
function discountOf(discount: Discount | null, from: Decimal, step: Step, lineId?: string): Decimal {
  if (!discount) return zero
  const value = decimal(discount.value, lineId)
  if (value.isNegative()) throw new PriceFault('discount', lineId)
  if (discount.by === 'amount') {
    if (value.gt(from)) throw new PriceFault('discount-too-large', lineId)
    return step(value)
  }
  if (value.gt(100)) throw new PriceFault('discount', lineId)
  return step(from.times(value).div(100))
}

function applyBundle(bundle: Bundle, working: Working[], step: Step, scale: number | undefined): void {
  const parts = working.filter(({ line }) => line.bundleId === bundle.id)
  if (parts.length === 0) throw new PriceFault('bundle')
  const price = step(notNegative(bundle.price).times(positive(bundle.quantity, parts[0]!.line.id)))
  const target = price.minus(discountOf(bundle.discount, price, step))
  const lists = parts.map(({ list }) => list)
  const changes = spread(target.minus(sum(lists)), lists, scale)
  parts.forEach((part, i) => {
    adjust(part, 'bundle', changes[i]!)
  })
}

function applyWhole(
  discount: Discount | null,
  working: Working[],
  step: Step,
  scale: number | undefined,
): void {
  const paid = working.filter(({ amount }) => amount.gt(0))
  const amounts = paid.map(({ amount }) => amount)
  const off = discountOf(discount, sum(amounts), step)
  spread(off.negated(), amounts, scale).forEach((part, i) => {
    adjust(paid[i]!, 'quote', part)
  })
}

/** The total is rounded once; so is every line, and the largest takes the difference. */
function roundToTotal(working: Working[], scale: number): void {
  const exact = working.map(({ amount }) => amount)
  const rounded = exact.map(amount => amount.toDecimalPlaces(scale))
  const settled = settle(rounded, sum(exact).toDecimalPlaces(scale), exact)
  working.forEach((one, i) => {
    one.amount = settled[i]!
  })
}
