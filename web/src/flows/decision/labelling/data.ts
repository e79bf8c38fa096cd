import { queryOptions } from '@tanstack/react-query'
import {
  listLabels,
  liveTypes,
  readBoard,
  readPanel,
  readQueue,
  type Verdict,
} from '#decision/labelling/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'

export const labellingKey = ['labelling']

refetchOn(liveTypes.changed, labellingKey)

export const queueQuery = queryOptions({
  queryKey: [...labellingKey, 'queue'],
  queryFn: () => call(readQueue),
})

export const boardQuery = queryOptions({
  queryKey: [...labellingKey, 'board'],
  queryFn: () => call(readBoard),
})

export const panelQuery = queryOptions({
  queryKey: [...labellingKey, 'panel'],
  queryFn: () => call(readPanel),
})

export const labelsQuery = (query: { term?: string; verdict?: Verdict }) =>
  queryOptions({
    queryKey: [...labellingKey, 'labels', query],
    queryFn: () => call(listLabels, { query }),
  })
