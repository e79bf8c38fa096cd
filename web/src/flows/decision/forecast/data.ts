import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  listForecastDeals,
  listForecastIssues,
  listForecastOverrides,
  readForecast,
  readForecastBridge,
} from '#decision/forecast/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'

const key = 'forecast'
refetchOn('crm.changed', [key])

export const forecastQuery = queryOptions({ queryKey: [key], queryFn: () => call(readForecast) })

export const bridgeQuery = (period: 'month' | 'quarter') =>
  queryOptions({
    queryKey: [key, 'bridge', period],
    queryFn: () => call(readForecastBridge, { query: { period } }),
    placeholderData: keepPreviousData,
  })

export const dealsQuery = (query: z.input<typeof listForecastDeals.query>) =>
  queryOptions({
    queryKey: [key, 'deals', query],
    queryFn: ({ signal }) => call(listForecastDeals, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const overridesQuery = queryOptions({
  queryKey: [key, 'overrides'],
  queryFn: () => call(listForecastOverrides),
})

export const issuesQuery = queryOptions({
  queryKey: [key, 'issues'],
  queryFn: () => call(listForecastIssues),
})
