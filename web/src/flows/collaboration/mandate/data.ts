import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { mandateRoutes } from '#collaboration/mandate/api.ts'
import { type QuoteDraft, quoteRoutes } from '#collaboration/quote/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'

export const mandateQuery = queryOptions({
  queryKey: ['mandate'],
  queryFn: () => call(mandateRoutes.read),
})

export const versionQuery = (version: number) =>
  queryOptions({
    queryKey: ['mandate', version],
    queryFn: () => call(mandateRoutes.version, { params: { version } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const delegationsQuery = queryOptions({
  queryKey: ['mandate', 'delegations'],
  queryFn: () => call(mandateRoutes.delegations),
})

/** Whether the reader may issue a draft as it is typed. */
export const mayIQuery = (id: string, draft: QuoteDraft) =>
  queryOptions({
    queryKey: ['may-i', id, draft],
    queryFn: ({ signal }) => call(quoteRoutes.mayI, { params: { id }, body: { draft } }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })

/** The newest revision under its author's mandate, and what lets it out. */
export const quoteMandateQuery = (id: string) =>
  queryOptions({
    queryKey: ['quote', id, 'mandate'],
    queryFn: () => call(quoteRoutes.mandate, { params: { id } }),
  })

refetchOn('mandate.changed', ['mandate'], ['may-i'], ['quote'])
