import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useMay } from '../../../app/session.ts'
import { setCount } from '../../../shell/counts.ts'
import { todayQuery } from './data.ts'

/** Keeps the number beside Today true, whatever screen is open. */
export function useTodayCount(): void {
  const may = useMay()
  const { data } = useQuery({ ...todayQuery, enabled: may('suggestion.read') })
  const count = data?.items.length ?? 0
  useEffect(() => setCount('today', count), [count])
}
