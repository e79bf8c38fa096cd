import type { Id } from '#kernel/id.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import type { BacktestResult } from '../backtest-api.ts'
import type { BackFiring, Found } from './messages.ts'

export interface AccountFacts {
  id: Id
  name: string
  ownerId: Id | null
}

interface Period {
  from: Instant
  to: Instant
  timeZone: string
}

const WEEK = 7 * DAY
const mostSamples = 50
const mostOwners = 50

/** What a backtest found, with names, by day and by rep. */
export function resultOf(found: Found, accounts: readonly AccountFacts[], period: Period): BacktestResult {
  const { firings, health, seen, passed, completed, held } = found
  const facts = new Map(accounts.map(account => [account.id, account]))
  const nameOf = (key: string) => facts.get(key)?.name ?? null
  const delivered = firings.filter(({ holdout }) => !holdout)
  const load = loadOf(delivered, facts, period)
  const owners = load.filter(({ ownerId }) => ownerId !== null)
  const weeks = (period.to - period.from) / WEEK
  return {
    ...{ from: period.from, to: period.to, seen, passed, completed, held },
    firings: firings.length,
    holdout: firings.length - delivered.length,
    cooled: found.cooled.length,
    errors: health?.errors ?? 0,
    lastError: health?.lastError ?? null,
    evaluated: health?.evaluated ?? 0,
    matched: health?.matched ?? 0,
    keys: new Set(firings.map(({ key }) => key)).size,
    owners: owners.length,
    perOwnerWeek:
      owners.length === 0 ? 0 : owners.reduce((sum, one) => sum + one.delivered, 0) / owners.length / weeks,
    days: daysOf(found, period),
    samples: firings
      .toSorted((a, b) => b.at - a.at)
      .slice(0, mostSamples)
      .map(firing => ({ ...firing, name: nameOf(firing.key) })),
    near: found.near.toReversed().map(miss => ({ ...miss, name: nameOf(miss.key) })),
    load: load.slice(0, mostOwners),
  }
}

/** What each rep would have got; who owns an account today counts. */
function loadOf(
  delivered: readonly BackFiring[],
  facts: ReadonlyMap<string, AccountFacts>,
  { from, to }: Period,
): BacktestResult['load'] {
  const byOwner = Map.groupBy(delivered, ({ key }) => facts.get(key)?.ownerId ?? null)
  const all = [...byOwner].map(([ownerId, mine]) => {
    const byWeek = Map.groupBy(mine, ({ at }) => Math.floor((at - from) / WEEK))
    return {
      ownerId,
      delivered: mine.length,
      perWeek: mine.length / ((to - from) / WEEK),
      peak: Math.max(...[...byWeek.values()].map(week => week.length)),
    }
  })
  return all.sort((a, b) => b.delivered - a.delivered)
}

/** One line per day of the workspace's own zone, oldest first, quiet days too. */
function daysOf({ firings, cooled }: Found, { from, to, timeZone }: Period): BacktestResult['days'] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const days = new Map<string, BacktestResult['days'][number]>()
  const add = (day: string) => days.set(day, { day, firings: 0, holdout: 0, cooled: 0 })
  for (let at = from; at < to; at += DAY) add(format.format(at))
  add(format.format(to))
  for (const { at, holdout } of firings) {
    const day = days.get(format.format(at))
    if (day) day.firings++
    if (day && holdout) day.holdout++
  }
  for (const { at } of cooled) {
    const day = days.get(format.format(at))
    if (day) day.cooled++
  }
  return [...days.values()]
}
