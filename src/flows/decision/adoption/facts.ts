import type { Db, Tx } from '#db/connection.ts'
import type { ShownSuggestion } from '#decision/suggestion/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { startOfWeek, weekOf, weeksAfter } from '#lib/calendar/index.ts'
import type { MemberView } from '#platform/org/api.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { outcomeDays } from './api.ts'
import type { Fact, Moved } from './model.ts'
import * as store from './store.ts'

export interface AdoptionPorts {
  db: Db
  clock: Clock
  outbox: Outbox
  /** What came up in a stretch of time. */
  shown(tx: Tx, workspaceId: Id, stretch: { from: Instant; before: Instant }): Promise<ShownSuggestion[]>
  accounts: {
    byIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<{ id: Id; name: string }[]>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
  /** Keys of the pipeline's stages in their order: the open ones, then won, then lost. */
  stages(tx: Tx, workspaceId: Id): Promise<{ key: string; outcome: 'open' | 'won' | 'lost' }[]>
  strategyNames(workspaceId: Id): Promise<Map<string, string>>
  members(tx: Tx, workspaceId: Id): Promise<MemberView[]>
}

export interface Facts {
  /** Mondays, oldest first, this week last. */
  weeks: string[]
  from: Instant
  facts: Fact[]
  titles: Map<Id, ShownSuggestion['title']>
}

/** Everything shown in the last weeks, with its customer's kind and what became of it. */
export async function readFacts(
  { shown, accounts, stages }: AdoptionPorts,
  tx: Tx,
  workspaceId: Id,
  now: Instant,
  span: number,
): Promise<Facts> {
  const timeZone = await store.timeZoneOf(tx, workspaceId)
  const last = weekOf(now, timeZone)
  const weeks = Array.from({ length: span }, (_, i) => weeksAfter(last, i + 1 - span))
  const starts = weeks.map(week => startOfWeek(week, timeZone))
  const from = starts[0]!
  const rows = await shown(tx, workspaceId, { from, before: now + 1 })
  const ids = [...new Set(rows.flatMap(({ accountId }) => (accountId ? [accountId] : [])))]
  const profiles =
    ids.length > 0 ? await accounts.profiles(tx, workspaceId, ids) : new Map<Id, Record<string, unknown>>()
  const steps = forwardSteps(
    await store.selectSteps(tx, workspaceId, ids, from),
    await stages(tx, workspaceId),
  )
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const facts = rows.map(({ ownerId, probability, title: _, ...row }): Fact => {
    const profile = profiles.get(row.accountId ?? '') ?? {}
    return {
      ...row,
      userId: ownerId,
      chance: probability,
      week: weeks[starts.findLastIndex(start => start <= row.shownAt)]!,
      tier: text(profile.tier),
      industry: text(profile.industry),
      region: text(profile.region),
      ripe: row.shownAt + outcomeDays * DAY <= now,
      moved: movedAfter(steps.get(row.accountId ?? '') ?? [], row.shownAt, now),
    }
  })
  return { weeks, from, facts, titles: new Map(rows.map(({ id, title }) => [id, title])) }
}

type Forward = { at: Instant; won: boolean }

/** Per customer, the steps that lead on: won, a later stage, a note of progress. */
function forwardSteps(
  steps: readonly store.Step[],
  stages: readonly { key: string; outcome: string }[],
): Map<Id, Forward[]> {
  const order = new Map(stages.filter(({ outcome }) => outcome === 'open').map(({ key }, i) => [key, i]))
  const found = new Map<Id, Forward[]>()
  for (const step of steps) {
    const won = step.type === 'opportunity.won' || step.outcome === 'won'
    const later = (order.get(step.to ?? '') ?? -1) > (order.get(step.from ?? '') ?? Number.POSITIVE_INFINITY)
    if (!won && !later && step.outcome !== 'advanced') continue
    const own = found.get(step.customer)
    if (own) own.push({ at: step.at, won })
    else found.set(step.customer, [{ at: step.at, won }])
  }
  return found
}

function movedAfter(steps: readonly Forward[], shownAt: Instant, now: Instant): Moved {
  const until = shownAt + outcomeDays * DAY
  const after = steps.filter(({ at }) => at > shownAt && at <= until)
  if (after.some(({ won }) => won)) return 'won'
  if (after.length > 0) return 'advanced'
  return now < until ? 'pending' : 'none'
}
