import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type ContractState, contractRoutes, libraryRoutes, type Risk } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'

export const contractsQuery = (query: z.input<typeof contractRoutes.list.query>) =>
  queryOptions({
    queryKey: ['contracts', query],
    queryFn: ({ signal }) => call(contractRoutes.list, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const contractQuery = (id: string) =>
  queryOptions({
    queryKey: ['contract', id],
    queryFn: () => call(contractRoutes.read, { params: { id } }),
  })

export const quoteContractQuery = (quoteId: string) =>
  queryOptions({
    queryKey: ['contract', 'of-quote', quoteId],
    queryFn: () => call(contractRoutes.ofQuote, { params: { id: quoteId } }),
  })

export const clausesQuery = queryOptions({
  queryKey: ['contract-clauses'],
  queryFn: () => call(libraryRoutes.list),
})

for (const message of ['contract.changed', 'quote.changed', 'mandate.changed', 'approval.changed'])
  refetchOn(message, ['contracts'], ['contract'])

/** Every state has its colour and, beside it, its word. */
export const stateTones: Record<ContractState, ChipTone> = {
  draft: 'plain',
  ready: 'blue',
  sent: 'blue',
  'signed-by-us': 'blue',
  'signed-by-customer': 'ochre',
  effective: 'green',
  declined: 'red',
  expired: 'ochre',
  withdrawn: 'plain',
}

export const riskTones: Record<Risk, ChipTone> = { low: 'plain', medium: 'ochre', high: 'red' }
