import { queryOptions } from '@tanstack/react-query'
import { listCauses, readCause } from '#decision/cause/api.ts'
import { call } from '../../../app/http.ts'

export const causesKey = ['causes']

const everyMs = 800

/** While one is being computed the list is read again and again. */
export const causeListQuery = queryOptions({
  queryKey: [...causesKey, 'list'],
  queryFn: () => call(listCauses),
  refetchInterval: query => (query.state.data?.some(item => item.state === 'running') ? everyMs : false),
})

export const causeQuery = (id: string) =>
  queryOptions({
    queryKey: [...causesKey, 'one', id],
    queryFn: () => call(readCause, { params: { id } }),
    refetchInterval: query => (query.state.data?.state === 'running' ? everyMs : false),
  })
