import { AppError } from '#kernel/error.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { errors, type Offer, type PriceBookItem } from './api.ts'

/** The columns by which a product is found and sorted. */
export function searchColumns({
  name,
  code,
  family,
}: {
  name: string
  code: string
  family?: string | null
}) {
  const entry = searchEntry([name, code, ...(family ? [family] : [])])
  return { nameSort: pinyinOf(name).sort, grams: entry.grams, searchText: entry.text }
}

/** Text as it is compared: full-width letters and figures, case and outer spaces make no difference. */
export const plainText = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** `12.500000` of a numeric column as `12.5`. */
export const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** @throws price-book.tiers unless the quantities rise */
export function checkTiers(tiers: Offer['tiers']): void {
  const rising = tiers.every(({ from }, i) => Number(from) > (i === 0 ? 0 : Number(tiers[i - 1]!.from)))
  if (!rising) throw new AppError(errors['price-book.tiers'])
}

type Choosable = Pick<PriceBookItem, 'id' | 'currency' | 'validFrom' | 'validTo' | 'segment'>

/**
 * The book that holds for an account on a day: the one for its tier before the one for everybody, the newest first.
 * @param day YYYY-MM-DD in the workspace's time zone
 */
export function bookFor<B extends Choosable>(
  books: readonly B[],
  { tier, day, currency = 'CNY' }: { tier: string | null; day: string; currency?: string },
): B | undefined {
  return books
    .filter(
      book =>
        book.currency === currency &&
        book.validFrom <= day &&
        (book.validTo === null || book.validTo >= day) &&
        (book.segment === null || book.segment === tier),
    )
    .toSorted(
      (a, b) =>
        Number(a.segment === null) - Number(b.segment === null) || b.validFrom.localeCompare(a.validFrom),
    )[0]
}
