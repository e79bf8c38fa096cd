import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useMay } from '../../../app/session.ts'
import { setCount } from '../../../shell/counts.ts'
import { listQuery } from './data.ts'

/** Keeps the number beside Collaboration true: how many approvals wait for the reader. */
export default function ApprovalCount(): null {
  const may = useMay()
  const { data } = useQuery({ ...listQuery('waiting', 1), enabled: may('approval.read') })
  const count = data?.waiting ?? 0
  useEffect(() => setCount('collaboration', count), [count])
  return null
}
