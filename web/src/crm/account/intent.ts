import { queryOptions } from '@tanstack/react-query'
import { type Act, type IntentView, readIntent } from '#decision/intent/api.ts'
import { call } from '../../app/http.ts'
import { refetchOn } from '../../app/live.ts'
import { isoDay } from '../../ui/format.ts'
import type { IntentPoint } from '../../ui/types.ts'

const day = 86_400_000

/** The intent of an account with the raw acts behind it, the strongest first. */
export const intentQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['crm', 'intent', accountId],
    queryFn: () => call(readIntent, { params: { id: accountId }, query: { most: 200 } }),
  })

refetchOn('timeline.changed', ['crm', 'intent'], ['crm', 'timeline'], ['crm', 'account'])

/** Day by day over 30 days: the last value known at each day's end, and how many acts the customer did that day. */
export function dailyPoints(intent: IntentView, now: number): IntentPoint[] {
  const acts = Map.groupBy(intent.evidence.acts, act => isoDay(act.at))
  return Array.from({ length: 30 }, (_, i) => {
    const at = now - (29 - i) * day
    const name = isoDay(at)
    const known = intent.points.filter(point => isoDay(point.at) <= name).at(-1)
    return {
      day: name,
      value: known?.value ?? intent.evidence.prior.value,
      acts: acts.get(name)?.length ?? 0,
    }
  }).map((point, i, all) => (i === all.length - 1 ? { ...point, value: intent.evidence.total.value } : point))
}

/** Acts per day over 30 days of one person, oldest first. */
export function dailyActs(acts: readonly Act[], now: number): number[] {
  const counts = new Array<number>(30).fill(0)
  for (const act of acts) {
    const ago = Math.round((Date.parse(isoDay(now)) - Date.parse(isoDay(act.at))) / day)
    if (ago >= 0 && ago < 30) counts[29 - ago]!++
  }
  return counts
}
