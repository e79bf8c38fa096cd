import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  listSuggestions,
  listUntaken,
  liveTypes,
  noteViews,
  readCap,
  readDecision,
  readSuggestion,
  readToday,
  type viewKind,
} from '#decision/suggestion/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'

export const suggestionsKey = ['suggestions']

refetchOn(liveTypes.created, suggestionsKey)
refetchOn(liveTypes.changed, suggestionsKey)

export const todayQuery = queryOptions({
  queryKey: [...suggestionsKey, 'today'],
  queryFn: () => call(readToday),
  // Snoozed ones come back and old ones expire without anything happening.
  refetchInterval: 60_000,
})

/** What I answered lately: it can be taken back, and its outcome noted. */
export const answeredQuery = queryOptions({
  queryKey: [...suggestionsKey, 'answered'],
  queryFn: () => call(listSuggestions, { query: { owner: 'me', state: 'answered', size: 10 } }),
})

export const suggestionQuery = (id: string) =>
  queryOptions({
    queryKey: [...suggestionsKey, 'one', id],
    queryFn: () => call(readSuggestion, { params: { id } }),
  })

export const suggestionListQuery = (query: z.input<typeof listSuggestions.query>) =>
  queryOptions({
    queryKey: [...suggestionsKey, 'list', query],
    queryFn: () => call(listSuggestions, { query }),
  })

export const untakenQuery = queryOptions({
  queryKey: [...suggestionsKey, 'untaken'],
  queryFn: () => call(listUntaken),
})

export const capQuery = queryOptions({ queryKey: ['suggestion-cap'], queryFn: () => call(readCap) })

/** A record never changes; only who answered its suggestions does. */
export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: [...suggestionsKey, 'decision', id],
    queryFn: () => call(readDecision, { params: { id } }),
  })

/** Tells that suggestions were seen; if it does not arrive, nothing on the screen depends on it. */
export function tellSeen(ids: string[], kind: z.infer<typeof viewKind>): void {
  if (ids.length > 0) call(noteViews, { body: { ids, kind } }).catch(() => {})
}
