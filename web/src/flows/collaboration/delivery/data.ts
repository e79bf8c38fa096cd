import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type DeliveryState,
  type DeliveryView,
  deliveryRoutes,
  type NeedInput,
} from '#collaboration/delivery/api.ts'
import type { Locale } from '#kernel/error.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'
import { weekday } from '../../../ui/format.ts'
import type { DeliveryText } from './texts.ts'

export const calendarQuery = (query: z.input<typeof deliveryRoutes.calendar.query>) =>
  queryOptions({
    queryKey: ['delivery', 'calendar', query],
    queryFn: ({ signal }) => call(deliveryRoutes.calendar, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const teamsQuery = queryOptions({
  queryKey: ['delivery', 'teams'],
  queryFn: () => call(deliveryRoutes.teams),
})

export const slotQuery = (quoteId: string) =>
  queryOptions({
    queryKey: ['delivery', 'quote', quoteId],
    queryFn: () => call(deliveryRoutes.ofQuote, { params: { id: quoteId } }),
  })

export const offersQuery = (body: NeedInput & { quoteId?: string }) =>
  queryOptions({
    queryKey: ['delivery', 'offers', body],
    queryFn: ({ signal }) => call(deliveryRoutes.offers, { body }, { signal }),
    placeholderData: keepPreviousData,
  })

refetchOn('delivery.changed', ['delivery'])

/** Every state has its colour and, beside it, its word. */
const stateTones: Record<DeliveryState, ChipTone> = {
  held: 'ochre',
  planned: 'blue',
  started: 'green',
  done: 'plain',
  released: 'plain',
  cancelled: 'red',
}

/** Where a delivery stands, in a colour and a word: that its money is gone comes first. */
export function stateOf({ state, unpaid }: DeliveryView): [ChipTone, DeliveryText] {
  if (state !== 'started' || !unpaid || unpaid.decision === 'go-on') return [stateTones[state], state]
  return unpaid.decision === 'pause' ? ['plain', 'paused'] : ['red', 'unpaid']
}

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)

/** A working day that nobody is at work on, or a weekend that everybody is: public holidays and their make-up days. */
export function markOf({
  day,
  workday,
}: {
  day: string
  workday: boolean
}): 'holiday' | 'worked' | undefined {
  const weekend = [0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay())
  if (workday === weekend) return workday ? 'worked' : 'holiday'
  return undefined
}

/** The Monday of a day’s week. */
export const mondayOf = (day: string): string =>
  addDays(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7))

export const weekdayOf = (day: string, locale: Locale): string => weekday(Date.parse(`${day}T12:00`), locale)

/** "12-01 周二", or with an end "12-01 周二 – 12-03 周四". */
export function daysText(from: string, to: string, locale: Locale): string {
  const one = (day: string) => `${day.slice(5)} ${weekdayOf(day, locale)}`
  return from === to ? one(from) : `${one(from)} – ${one(to)}`
}
