import type { EntryRow, ProductRow } from '#crm/product/index.ts'
import { AppError } from '#kernel/error.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { instantOf, wallClock } from '#lib/calendar/index.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { type Measures, measuresOf, PriceFault, priceQuote } from '#lib/price/index.ts'
import {
  errors,
  type QuoteDraft,
  type QuoteState,
  type RevisionContent,
  type RevisionInternal,
  type RevisionLine,
} from './api.ts'

/** Days of quotes end here, wherever the reader is. */
export const zone = 'Asia/Shanghai'

/** YYYY-MM-DD on the wall in Shanghai. */
export const dayOf = (now: Instant): string => wallClock(now, zone).date

/** The first instant after a day: a quote valid until that day can be accepted before it. */
export function endOf(day: string): Instant {
  const next = new Date(Date.parse(`${day}T00:00Z`) + DAY).toISOString().slice(0, 10)
  return instantOf(next, 0, zone)
}

/** The state as it is now: an issued quote whose last day is over has expired. */
export function stateOf(
  { status, validUntil }: { status: Exclude<QuoteState, 'expired'>; validUntil: Date | null },
  now: Instant,
): QuoteState {
  return status === 'issued' && validUntil !== null && validUntil.getTime() <= now ? 'expired' : status
}

export type Decision = 'accepted' | 'declined' | 'withdrawn'

/**
 * The state machine after issuing: an issued quote is accepted, declined or withdrawn; an expired one is declined or withdrawn, never
 * accepted. Ended ones stay, except that issuing a new revision begins anew (unless accepted).
 * @returns false where it is so already
 * @throws quote.not-issued, quote.superseded, quote.expired, quote.ended
 */
export function checkDecision(
  quote: {
    status: Exclude<QuoteState, 'expired'>
    hash: string | null
    validUntil: Date | null
  },
  decision: Decision,
  hash: string,
  now: Instant,
): boolean {
  if (quote.hash === null || quote.validUntil === null) throw new AppError(errors['quote.not-issued'])
  if (quote.hash !== hash) throw new AppError(errors['quote.superseded'])
  const state = stateOf(quote, now)
  if (state === decision) return false
  if (state === 'expired' && decision === 'accepted')
    throw new AppError(errors['quote.expired'], { day: dayOf(quote.validUntil.getTime() - 1) })
  if (state !== 'issued' && state !== 'expired') throw new AppError(errors['quote.ended'])
  return true
}

/** The columns by which a quote is found. */
export function searchColumns(name: string, number: string) {
  const entry = searchEntry([name, number])
  return { nameSort: pinyinOf(name).sort, grams: entry.grams, searchText: entry.text }
}

/** What products cost in a book, by product; floor and cost too. */
export interface Catalogue {
  products: ReadonlyMap<string, ProductRow>
  entries: ReadonlyMap<string, EntryRow>
  trim(text: string): string
}

/** The draft's lines with master data and list prices as the server knows them: what the browser says of those is not believed. */
export function resolve(draft: QuoteDraft, { products, entries, trim }: Catalogue) {
  const lines = draft.lines.map((line): RevisionLine => {
    const product = line.productId === null ? undefined : products.get(line.productId)
    const entry = line.productId === null ? undefined : entries.get(line.productId)
    const known = product && {
      name: product.name,
      kind: product.kind,
      unit: product.unit,
      // Parameters are what is promised to this customer: they may be put more exactly.
      spec: line.spec || (product.spec ?? ''),
    }
    const listed = entry ? trim(entry.price) : null
    return {
      ...line,
      ...known,
      productId: product?.id ?? null,
      periods: (known?.kind ?? line.kind) === 'subscription' ? line.periods : 1,
      price: listed === null ? line.price : null,
      code: product?.code ?? null,
      family: product?.family ?? null,
      listPrice: listed,
      tiers: entry?.tiers ?? [],
    }
  })
  const bundles = draft.bundles.map(bundle => {
    const entry = bundle.productId === null ? undefined : entries.get(bundle.productId)
    return entry ? { ...bundle, price: trim(entry.price) } : bundle
  })
  const costs = draft.lines.map(({ id, productId }) => {
    const entry = productId === null ? undefined : entries.get(productId)
    const text = (value: string | null | undefined) => (value ? trim(value) : null)
    return { id, cost: text(entry?.cost), floor: text(entry?.floor) }
  })
  return { lines, bundles, costs }
}

/** Sums, with what is wrong told as an error of ours. @throws quote.fault-… with the line's row, counted from 1 */
export function priceOf(
  content: Pick<RevisionContent, 'terms' | 'lines' | 'bundles'>,
): RevisionContent['priced'] {
  try {
    return priceQuote(content)
  } catch (error) {
    if (!(error instanceof PriceFault)) throw error
    const row = content.lines.findIndex(({ id }) => id === error.lineId)
    throw new AppError(
      errors[`quote.fault-${error.kind}`],
      row < 0 ? {} : { row: row + 1, line: error.lineId },
    )
  }
}

/** The measures of a revision; those that tell costs only for who may see them. */
export function measuresFor(
  content: RevisionContent,
  internal: RevisionInternal,
  seesCosts: boolean,
): Measures {
  const all = measuresOf({ ...content, costs: internal.costs })
  return seesCosts ? all : { ...all, margin: null, marginAfterWaiting: null, cost: null, belowFloor: [] }
}
