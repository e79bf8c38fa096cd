import { queryOptions } from '@tanstack/react-query'
import { listKits, previewKit, readKit } from '#decision/playkit/api.ts'
import { call } from '../../../app/http.ts'

export const kitsKey = ['kits']

export const kitListQuery = queryOptions({ queryKey: [...kitsKey, 'list'], queryFn: () => call(listKits) })

export const kitQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: [...kitsKey, 'one', id, version ?? 'now'],
    queryFn: () => call(readKit, { params: { id }, query: version === undefined ? {} : { version } }),
  })

export const deliveredQuery = (id: string, account: string, version: number) =>
  queryOptions({
    queryKey: [...kitsKey, 'delivered', id, account, version],
    queryFn: () => call(previewKit, { params: { id }, query: { account } }),
  })
