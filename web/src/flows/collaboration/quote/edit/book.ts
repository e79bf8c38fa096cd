import type { QuoteDraft } from '#collaboration/quote/api.ts'
import type { PriceBookItem } from '#crm/product/api.ts'
import { digitsOf } from '../../../../ui/format.ts'

/** A draft on another book, or on none. Other prices follow: the server fills them in with the next save. */
export const onBook =
  (book: PriceBookItem | undefined) =>
  (draft: QuoteDraft): QuoteDraft => ({
    ...draft,
    priceBookId: book?.id ?? null,
    ...(book && { currency: book.currency, taxMode: book.taxMode }),
    rounding: {
      ...draft.rounding,
      scale: Math.min(draft.rounding.scale, digitsOf(book?.currency ?? draft.currency)),
    },
    base: book && book.currency !== 'CNY' ? draft.base : null,
  })
