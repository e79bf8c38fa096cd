import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listKits } from '#decision/playkit/api.ts'
import { call } from '../../../../app/http.ts'
import { useMay } from '../../../../app/session.ts'
import { useNames } from '../../../../crm/data.ts'
import { endpointsQuery } from '../data.ts'
import type { Names } from './sentence.ts'

/** What kits, people and endpoints are called. */
export function useNamesOf(): Names {
  const { person } = useNames()
  const may = useMay()
  const kits = useQuery({
    queryKey: ['kits', 'list'],
    queryFn: () => call(listKits),
    enabled: may('strategy.read'),
  })
  const endpoints = useQuery({ ...endpointsQuery, enabled: may('strategy.write') })
  return useMemo(
    () => ({
      kit: id => kits.data?.find(kit => kit.id === id)?.name ?? '',
      person,
      endpoint: id => endpoints.data?.find(endpoint => endpoint.id === id)?.name ?? '',
    }),
    [kits.data, endpoints.data, person],
  )
}
