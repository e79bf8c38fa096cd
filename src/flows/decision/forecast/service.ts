import type { Accounts } from '#crm/account/index.ts'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { bridge, dayName, dayOf, fewestEndings, sideSum } from '#lib/forecast/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import * as api from './api.ts'
import type { DealOutlook, Standing } from './compute.ts'
import { type Known, makeForecastEngine } from './engine.ts'
import { type GatherPorts, gather } from './gather.ts'
import { dayReader } from './model.ts'
import { actualOf, issueBody, issueViewOf, overrideViewOf } from './said.ts'
import * as store from './store.ts'

export interface ForecastPorts {
  db: Db
  clock: Clock
  opportunities: GatherPorts
  accounts: Pick<Accounts, 'byIds'>
}

export type Forecasts = ReturnType<typeof makeForecasts>

type DealQuery = Out<(typeof api.listForecastDeals)['query']>
type Period = 'month' | 'quarter'

/** The forecast of whatever an actor may see, computed when asked and kept until something changes. */
export function makeForecasts({ db, clock, opportunities, accounts }: ForecastPorts) {
  const engine = makeForecastEngine()

  const know = async (actor: Actor): Promise<Known> => {
    const { workspaceId } = actor
    const now = clock.now()
    const stamp = await db.tx(workspaceId, async tx => {
      const day = dayReader(await store.selectTimeZone(tx, workspaceId))(now)
      return `${day}|${await opportunities.stamp(tx, workspaceId)}`
    })
    const key = `${workspaceId}|${JSON.stringify(actor.scope)}|${actor.scope.kind === 'own' ? actor.id : ''}`
    return engine.get(key, stamp, () => db.tx(workspaceId, tx => gather(tx, opportunities, actor, now)))
  }

  const intentsOf = (actor: Actor, ids: readonly Id[]) =>
    db.tx(actor.workspaceId, async tx => {
      const found = await accounts.byIds(tx, actor.workspaceId, [...new Set(ids)])
      return new Map(found.map(({ id, score }) => [id, score]))
    })

  return {
    read: async (actor: Actor): Promise<api.ForecastView> => {
      const { gathered, computed } = await know(actor)
      const { task, currency, otherCurrencies, rows } = gathered
      return {
        ...{ day: dayName(task.today), currency, otherCurrencies },
        open: [...rows.values()].filter(row => row.outcome === null).length,
        learnedFrom: { ...computed.learnedFrom, needed: fewestEndings },
        ...{ forecast: computed.forecast, past: computed.past, accuracy: computed.accuracy },
      }
    },

    deals: async (actor: Actor, query: DealQuery) => {
      const known = await know(actor)
      const wanted = sorted(filtered(known, query), known, query)
      const page = wanted.slice((query.page - 1) * query.size, query.page * query.size)
      const accountIds = page.flatMap(deal => known.gathered.rows.get(deal.id)?.accountId ?? [])
      const intents = await intentsOf(actor, accountIds)
      const items = page.map(deal => dealView(known, deal, clock.now(), intents))
      return { items, total: wanted.length, totalIsCapped: false }
    },

    bridge: async (actor: Actor, period: Period): Promise<api.BridgeView> => {
      const known = await know(actor)
      const { now, weekAgo } = known.computed
      if (!now || !weekAgo) throw new AppError(api.errors['forecast.not-enough'])
      const [before, after] = [sideOf(known, weekAgo, period), sideOf(known, now, period)]
      const lines = bridge(before, after).sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
      return {
        ...{ from: dayName(weekAgo.day), to: dayName(now.day) },
        ...{ before: sideSum(before), now: sideSum(after) },
        lines: lines.map(({ id, reason, by }) => {
          const name = id === undefined ? null : (known.gathered.rows.get(id)?.name ?? null)
          return { id: id ?? null, name, reason, by }
        }),
      }
    },

    overrides: (actor: Actor): Promise<{ items: api.OverrideView[] }> =>
      db.tx(actor.workspaceId, async tx => {
        const list = await store.selectOverrides(tx, actor)
        if (list.length === 0) return { items: [] }
        const everything = await gather(tx, opportunities, systemActor(actor.workspaceId), clock.now())
        return { items: list.map(row => overrideViewOf(row, actualOf(row, everything))) }
      }),

    override: async (
      actor: Actor,
      input: Out<(typeof api.overrideForecast)['body']>,
      requestId?: string,
    ): Promise<api.OverrideView> => {
      const { gathered, computed } = await know(actor)
      if (!computed.forecast) throw new AppError(api.errors['forecast.not-enough'])
      const { from, to, forecast } = computed.forecast[input.period]
      const row: store.OverrideRow = {
        ...{ workspaceId: actor.workspaceId, id: newId(), byId: actor.id, departmentId: actor.departmentId },
        ...{ scope: actor.scope, periodFrom: from, periodTo: to, currency: gathered.currency },
        ...{ amount: input.amount, why: input.why, at: new Date(clock.now()) },
        ...{ modelMean: forecast.mean, modelP10: forecast.p10, modelP90: forecast.p90 },
      }
      await db.tx(actor.workspaceId, async tx => {
        await store.insertOverride(tx, row)
        await audit(tx, actor, {
          ...{ act: 'forecast.overridden', subject: { kind: 'forecast', id: row.id } },
          details: { from, to, amount: input.amount, model: forecast.mean },
          ...(requestId && { requestId }),
        })
      })
      return overrideViewOf(row, null)
    },

    /** Writes down the workspace’s forecast of today, once a day at most. @returns false where there is none to issue */
    issue: async (workspaceId: Id): Promise<boolean> => {
      const actor = systemActor(workspaceId)
      const known = await know(actor)
      const { forecast, now } = known.computed
      if (!forecast || !now) return false
      const intents = await intentsOf(actor, openAccounts(known, now))
      const body = issueBody(known.gathered, forecast, now, intents)
      const day = dayName(known.gathered.task.today)
      return db.tx(workspaceId, tx =>
        store.insertIssue(tx, { workspaceId, day, issuedAt: new Date(clock.now()), body }),
      )
    },

    issues: async (actor: Actor): Promise<{ items: api.IssueView[] }> => {
      const rows = await db.tx(actor.workspaceId, tx => store.selectIssues(tx, actor.workspaceId))
      return { items: rows.map(row => issueViewOf(row, actor)) }
    },

    close: engine.close,
  }
}

const openAccounts = ({ gathered }: Known, { deals }: Standing) =>
  deals.flatMap(deal => gathered.rows.get(deal.id)?.accountId ?? [])

function filtered({ gathered, computed }: Known, { owner, product }: DealQuery): DealOutlook[] {
  return (computed.now?.deals ?? []).filter(deal => {
    const row = gathered.rows.get(deal.id)
    if (!row) return false
    return (
      (owner === undefined || row.ownerId === owner) && (product === undefined || row.product === product)
    )
  })
}

function sorted(deals: DealOutlook[], { gathered }: Known, { sort, descending }: DealQuery): DealOutlook[] {
  const of: Record<DealQuery['sort'], (deal: DealOutlook) => number> = {
    worth: deal => deal.inQuarter * deal.amount,
    chance: deal => deal.chance,
    amount: deal => deal.amount,
    expected: deal => deal.expectedOn ?? Infinity,
    age: deal => -(gathered.rows.get(deal.id)?.openedAt.getTime() ?? 0),
  }
  const sign = descending === 'true' ? -1 : 1
  const value = of[sort]
  return deals.toSorted((a, b) => sign * (value(a) - value(b)) || (a.id < b.id ? -1 : 1))
}

type Scores = Map<Id, { value: number } | null>

function dealView({ gathered }: Known, deal: DealOutlook, now: number, intents: Scores): api.ForecastDeal {
  const row = gathered.rows.get(deal.id)!
  const days = (since: Date) => Math.max(0, Math.floor((now - since.getTime()) / 86_400_000))
  return {
    ...{ id: row.id, name: row.name, accountId: row.accountId, accountName: row.accountName },
    ...{ ownerId: row.ownerId, product: row.product, stage: row.stage },
    ...{ age: days(row.openedAt), inStage: days(row.stageSince) },
    intent: intents.get(row.accountId)?.value ?? null,
    ...{ amount: row.amount, expectedCloseOn: row.expectedCloseOn },
    ...{
      chance: deal.chance,
      low: deal.low,
      high: deal.high,
      inMonth: deal.inMonth,
      inQuarter: deal.inQuarter,
    },
    expectedOn: deal.expectedOn === undefined ? null : dayName(deal.expectedOn),
    worth: Math.round(deal.inQuarter * deal.amount),
    peers: deal.peers,
  }
}

/** One side of a bridge: every open deal, and those that had ended within the period by then. */
function sideOf({ gathered, computed }: Known, standing: Standing, period: Period) {
  const range = computed.forecast![period]
  const [from, to] = [dayOf(range.from), dayOf(range.to)]
  const visible = gathered.task.deals.filter(deal => gathered.rows.has(deal.id))
  const ended = visible.flatMap(({ id, ended: end }) => {
    if (!end || end.on > standing.day || end.on < from || end.on >= to) return []
    const chance = end.won ? 1 : 0
    const status = end.won ? ('won' as const) : ('lost' as const)
    return [{ id, status, chance, ever: chance, amount: end.amount, expectedOn: dayName(end.on) }]
  })
  const open = standing.deals.map(deal => ({
    ...{ id: deal.id, status: 'open' as const, ever: deal.chance, amount: Math.round(deal.amount) },
    chance: period === 'month' ? deal.inMonth : deal.inQuarter,
    expectedOn: deal.expectedOn === undefined ? null : dayName(deal.expectedOn),
  }))
  const deals = [...ended, ...open]
  // What is left of the whole, so that both sides add up to the figures shown.
  return { deals, unopened: standing[period].mean - sideSum({ deals, unopened: 0 }) }
}
