import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState, SkeletonTable } from './States.tsx'

interface Props<T> {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
  /** While it is read; rows if left out. */
  skeleton?: ReactNode
}

/** What a query brought, or its skeleton, or its error with a way to try again. Old data stays on the screen. */
export function Loaded<T>({ query, children, skeleton }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return <>{skeleton ?? <SkeletonTable rows={6} columns={4} />}</>
}
