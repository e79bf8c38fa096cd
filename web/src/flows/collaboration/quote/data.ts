import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type QuoteState, quoteRoutes } from '#collaboration/quote/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import { queries } from '../../../app/queries.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'

export const quotesQuery = (query: z.input<typeof quoteRoutes.list.query>) =>
  queryOptions({
    queryKey: ['quotes', query],
    queryFn: ({ signal }) => call(quoteRoutes.list, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const quoteQuery = (id: string) =>
  queryOptions({ queryKey: ['quote', id], queryFn: () => call(quoteRoutes.read, { params: { id } }) })

export const compareQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['quote', id, 'compare', from, to],
    queryFn: () => call(quoteRoutes.compare, { params: { id }, query: { from, to } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export { booksQuery, productsQuery } from '../../../crm/product/data.ts'

export const refreshQuotes = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ['quotes'] }),
    queries.invalidateQueries({ queryKey: ['quote'] }),
  ])

refetchOn('quote.changed', ['quotes'], ['quote'])

/** Every state has its colour and, beside it, its word. */
export const stateTones: Record<QuoteState, ChipTone> = {
  draft: 'plain',
  issued: 'blue',
  accepted: 'green',
  declined: 'red',
  withdrawn: 'plain',
  expired: 'ochre',
}
