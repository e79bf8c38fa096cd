import type { Instant } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import { type Day, type Deal, dayOf, type Step } from '#lib/forecast/index.ts'

/** An opportunity as the forecast needs it. */
export interface PastRow {
  id: string
  stage: string
  outcome: 'won' | 'lost' | null
  amount: number | null
  currency: string
  product: string | null
  ownerId: string | null
  departmentId: string | null
  openedAt: Date
  closedAt: Date | null
}

/** A state of an opportunity, from an instant on. */
export interface PastChange {
  opportunityId: string
  at: Date
  toStage: string
  outcome: 'won' | 'lost' | null
  amount: number | null
  expectedCloseOn: string | null
}

/** Intents of accounts as they were noted with forecasts that were issued: by opportunity, day and log-odds. */
export type Intents = ReadonlyMap<string, readonly { on: Day; intent: number }[]>

/** The day of an instant where the workspace is. Asked for thousands of instants, so each hour is worked out once. */
export function dayReader(timeZone: string): (at: Instant) => Day {
  const hours = new Map<number, Day>()
  return at => {
    const quarterHour = Math.floor(at / 900_000)
    let day = hours.get(quarterHour)
    if (day === undefined) {
      day = dayOf(wallClock(at, timeZone).date)
      hours.set(quarterHour, day)
    }
    return day
  }
}

/**
 * Opportunities and their changes as deals of lib/forecast. Labels: owner, department, product.
 * @param stages keys of the open stages, in order
 * @param changes in order of time within each opportunity
 */
export function dealsOf(
  rows: readonly PastRow[],
  changes: readonly PastChange[],
  stages: readonly string[],
  day: (at: Instant) => Day,
  intents: Intents,
): Deal[] {
  const places = new Map(stages.map((key, place) => [key, place]))
  const byDeal = Map.groupBy(changes, change => change.opportunityId)
  return rows.map(row => {
    const opened = day(row.openedAt.getTime())
    const steps = stepsOf(byDeal.get(row.id) ?? [], places, day)
    if (steps.length === 0) steps.push({ on: opened, stage: 0, amount: row.amount })
    return {
      id: row.id,
      opened,
      steps: withIntents(steps, intents.get(row.id) ?? []),
      labels: [row.ownerId ?? '', row.departmentId ?? '', row.product ?? ''],
      family: row.product ?? '',
      ...(row.outcome !== null &&
        row.closedAt !== null && {
          ended: {
            on: day(row.closedAt.getTime()),
            won: row.outcome === 'won',
            amount: row.outcome === 'won' ? (row.amount ?? 0) : 0,
          },
        }),
    }
  })
}

/** One step a day, the last of the day; what ended it is no step. */
function stepsOf(
  changes: readonly PastChange[],
  places: ReadonlyMap<string, number>,
  day: (at: Instant) => Day,
): Step[] {
  const steps: Step[] = []
  for (const change of changes) {
    if (change.outcome !== null) continue
    const on = day(change.at.getTime())
    if (steps.at(-1)?.on === on) steps.pop()
    steps.push({
      on,
      stage: places.get(change.toStage) ?? 0,
      amount: change.amount,
      ...(change.expectedCloseOn !== null && { expected: dayOf(change.expectedCloseOn) }),
    })
  }
  return steps
}

/** Steps at which the intent became known or another one, woven in. */
function withIntents(steps: Step[], noted: readonly { on: Day; intent: number }[]): Step[] {
  if (noted.length === 0) return steps
  const days = [...new Set([...steps, ...noted].map(({ on }) => on))].sort((a, b) => a - b)
  return days.flatMap(on => {
    const step = steps.findLast(each => each.on <= on)
    const known = noted.findLast(each => each.on <= on)
    return step ? [{ ...step, on, ...(known && { intent: known.intent }) }] : []
  })
}
