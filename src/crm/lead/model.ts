import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import type { LeadStatus } from './api.ts'

/** Statuses in which a lead is still being worked on. */
export const openStatuses: LeadStatus[] = ['open', 'working']

/** The columns by which a lead is found and sorted. */
export function searchColumns(name: string) {
  const entry = searchEntry([name])
  return { nameSort: pinyinOf(name).sort, grams: entry.grams, searchText: entry.text }
}
