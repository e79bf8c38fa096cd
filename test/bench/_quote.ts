import { measuresOf, type PriceLine, type PriceTerms, priceQuote } from '#lib/price/index.ts'

/** A quote of 200 lines, each round with other figures: list prices, quantities and three rates of VAT. */
export const count = 200

export const terms: PriceTerms & { capitalRate: string } = {
  ...{ currency: 'CNY', minorDigits: 2, taxMode: 'inclusive', capitalRate: '6', base: null },
  rounding: { per: 'line', scale: 2 },
  discount: { by: 'percent', value: '12.5' },
  payment: [
    { id: 'a', kind: 'first', percent: '30', days: 7 },
    { id: 'b', kind: 'milestone', percent: '60', days: 60 },
    { id: 'c', kind: 'retention', percent: '10', days: 420 },
  ],
}

/** @param free every fortieth is given away, which no mandate of the bench covers: whoever judges it asks everybody */
export const linesOf = (round: number, free: boolean): PriceLine[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: `l${i}`, productId: `p${i % 150}`, kind: 'goods', periods: 1, price: null, bundleId: null },
    free: free && i % 40 === 39,
    quantity: String(1 + ((i * 7 + round) % 30)),
    listPrice: `${1000 + i * 37 + round}.50`,
    tiers: i % 5 === 0 ? [{ from: '10', price: `${900 + i * 30}` }] : [],
    discount: i % 3 === 0 && i % 40 !== 39 ? { by: 'percent', value: '5' } : null,
    taxRate: ['13', '9', '6'][i % 3]!,
  }))

/** Lines summed and measured, costs and floors included. */
export function priced(lines: PriceLine[]) {
  const sums = priceQuote({ terms, lines, bundles: [] })
  const costs = lines.map(({ id }) => ({ id, cost: '600', floor: '800' }))
  return { sums, measures: measuresOf({ terms, lines, priced: sums, costs }) }
}
