import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  answerBoard,
  type BoardSettings,
  type BoardTouch,
  listBoardCustomers,
  listBoards,
  type Place,
  readBoard,
  readShare,
} from '#decision/attribution/api.ts'
import type { Locale } from '#kernel/error.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { call } from '../../../app/http.ts'
import { actWords } from '../ingest/act-words.ts'
import { conditionWords } from '../strategy/studio/condition-words.ts'

export const boardsKey = ['journeys']

export const boardListQuery = queryOptions({
  queryKey: [...boardsKey, 'list'],
  queryFn: () => call(listBoards),
})

export const boardQuery = (id: string) =>
  queryOptions({ queryKey: [...boardsKey, 'one', id], queryFn: () => call(readBoard, { params: { id } }) })

export const shareQuery = (token: string) =>
  queryOptions({
    queryKey: [...boardsKey, 'share', token],
    queryFn: () => call(readShare, { params: { token } }),
  })

/** The last answer stays on the screen until the next one is there. */
export const answerQuery = (settings: BoardSettings) =>
  queryOptions({
    queryKey: [...boardsKey, 'answer', settings],
    queryFn: ({ signal }) => call(answerBoard, { body: settings }, { signal }),
    enabled: isAskable(settings),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

/** A funnel needs a step at least. */
export const isAskable = (settings: BoardSettings) => settings.touches.some(touch => !touch.aside)

export const customersQuery = (settings: BoardSettings, place: Place) =>
  queryOptions({
    queryKey: [...boardsKey, 'customers', settings, place],
    queryFn: () => call(listBoardCustomers, { body: { settings, place } }),
  })

export const emptySettings: BoardSettings = {
  touches: [],
  success: null,
  windowDays: 30,
  period: { days: 90 },
  segment: { tags: [], tiers: [], industries: [] },
}

/** A condition in words, "停留 ≥ 20 秒"; what words can't say, as written. */
export const shortCondition = (where: string, locale: Locale): string =>
  conditionWords(where, locale) ?? where

/** A step in words: the act, and what is asked of it. */
export function stepWords(touch: BoardTouch, locale: Locale): string {
  const name = actWords(locale)(touch.event)
  if (touch.where === '') return name
  const condition = shortCondition(touch.where, locale)
  return locale === 'zh-CN' ? `${name}（${condition}）` : `${name} (${condition})`
}

/** Milliseconds as people say them: "3.2 天", "5 h", "12 min". */
export function span(ms: number, locale: Locale): string {
  const zh = locale === 'zh-CN'
  if (ms < MINUTE) return zh ? '不到 1 分钟' : 'under 1 min'
  if (ms < HOUR) return zh ? `${Math.round(ms / MINUTE)} 分钟` : `${Math.round(ms / MINUTE)} min`
  if (ms < 2 * DAY) return zh ? `${Math.round(ms / HOUR)} 小时` : `${Math.round(ms / HOUR)} h`
  return zh ? `${(ms / DAY).toFixed(1)} 天` : `${(ms / DAY).toFixed(1)} days`
}
