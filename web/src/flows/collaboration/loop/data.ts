import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type LoopLine, type LoopStep, loopRoutes, type StepView, type Why } from '#collaboration/loop/api.ts'
import { call } from '../../../app/http.ts'
import type { Say } from '../../../app/i18n.ts'
import { refetchOn } from '../../../app/live.ts'
import type { Names } from '../../../crm/data.ts'
import type { LoopText } from './texts.ts'

export const loopQuery = (query: z.input<typeof loopRoutes.list.query>) =>
  queryOptions({
    queryKey: ['loop', 'list', query],
    queryFn: ({ signal }) => call(loopRoutes.list, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const lineQuery = (quoteId: string) =>
  queryOptions({
    queryKey: ['loop', 'line', quoteId],
    queryFn: () => call(loopRoutes.read, { params: { id: quoteId } }),
  })

export const figuresQuery = (query: z.input<typeof loopRoutes.figures.query>) =>
  queryOptions({
    queryKey: ['loop', 'figures', query],
    queryFn: ({ signal }) => call(loopRoutes.figures, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

refetchOn('loop.changed', ['loop'])

/** What a deal waits for, in words. */
export function whyText(why: Why, say: Say<LoopText>): string {
  const words: Partial<Record<Why, LoopText>> = { slot: 'slotWhy', done: 'doneWhy', ended: 'endedWhy' }
  return say(words[why] ?? (why as LoopText))
}

/** Whom it waits for, in words. */
export function whomText(line: LoopLine, names: Names, say: Say<LoopText>): string {
  if (line.waits === 'customer') return say('customer')
  if (line.waits === 'nobody') return line.state === 'open' ? say('nobody') : '—'
  return line.waitsFor.map(names.person).filter(Boolean).join('、')
}

export const stateText = (state: StepView['state'], say: Say<LoopText>): string =>
  say(state === 'open' ? 'openStep' : state)

const minute = 60_000
/** A span of time by its size: "6.2 天", "3.4 小时", "12 分钟". */
export function spanText(ms: number, say: Say<LoopText>): string {
  const of = (value: number, unit: LoopText) =>
    `${value >= 10 ? Math.round(value) : Number(value.toFixed(1))} ${say(unit)}`
  if (ms >= 48 * 60 * minute) return of(ms / (24 * 60 * minute), 'day')
  if (ms >= 60 * minute) return of(ms / (60 * minute), 'hour')
  if (ms >= minute) return of(ms / minute, 'minute')
  return ms < 1000 ? say('instant') : of(ms / 1000, 'second')
}

/** Where the act of a step is at home. */
export function placeOf({ quoteId, contractId }: LoopLine, step: LoopStep): string {
  if (step === 'quote') return `/quotes/${quoteId}`
  if (step === 'delivery') return '/delivery'
  if (step === 'contract' && contractId) return `/contracts/${contractId}`
  return `/quotes/${quoteId}?view=deal#${step}`
}
