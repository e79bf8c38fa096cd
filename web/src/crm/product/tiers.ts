import type { Offer } from '#crm/product/api.ts'

/** `5:24000;10:22000` */
export const tiersText = (tiers: Offer['tiers']): string =>
  tiers.map(({ from, price }) => `${from}:${price}`).join(';')

const plain = /^\d{1,13}(\.\d{1,6})?$/

/** Reads tiers as they are written; undefined when they can't be read or don't rise. */
export function tiersOf(text: string): Offer['tiers'] | undefined {
  const tidy = text.normalize('NFKC').replace(/\s/g, '')
  if (tidy === '') return []
  const tiers = tidy
    .split(/;/)
    .filter(Boolean)
    .map(part => part.split(':'))
  if (tiers.length > 10 || tiers.some(pair => pair.length !== 2 || pair.some(side => !plain.test(side))))
    return undefined
  const read = tiers.map(([from = '', price = '']) => ({ from, price }))
  return read.every(({ from }, i) => Number(from) > (i === 0 ? 0 : Number(read[i - 1]!.from)))
    ? read
    : undefined
}
