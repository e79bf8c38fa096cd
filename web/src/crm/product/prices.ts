import type { Offer, PriceBookItem } from '#crm/product/api.ts'
import { isoDay } from '../../ui/format.ts'

const plain = /^\d{1,13}(\.\d{1,6})?$/

/** A number as people type or paste it: `1,200`, `¥1 200.50`, full-width figures. Undefined when it is none. */
export function readNumber(text: string): string | undefined {
  const tidy = text.normalize('NFKC').replace(/[¥,\s元]/g, '')
  return plain.test(tidy) ? tidy : undefined
}

/** `1130000.5` as `1,130,000.5`. */
export function withCommas(text: string): string {
  const [whole = '', fraction] = text.split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction ? `.${fraction}` : '')
}

/** A unit price with its currency: `¥2,440`, `USD 350.5`. */
export const unitPrice = (price: string, currency: string): string =>
  `${currency === 'CNY' ? '¥' : `${currency} `}${withCommas(price)}`

/** Tiers in words, one each: `≥5 台 ¥2,440`. */
export const tierWords = (tiers: Offer['tiers'], unit: string, currency: string): string[] =>
  tiers.map(({ from, price }) => `≥${withCommas(from)} ${unit} ${unitPrice(price, currency)}`)

/** Whether tiers begin above nothing and rise. */
export const tiersRise = (tiers: Offer['tiers']): boolean =>
  tiers.every(({ from }, i) => Number(from) > (i === 0 ? 0 : Number(tiers[i - 1]!.from)))

/** The first book that holds today for everybody. */
export function bookFor(books: readonly PriceBookItem[]): PriceBookItem | undefined {
  const today = isoDay(Date.now())
  return books.find(
    ({ archived, validFrom, validTo, segment }) =>
      !archived && segment === null && validFrom <= today && (validTo === null || validTo >= today),
  )
}
