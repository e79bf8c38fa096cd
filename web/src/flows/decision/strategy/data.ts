import { queryOptions } from '@tanstack/react-query'
import { readCatalogue } from '#decision/ingest/api.ts'
import { listFirings, listStrategies, readStrategy, readVersion } from '#decision/strategy/api.ts'
import { listEndpoints } from '#platform/notify/api.ts'
import { call } from '../../../app/http.ts'

export const strategiesKey = ['strategies']

export const strategyListQuery = queryOptions({
  queryKey: [...strategiesKey, 'list'],
  queryFn: () => call(listStrategies),
  refetchInterval: 30_000,
})

export const strategyQuery = (id: string) =>
  queryOptions({
    queryKey: [...strategiesKey, 'one', id],
    queryFn: () => call(readStrategy, { params: { id } }),
  })

export const firingsQuery = (id: string) =>
  queryOptions({
    queryKey: [...strategiesKey, 'firings', id],
    queryFn: () => call(listFirings, { params: { id }, query: { most: 100 } }),
    refetchInterval: 30_000,
  })

/** A published version never changes. */
export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['strategy-version', id, version],
    queryFn: () => call(readVersion, { params: { id, version } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const catalogueQuery = queryOptions({
  queryKey: ['event-catalogue'],
  queryFn: () => call(readCatalogue),
  staleTime: 60_000,
})

export const endpointsQuery = queryOptions({
  queryKey: ['endpoint-names'],
  queryFn: () => call(listEndpoints),
  staleTime: 60_000,
})
