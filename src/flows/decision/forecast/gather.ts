import type { Opportunities } from '#crm/opportunity/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Instant } from '#kernel/time.ts'
import { dayOf } from '#lib/forecast/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { Task } from './compute.ts'
import { dayReader, dealsOf, type Intents } from './model.ts'
import * as store from './store.ts'

export type GatherPorts = Pick<Opportunities, 'past' | 'visibleIds' | 'stages' | 'stamp'>
type Rows = Awaited<ReturnType<Opportunities['past']>>['deals']

/** What one forecast is computed from, and what its page names. */
export interface Gathered {
  task: Task
  currency: string
  otherCurrencies: number
  /** Open and ended opportunities that the actor may see, by id. */
  rows: Map<string, Rows[number]>
}

/**
 * Reads all opportunities of the workspace’s main currency with their past: the chances are learned from all of them, and only those that
 * the actor may see are looked at.
 */
export async function gather(
  tx: Tx,
  opportunities: GatherPorts,
  actor: Actor,
  now: Instant,
): Promise<Gathered> {
  const { workspaceId } = actor
  const everybody = systemActor(workspaceId)
  const day = dayReader(await store.selectTimeZone(tx, workspaceId))
  const open = (await opportunities.stages(tx, everybody)).filter(stage => stage.outcome === 'open')
  const { deals, changes } = await opportunities.past(tx, everybody)
  const currency = mainCurrency(deals)
  const counted = deals.filter(deal => deal.currency === currency)
  const ids = actor.scope.kind === 'all' ? undefined : new Set(await opportunities.visibleIds(tx, actor))
  const stages = open.map(stage => stage.key)
  const intents = await notedIntents(tx, workspaceId)
  return {
    task: {
      deals: dealsOf(counted, changes, stages, day, intents),
      visible: ids && [...ids],
      today: day(now),
      probabilities: open.map(stage => stage.probability),
    },
    currency,
    otherCurrencies: deals.length - counted.length,
    rows: new Map(counted.flatMap(row => (ids === undefined || ids.has(row.id) ? [[row.id, row]] : []))),
  }
}

/** The currency of most opportunities. */
function mainCurrency(deals: readonly { currency: string }[]): string {
  const counts = Map.groupBy(deals, deal => deal.currency)
  const [most] = [...counts].sort((a, b) => b[1].length - a[1].length)
  return most?.[0] ?? 'CNY'
}

async function notedIntents(tx: Tx, workspaceId: string): Promise<Intents> {
  const noted = new Map<string, { on: number; intent: number }[]>()
  for (const { id, day, intent } of await store.selectNotedIntents(tx, workspaceId)) {
    const list = noted.get(id) ?? []
    list.push({ on: dayOf(day), intent })
    noted.set(id, list)
  }
  return noted
}
