import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { documentRoutes } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import { queries } from '../../../app/queries.ts'

export const listQuery = (query: z.input<typeof documentRoutes.list.query>) =>
  queryOptions({
    queryKey: ['document', 'list', query],
    queryFn: ({ signal }) => call(documentRoutes.list, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ['document', 'one', id],
    queryFn: () => call(documentRoutes.read, { params: { id } }),
    // The live message may come before the stream is open: look again until the version is read.
    refetchInterval: query => (query.state.data?.versions.at(-1)?.status === 'processing' ? 2_000 : false),
  })

export const readingQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['document', 'reading', id, version],
    queryFn: () => call(documentRoutes.reading, { params: { id }, query: { version } }),
    enabled: version > 0,
    placeholderData: keepPreviousData,
  })

export const viewsQuery = (id: string) =>
  queryOptions({
    queryKey: ['document', 'views', id],
    queryFn: () => call(documentRoutes.views, { params: { id } }),
  })

export const sectionsQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['document', 'sections', id, number],
    queryFn: () => call(documentRoutes.sections, { params: { id, number } }),
  })

/** Reads afresh all that shows documents. */
export const refreshDocuments = () => queries.invalidateQueries({ queryKey: ['document'] })

refetchOn('document.read', ['document'])
refetchOn('document.changed', ['document'])

/** The address of a page's picture. */
export const pagePicture = (id: string, version: number, page: number, size: 'small' | 'large' = 'small') =>
  `/api/v1/documents/${id}/versions/${version}/pages/${page}?size=${size}`
