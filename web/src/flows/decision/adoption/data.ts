import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { listAdoption, readAdoption } from '#decision/adoption/api.ts'
import { liveTypes } from '#decision/suggestion/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'

const key = ['adoption']

refetchOn(liveTypes.changed, key)

/** How far back, and which strategy. */
export interface Span {
  weeks: number
  strategy?: string
}

export type Wanted = Omit<z.input<typeof listAdoption.query>, 'weeks'>

export const adoptionQuery = (span: Span) =>
  queryOptions({
    queryKey: [...key, span],
    queryFn: () => call(readAdoption, { query: span }),
    placeholderData: keepPreviousData,
  })

export const adoptionListQuery = (span: Span, wanted: Wanted) =>
  queryOptions({
    queryKey: [...key, 'list', span, wanted],
    queryFn: () => call(listAdoption, { query: { ...span, ...wanted } }),
  })
