import { DAY, type Instant } from '#kernel/time.ts'

/** A quote of the same customer that stands. Amounts in minor units of the books' currency; null: can't be known. */
export interface Neighbour {
  quoteId: string
  opportunityId: string | null
  amount: number | null
  issuedAt: Instant
}

/**
 * What a deal comes to together with the other quotes it may have been split into: those of the same customer that were issued within
 * so many days, for the same opportunity or for none. A quote without opportunity counts with all of the customer's.
 * @returns the amount to be judged (null where one of them can't be known), and the others that were counted
 */
export function wholeDeal(
  quote: Neighbour,
  near: readonly Neighbour[],
  days: number,
): { amount: number | null; others: Neighbour[] } {
  const others = near.filter(
    each =>
      each.quoteId !== quote.quoteId &&
      each.issuedAt <= quote.issuedAt &&
      each.issuedAt > quote.issuedAt - days * DAY &&
      (quote.opportunityId === null ||
        each.opportunityId === null ||
        each.opportunityId === quote.opportunityId),
  )
  const amount = [quote, ...others].reduce<number | null>(
    (sum, each) => (sum === null || each.amount === null ? null : sum + each.amount),
    0,
  )
  return { amount, others }
}
