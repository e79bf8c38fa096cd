import { useListState, useUrlState } from '../app/url-state.ts'

export type ListView = ReturnType<typeof useListPage>

/** Search text and filters of a list, kept in the address beside page and order. A change goes back to the first page. */
export function useListPage(filterKeys: readonly string[]) {
  const [search, change] = useUrlState()
  const [state, setState] = useListState()
  const values = Object.fromEntries(filterKeys.map(key => [key, search[key] ? search[key].split(',') : []]))
  const setValues = (next: Record<string, string[]>) =>
    change({
      ...Object.fromEntries(filterKeys.map(key => [key, next[key]?.join(',') || undefined])),
      page: undefined,
    })
  return {
    state,
    setState,
    values,
    setValues,
    q: search.q ?? '',
    /** Nothing was asked for: what is not there is not there at all. */
    unfiltered: !search.q && filterKeys.every(key => !search[key]),
    setQ: (q: string) => change({ q: q || undefined, page: undefined }),
    /** Page, size, order and search as every list route takes them. */
    query: {
      page: state.page,
      size: state.pageSize,
      ...(search.q ? { q: search.q } : {}),
      ...(state.sort && state.descending !== undefined
        ? { descending: state.descending ? ('true' as const) : ('false' as const) }
        : {}),
    },
    search,
    change,
  }
}
