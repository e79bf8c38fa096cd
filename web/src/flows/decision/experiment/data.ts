import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listExperiments, readExperiment } from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'

export const experimentsKey = ['experiments']

export const experimentListQuery = (query: { page: number; size: number } | { strategy: string }) =>
  queryOptions({
    queryKey: [...experimentsKey, 'list', query],
    queryFn: () => call(listExperiments, { query }),
    placeholderData: keepPreviousData,
  })

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentsKey, 'one', id],
    queryFn: () => call(readExperiment, { params: { id } }),
  })
