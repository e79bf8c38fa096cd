import { queryOptions } from '@tanstack/react-query'
import { readCatalogue } from '#decision/ingest/api.ts'
import { call } from '../../../app/http.ts'

/** Every kind of event met so far. */
export const catalogueQuery = queryOptions({
  queryKey: ['events', 'catalogue'],
  queryFn: () => call(readCatalogue),
})
