import { queryOptions } from '@tanstack/react-query'
import { listExperiments, readExperiment } from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'

export const experimentsKey = ['experiments']

export const experimentListQuery = queryOptions({
  queryKey: [...experimentsKey, 'list'],
  queryFn: () => call(listExperiments),
})

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentsKey, 'one', id],
    queryFn: () => call(readExperiment, { params: { id } }),
  })
