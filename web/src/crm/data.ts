import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { listAccounts, readAccount, readAccountFacets } from '#crm/account/api.ts'
import { listNotes, listTasks } from '#crm/activity/api.ts'
import { listContacts, readContact } from '#crm/contact/api.ts'
import { listLeads } from '#crm/lead/api.ts'
import { readOrg } from '#platform/org/api.ts'
import { call } from '../app/http.ts'
import { refetchOn } from '../app/live.ts'
import { queries } from '../app/queries.ts'

type In<T extends z.ZodType> = z.input<T>

export const orgQuery = queryOptions({
  queryKey: ['org'],
  queryFn: () => call(readOrg),
  staleTime: 5 * 60_000,
})

export const accountsQuery = (query: In<typeof listAccounts.query>) =>
  queryOptions({
    queryKey: ['crm', 'accounts', query],
    queryFn: ({ signal }) => call(listAccounts, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const accountQuery = (id: string) =>
  queryOptions({ queryKey: ['crm', 'account', id], queryFn: () => call(readAccount, { params: { id } }) })

export const facetsQuery = queryOptions({
  queryKey: ['crm', 'facets'],
  queryFn: () => call(readAccountFacets),
  staleTime: 60_000,
})

export const contactsQuery = (query: In<typeof listContacts.query>) =>
  queryOptions({
    queryKey: ['crm', 'contacts', query],
    queryFn: ({ signal }) => call(listContacts, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['crm', 'contact', id], queryFn: () => call(readContact, { params: { id } }) })

export const leadsQuery = (query: In<typeof listLeads.query>) =>
  queryOptions({
    queryKey: ['crm', 'leads', query],
    queryFn: ({ signal }) => call(listLeads, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const notesQuery = (query: In<typeof listNotes.query>) =>
  queryOptions({ queryKey: ['crm', 'notes', query], queryFn: () => call(listNotes, { query }) })

export const tasksQuery = (query: In<typeof listTasks.query>) =>
  queryOptions({ queryKey: ['crm', 'tasks', query], queryFn: () => call(listTasks, { query }) })

/** Reads afresh all that shows customers; what is on the screen stays until the answer is there. */
export const refreshCrm = () => queries.invalidateQueries({ queryKey: ['crm'] })

refetchOn('crm.changed', ['crm'])

export interface Names {
  person: (id: string | null | undefined) => string
  region: (id: string | null | undefined) => string
  people: { value: string; label: string }[]
  regions: { value: string; label: string }[]
}

/** Names of people and regions by id; empty until the organisation has been read. */
export function useNames(): Names {
  const { data } = useQuery(orgQuery)
  const people = data?.members ?? []
  const regions = data?.regions ?? []
  return {
    person: id => people.find(person => person.userId === id)?.name ?? '',
    region: id => regions.find(region => region.id === id)?.name ?? '',
    people: people
      .filter(person => person.active)
      .map(person => ({ value: person.userId, label: person.name })),
    regions: regions.map(region => ({ value: region.id, label: region.name })),
  }
}
