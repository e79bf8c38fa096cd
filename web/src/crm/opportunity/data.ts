import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { z } from 'zod'
import {
  listOpportunities,
  readOpportunity,
  readOpportunityHistory,
  readPipeline,
  type Stage,
} from '#crm/opportunity/api.ts'
import type { Locale } from '#kernel/error.ts'
import { call } from '../../app/http.ts'
import { pick, useLocale } from '../../app/i18n.ts'
import { digitsOf, money } from '../../ui/format.ts'

export const opportunitiesQuery = (query: z.input<typeof listOpportunities.query>) =>
  queryOptions({
    queryKey: ['crm', 'opportunities', query],
    queryFn: ({ signal }) => call(listOpportunities, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: ['crm', 'opportunity', id],
    queryFn: () => call(readOpportunity, { params: { id } }),
  })

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['crm', 'opportunity', id, 'history'],
    queryFn: () => call(readOpportunityHistory, { params: { id } }),
  })

const pipelineQuery = queryOptions({
  queryKey: ['crm', 'pipeline'],
  queryFn: () => call(readPipeline),
  staleTime: 60_000,
})

export interface Pipeline {
  stages: Stage[]
  products: string[]
  /** The stage's name in the language of the screen. */
  name: (key: string) => string
  options: { value: string; label: string }[]
}

/** The stages in order, with their names; empty until they have been read. */
export function usePipeline(): Pipeline {
  const locale = useLocale()
  const { data } = useQuery(pipelineQuery)
  return useMemo(() => {
    const stages = data?.stages ?? []
    const options = stages.map(stage => ({ value: stage.key, label: pick(stage.name, locale) }))
    return {
      stages,
      products: data?.products ?? [],
      name: key => options.find(option => option.value === key)?.label ?? '',
      options,
    }
  }, [data, locale])
}

/** Minor units as people write them: 9600000 → "96000". */
export const toMain = (minor: number, currency: string): number => minor / 10 ** digitsOf(currency)

/** What people wrote as minor units; undefined for what is no amount. */
export function toMinor(text: string, currency: string): number | undefined {
  const value = Number(text.replace(/[,，\s]/g, ''))
  const minor = Math.round(value * 10 ** digitsOf(currency))
  return Number.isSafeInteger(minor) && minor >= 0 ? minor : undefined
}

/** An amount by size. */
export const amountText = (minor: number, currency: string, locale: Locale): string =>
  money(minor, locale, currency)

/** An estimated amount: parts of the main unit would promise too much. */
export const roughText = (minor: number, currency: string, locale: Locale): string =>
  money(Math.round(toMain(minor, currency)) * 10 ** digitsOf(currency), locale, currency)

/** The main unit as people call it: 元, CNY. */
export const unitOf = (currency: string, locale: Locale): string =>
  currency === 'CNY' && locale === 'zh-CN' ? '元' : currency
