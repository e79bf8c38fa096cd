import { amountsOf, type Working } from './amount.ts'
import { type Decimal, decimal, minorOf, notNegative, settle, spread, sum, zero } from './decimal.ts'
import {
  type Adjustment,
  type PricedLine,
  type PricedQuote,
  PriceFault,
  type QuoteInput,
  type Sums,
} from './types.ts'

/**
 * Sums a quote: every line's list price, adjustments, net, tax and gross, the totals, the totals by tax rate, the payments and
 * the amounts in the currency of our books. All amounts are whole minor units that add up exactly, in every mode.
 *
 * Prices with tax in them: gross is fixed, net is rounded, tax is what is left, so that no tax is rounded twice. Prices without:
 * net is fixed, tax is rounded. Rounded per total, this is done once per tax rate and the largest line takes the remainder.
 * @throws PriceFault
 */
export function priceQuote(input: QuoteInput): PricedQuote {
  const { terms } = input
  checkTerms(input)
  const working = amountsOf(input)
  const taxes = taxesOf(working, input)
  const minor = (value: Decimal) => minorOf(value, terms.minorDigits)
  const lines = working.map((one, i) => lineOf(one, taxes[i]!, input, minor))
  const totals = { ...sumsOf(lines), list: add(lines, 'list'), amount: add(lines, 'amount') }
  if (totals.gross < 0 || totals.net < 0) throw new PriceFault('below-zero')
  return {
    lines,
    totals,
    byRate: byRate(lines, input),
    instalments: instalmentsOf(totals.gross, input),
    base: baseOf(totals, input),
  }
}

function checkTerms({ terms, lines }: QuoteInput): void {
  const { scale } = terms.rounding
  if (!Number.isInteger(scale) || scale < 0 || scale > terms.minorDigits) throw new PriceFault('scale')
  for (const { tiers, id } of lines) {
    const starts = tiers.map(tier => decimal(tier.from, id))
    if (starts.some((from, i) => from.lte(i === 0 ? zero : starts[i - 1]!))) throw new PriceFault('tiers', id)
  }
}

/** Tax per line, in the order of the lines. */
function taxesOf(working: readonly Working[], { terms }: QuoteInput): Decimal[] {
  const { scale, per } = terms.rounding
  const exact = working.map(({ amount, line }) => taxIn(amount, ratio(line.taxRate, line.id), terms.taxMode))
  const rounded = exact.map((tax, i) => roundedTax(working[i]!.amount, tax, scale, terms.taxMode))
  if (per === 'line') return rounded
  const taxes = [...rounded]
  for (const rate of new Set(working.map(({ line }) => rateKey(line.taxRate)))) {
    const places = working.flatMap(({ line }, i) => (rateKey(line.taxRate) === rate ? [i] : []))
    const amounts = places.map(i => working[i]!.amount)
    const whole = sum(amounts)
    const tax = roundedTax(whole, taxIn(whole, ratio(rate), terms.taxMode), scale, terms.taxMode)
    const settled = settle(
      places.map(i => rounded[i]!),
      tax,
      amounts,
    )
    places.forEach((place, i) => {
      taxes[place] = settled[i]!
    })
  }
  return taxes
}

function taxIn(amount: Decimal, rate: Decimal, mode: 'inclusive' | 'exclusive'): Decimal {
  return mode === 'inclusive' ? amount.minus(amount.div(rate.plus(1))) : amount.times(rate)
}

/** With tax in the price the net amount is what gets rounded. */
function roundedTax(amount: Decimal, tax: Decimal, scale: number, mode: 'inclusive' | 'exclusive'): Decimal {
  return mode === 'inclusive'
    ? amount.minus(amount.minus(tax).toDecimalPlaces(scale))
    : tax.toDecimalPlaces(scale)
}

const ratio = (percent: string, lineId?: string) => notNegative(percent, lineId).div(100)
/** `13` and `13.0` are one rate. */
const rateKey = (percent: string) => decimal(percent).toString()

function lineOf(
  working: Working,
  taxAmount: Decimal,
  { terms }: QuoteInput,
  minor: (value: Decimal) => number,
): PricedLine {
  const list = minor(working.list)
  const amount = minor(working.amount)
  const tax = minor(taxAmount)
  const adjustments: Adjustment[] = working.adjustments.map(([source, by]) => ({ source, amount: minor(by) }))
  const rest = amount - list - adjustments.reduce((total, each) => total + each.amount, 0)
  if (rest !== 0) adjustments.push({ source: 'rounding', amount: rest })
  const inclusive = terms.taxMode === 'inclusive'
  return {
    id: working.line.id,
    quantity: working.quantity.toString(),
    list,
    listed: working.listed,
    adjustments,
    amount,
    net: inclusive ? amount - tax : amount,
    tax,
    gross: inclusive ? amount : amount + tax,
  }
}

function add<K extends string>(items: readonly Record<K, number>[], key: K): number {
  const total = items.reduce((so, item) => so + item[key], 0)
  if (!Number.isSafeInteger(total)) throw new PriceFault('too-large')
  return total
}

const sumsOf = (lines: readonly PricedLine[]): Sums => ({
  net: add(lines, 'net'),
  tax: add(lines, 'tax'),
  gross: add(lines, 'gross'),
})

function byRate(lines: readonly PricedLine[], input: QuoteInput): PricedQuote['byRate'] {
  const groups = Map.groupBy(lines, (_, i) => rateKey(input.lines[i]!.taxRate))
  return [...groups]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([rate, members]) => ({ rate, ...sumsOf(members) }))
}

function instalmentsOf(gross: number, { terms }: QuoteInput): PricedQuote['instalments'] {
  if (terms.payment.length === 0) return []
  const percents = terms.payment.map(({ percent }) => notNegative(percent))
  if (!sum(percents).eq(100)) throw new PriceFault('payment-sum')
  const total = zero.plus(gross).div(zero.plus(10).pow(terms.minorDigits))
  const parts = spread(total, percents, terms.rounding.scale)
  return terms.payment.map(({ id }, i) => ({ id, amount: minorOf(parts[i]!, terms.minorDigits) }))
}

function baseOf(totals: Sums, { terms }: QuoteInput): PricedQuote['base'] {
  if (!terms.base) return null
  const { currency, minorDigits, rate, on } = terms.base
  const factor = decimal(rate)
  if (factor.lte(0)) throw new PriceFault('number')
  const inBase = (minor: number) =>
    minorOf(zero.plus(minor).div(zero.plus(10).pow(terms.minorDigits)).times(factor), minorDigits)
  const [gross, net] = [inBase(totals.gross), inBase(totals.net)]
  return { currency, rate, on, gross, net, tax: gross - net }
}
