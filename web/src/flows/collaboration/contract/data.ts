import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type ContractLanguage,
  type ContractState,
  contractRoutes,
  type LibraryClause,
  libraryRoutes,
  type Risk,
} from '#collaboration/contract/api.ts'
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

export const templatesQuery = queryOptions({
  queryKey: ['contract-templates'],
  queryFn: () => call(contractRoutes.templates),
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

/** When a clause applies, in words. */
export const conditionTexts = {
  always: 'whenAlways',
  services: 'whenServices',
  subscriptions: 'whenSubscriptions',
  retention: 'whenRetention',
  'foreign-currency': 'whenForeign',
  'personal-data': 'whenPersonal',
  'co-creation': 'whenCoCreation',
} as const

/** The newest wording in a language. */
export const wordingOf = (one: LibraryClause, language: ContractLanguage) =>
  one.wordings.find(wording => wording.language === language)

/** Its title in this language, else in the one it has. */
export const titleOf = (one: LibraryClause, language: ContractLanguage): string =>
  (wordingOf(one, language) ?? one.wordings[0])?.title ?? one.key
