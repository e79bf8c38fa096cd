import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { ListState } from '../ui/types.ts'

/** The parameters of the screen's path: `const { id } = useScreenParams<'id'>()`. */
export function useScreenParams<K extends string>(): Record<K, string> {
  return useParams({ strict: false }) as Record<K, string>
}

/**
 * Opens an address of the application: `go('/quotes/1?view=deal')`. Like `Link`'s it may carry a query and a hash.
 * Resolves once the screen is there.
 */
export function useGo(): (address: string, how?: { replace: true }) => Promise<void> {
  const navigate = useNavigate()
  return useCallback((address, how) => navigate({ href: address, ...how }), [navigate])
}

type Search = Record<string, string>

/** The query of the address and a way to change it; empty values leave the address. Nothing is scrolled. */
export function useUrlState(): [Search, (change: Record<string, string | undefined>) => void] {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = useCallback(
    (next: Record<string, string | undefined>) =>
      void navigate({
        to: '.',
        search: (before: Search) => ({ ...before, ...next }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return [search, change]
}

/** Page, size and order of a list, kept in the address so that a link shows the same list. */
export function useListState(pageSize = 20): [ListState, (state: ListState) => void] {
  const [search, change] = useUrlState()
  const state = useMemo<ListState>(
    () => ({
      page: wholeOr(search.page, 1),
      pageSize: wholeOr(search.size, pageSize),
      ...(search.sort
        ? { sort: search.sort.replace(/^-/, ''), descending: search.sort.startsWith('-') }
        : {}),
    }),
    [search.page, search.size, search.sort, pageSize],
  )
  const set = (next: ListState) =>
    change({
      page: next.page === 1 ? undefined : String(next.page),
      size: next.pageSize === pageSize ? undefined : String(next.pageSize),
      sort: next.sort && (next.descending ? `-${next.sort}` : next.sort),
    })
  return [state, set]
}

function wholeOr(text: string | undefined, otherwise: number): number {
  return /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : otherwise
}
