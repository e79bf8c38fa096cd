import { Decimal, decimal, notNegative, sum, zero } from './decimal.ts'
import type { DecimalText, Instalment, Minor, PricedQuote, PriceLine } from './types.ts'

/** Unit cost and floor price of one line as they stood when it was quoted. */
export interface LineCost {
  id: string
  /** Unit cost without tax; null where it isn't known. */
  cost: DecimalText | null
  /** Lowest unit price that may be agreed, in the quote's tax mode. */
  floor: DecimalText | null
}

/** What a revision binds and measures need: any quote content has it. */
export interface Measurable {
  terms: { minorDigits: number; payment: readonly Instalment[]; capitalRate: DecimalText }
  lines: readonly Pick<PriceLine, 'id' | 'productId' | 'kind' | 'periods' | 'free'>[]
  priced: PricedQuote
  costs: readonly LineCost[]
}

/** Ratios are 0–1 to six places; null where they can't be known. */
export interface Measures {
  /** Total with tax, minor units. */
  amount: Minor
  net: Minor
  /** The deepest discount on any one product, after everything that lowers its price. */
  worstLineDiscount: number | null
  worstLineId: string | null
  /** 1 − what is paid ÷ list prices, over all listed lines. */
  blendedDiscount: number | null
  /** The same, with the cost of waiting for the money counted as given away. */
  effectiveDiscount: number | null
  /** (net − cost) ÷ net; null while the cost of any line is unknown. */
  margin: number | null
  /** The same after the cost of waiting. */
  marginAfterWaiting: number | null
  cost: Minor | null
  /** Days from signing until the money is there, weighted by the share of each payment. */
  paymentDays: number
  /** net × days ÷ 365 × yearly cost of capital, minor units. */
  waitingCost: Minor
  /** Lines without a list price: nobody can say what discount they hide. */
  unlisted: string[]
  /** Lines whose price after all adjustments lies below the floor of the price book. */
  belowFloor: string[]
}

/**
 * The measures that a mandate limits, over effective prices: tiers don't count as a discount (they are listed), discounts per
 * line and on the whole do, and so do bundles, goods given free (at list price, together with the paid ones of the same
 * product; alone they are given away by 100 %), credits (spread over all lines) and long payment terms.
 * Simple interest; the usual 365-day year of trade credit.
 */
export function measuresOf({ terms, lines, priced, costs }: Measurable): Measures {
  const { totals } = priced
  const left = leftAfterCredits(priced)
  const listed = listedOf(lines, priced, left)
  const worst = deepest(listed)[0]
  const allListed = sum(listed.map(({ list }) => list))
  const allPaid = sum(listed.map(each => each.paid))
  const paymentDays = daysOf(terms.payment)
  const waitingShare = notNegative(terms.capitalRate).div(100).times(paymentDays).div(365)
  const blended = allListed.isZero() ? null : allPaid.div(allListed)
  const cost = costOf(lines, priced, costs, terms.minorDigits)
  const net = new Decimal(totals.net)
  const marginOf = (share: Decimal) =>
    cost === null || net.isZero() ? null : ratio(net.times(new Decimal(1).minus(share)).minus(cost).div(net))
  return {
    amount: totals.gross,
    net: totals.net,
    worstLineDiscount: worst?.discount ?? null,
    worstLineId: worst?.lineId ?? null,
    blendedDiscount: blended && ratio(new Decimal(1).minus(blended)),
    effectiveDiscount:
      blended && ratio(new Decimal(1).minus(blended.times(new Decimal(1).minus(waitingShare)))),
    margin: marginOf(zero),
    marginAfterWaiting: marginOf(waitingShare),
    cost,
    paymentDays: ratio(paymentDays, 2),
    waitingCost: net.times(waitingShare).toDecimalPlaces(0).toNumber(),
    unlisted: priced.lines
      .filter(({ listed: is }, i) => !is && lines[i]!.kind !== 'credit')
      .map(({ id }) => id),
    belowFloor: belowFloor(lines, priced, costs, left, terms.minorDigits),
  }
}

const ratio = (value: Decimal, places = 6) => value.toDecimalPlaces(places).toNumber() + 0

/** The list price at this quantity. */
const tierList = (line: PricedQuote['lines'][number]) =>
  new Decimal(line.list).plus(line.adjustments.find(({ source }) => source === 'tier')?.amount ?? 0)

/**
 * Of every product with a list price the discount it comes to, deepest first, and the line with the deepest one of it: what
 * `worstLineDiscount` is the first of.
 */
export function productDiscounts({
  lines,
  priced,
}: Pick<Measurable, 'lines' | 'priced'>): { lineId: string; discount: number }[] {
  return deepest(listedOf(lines, priced, leftAfterCredits(priced)))
}

/** What is left of each yuan of the lines after credits. */
function leftAfterCredits({ lines }: PricedQuote): Decimal {
  const credit = sum(lines.filter(({ amount }) => amount < 0).map(({ amount }) => new Decimal(amount)))
  const paid = sum(lines.filter(({ amount }) => amount > 0).map(({ amount }) => new Decimal(amount)))
  return paid.isZero() ? new Decimal(1) : paid.plus(credit).div(paid)
}

interface Listed {
  line: { id: string }
  product: string
  list: Decimal
  paid: Decimal
}

function listedOf(lines: Measurable['lines'], priced: PricedQuote, left: Decimal): Listed[] {
  return priced.lines.flatMap((line, i) =>
    line.listed
      ? [
          {
            line,
            product: lines[i]!.productId ?? line.id,
            list: tierList(line),
            paid: left.times(line.amount),
          },
        ]
      : [],
  )
}

function deepest(listed: readonly Listed[]): { lineId: string; discount: number }[] {
  const found = [...Map.groupBy(listed, ({ product }) => product).values()].flatMap(members => {
    const list = sum(members.map(each => each.list))
    if (list.isZero()) return []
    const discount = ratio(new Decimal(1).minus(sum(members.map(({ paid }) => paid)).div(list)))
    const lineId = members.toSorted((a, b) => a.paid.div(max(a.list)).cmp(b.paid.div(max(b.list))))[0]!.line
      .id
    return [{ lineId, discount }]
  })
  return found.toSorted((a, b) => b.discount - a.discount)
}

const max = (value: Decimal) => (value.isZero() ? new Decimal(1) : value)

function daysOf(payment: readonly Instalment[]): Decimal {
  return sum(payment.map(({ percent, days }) => decimal(percent).div(100).times(days)))
}

function costOf(
  lines: Measurable['lines'],
  priced: PricedQuote,
  costs: readonly LineCost[],
  digits: number,
): Minor | null {
  const unit = new Map(costs.map(({ id, cost }) => [id, cost]))
  let total = zero
  for (const [i, line] of lines.entries()) {
    if (line.kind === 'credit') continue
    const cost = unit.get(line.id)
    if (cost === undefined || cost === null) return null
    total = total.plus(decimal(cost).times(priced.lines[i]!.quantity).times(line.periods))
  }
  return total.times(new Decimal(10).pow(digits)).toDecimalPlaces(0).toNumber()
}

function belowFloor(
  lines: Measurable['lines'],
  priced: PricedQuote,
  costs: readonly LineCost[],
  left: Decimal,
  digits: number,
): string[] {
  const floors = new Map(costs.map(({ id, floor }) => [id, floor]))
  return lines.flatMap((line, i) => {
    const floor = floors.get(line.id)
    if (floor === undefined || floor === null || line.free) return []
    const { quantity, amount } = priced.lines[i]!
    const least = decimal(floor).times(quantity).times(line.periods).times(new Decimal(10).pow(digits))
    // A minor unit either way is rounding, not a lower price.
    return left.times(amount).lt(least.minus(1)) ? [line.id] : []
  })
}
