import type { Id } from '#kernel/id.ts'
import { dayOf, revenueBetween } from '#lib/forecast/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { ForecastView, IssueView, OverrideView } from './api.ts'
import type { Standing } from './compute.ts'
import type { Gathered } from './gather.ts'
import type { IssueRow, OverrideRow } from './store.ts'
import type { IssueBody } from './tables.ts'

/** A forecast as it is written down. */
export function issueBody(
  { rows }: Gathered,
  { month, quarter }: NonNullable<ForecastView['forecast']>,
  { deals }: Standing,
  intents: ReadonlyMap<Id, { logOdds: number } | null>,
): IssueBody {
  const brief = ({ from, forecast: { mean, p10, p90 } }: typeof month) => ({ from, mean, p10, p90 })
  return {
    month: brief(month),
    quarter: brief(quarter),
    parts: partsOf(rows, deals),
    deals: deals.map(({ id, chance, inMonth, inQuarter, amount }) => {
      const intent = intents.get(rows.get(id)?.accountId ?? '')?.logOdds ?? null
      return { id, chance, inMonth, inQuarter, amount: Math.round(amount), intent }
    }),
  }
}

/** Expected of open deals, by whose they are. */
function partsOf(rows: Gathered['rows'], deals: Standing['deals']): IssueBody['parts'] {
  const parts = new Map<string, IssueBody['parts'][number]>()
  for (const { id, inMonth, inQuarter, amount } of deals) {
    const { ownerId, departmentId } = rows.get(id) ?? { ownerId: null, departmentId: null }
    const key = `${ownerId}|${departmentId}`
    const part = parts.get(key) ?? {
      ownerId: ownerId ?? '',
      departmentId: departmentId ?? '',
      month: 0,
      quarter: 0,
    }
    part.month += Math.round(inMonth * amount)
    part.quarter += Math.round(inQuarter * amount)
    parts.set(key, part)
  }
  return [...parts.values()]
}

/** The whole for whoever sees everything; else what was expected of the open deals one may see. */
export function issueViewOf({ day, body }: IssueRow, { scope, id }: Actor): IssueView {
  const mine = body.parts.filter(({ ownerId, departmentId }) =>
    scope.kind === 'departments' ? scope.ids.includes(departmentId) || ownerId === id : ownerId === id,
  )
  const mean = (key: 'month' | 'quarter') =>
    scope.kind === 'all' ? body[key].mean : mine.reduce((sum, part) => sum + part[key], 0)
  return {
    day,
    month: { from: body.month.from, mean: mean('month') },
    quarter: { from: body.quarter.from, mean: mean('quarter') },
  }
}

export function overrideViewOf(row: OverrideRow, actual: number | null): OverrideView {
  return {
    ...{ id: row.id, byId: row.byId, at: row.at.getTime(), from: row.periodFrom, to: row.periodTo },
    ...{ amount: row.amount, currency: row.currency, why: row.why },
    model: { mean: row.modelMean, p10: row.modelP10, p90: row.modelP90 },
    actual,
  }
}

/** What was won in the period of an override by the deals that it was about; null while the period lasts. */
export function actualOf(
  { periodFrom, periodTo, scope, byId, currency }: OverrideRow,
  gathered: Gathered,
): number | null {
  const { task } = gathered
  if (dayOf(periodTo) > task.today || currency !== gathered.currency) return null
  const meant = task.deals.filter(({ labels: [owner, department] }) => {
    if (scope.kind === 'all') return true
    if (scope.kind === 'own') return owner === byId
    return scope.ids.includes(department ?? '')
  })
  return revenueBetween(meant, dayOf(periodFrom), dayOf(periodTo))
}
