import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import type { Setting } from '#platform/setting/index.ts'
import { errors, type OpportunityAct, type Outcome, type Stage, stages } from './api.ts'

const named = (
  key: string,
  zh: string,
  en: string,
  probability: number,
  outcome: Outcome = 'open',
): Stage => ({
  key,
  name: { 'zh-CN': zh, en },
  probability,
  outcome,
})

/** The pipeline's stages, a setting of the workspace. */
export const pipeline: Setting<Stage[]> = {
  name: 'opportunity.stages',
  schema: stages,
  fallback: [
    named('discover', '发现', 'Discovery', 0.1),
    named('proposal', '方案', 'Proposal', 0.3),
    named('quote', '报价', 'Quote', 0.5),
    named('negotiation', '谈判', 'Negotiation', 0.75),
    named('won', '赢单', 'Won', 1, 'won'),
    named('lost', '丢单', 'Lost', 0, 'lost'),
  ],
}

/** @throws opportunity.stages unless keys differ and the list is: open stages, then won and lost once each */
export function checkStages(list: readonly Stage[]): void {
  const ends = list.filter(each => each.outcome !== 'open').map(each => each.outcome)
  const ordered = list.slice(-2).every(each => each.outcome !== 'open')
  const sound =
    new Set(list.map(each => each.key)).size === list.length &&
    ends.length === 2 &&
    new Set(ends).size === 2 &&
    ordered
  if (!sound) throw new AppError(errors['opportunity.stages'])
}

/** @throws opportunity.stage-unknown */
export function stageOf(list: readonly Stage[], key: string): Stage {
  const found = list.find(each => each.key === key)
  if (!found) throw new AppError(errors['opportunity.stage-unknown'], { stage: key })
  return found
}

export interface Standing {
  stage: string
  outcome: 'won' | 'lost' | null
  amount: number | null
  lostReason: string | null
  stageSince: Date
  closedAt: Date | null
}

/**
 * The state machine: open stages lead anywhere; an ended one leads back to an open stage only, which takes its end away.
 * @returns what changes; undefined where it is in that stage already
 * @throws opportunity.closed, opportunity.amount-needed, opportunity.reason-needed
 */
export function moved(
  current: Pick<Standing, 'stage' | 'outcome' | 'amount'>,
  to: Stage,
  at: Instant,
  lostReason: string | null,
): Omit<Standing, 'amount'> | undefined {
  if (to.key === current.stage) return undefined
  if (current.outcome !== null && to.outcome !== 'open') throw new AppError(errors['opportunity.closed'])
  if (to.outcome === 'won' && current.amount === null) throw new AppError(errors['opportunity.amount-needed'])
  if (to.outcome === 'lost' && !lostReason) throw new AppError(errors['opportunity.reason-needed'])
  const ended = to.outcome !== 'open'
  return {
    stage: to.key,
    outcome: to.outcome === 'open' ? null : to.outcome,
    lostReason: to.outcome === 'lost' ? lostReason : null,
    stageSince: new Date(at),
    closedAt: ended ? new Date(at) : null,
  }
}

/** Decimal places of a currency's minor unit (ISO 4217): 2 for CNY, 0 for JPY. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/** One change as the event log is told of it. */
export interface ToldChange {
  id: Id
  opportunityId: Id
  accountId: Id
  at: Instant
  from: string | null
  to: string
  outcome: 'won' | 'lost' | null
  amount: number | null
  currency: string
  product: string | null
  lostReason: string | null
}

/** The acts that one change means: opened, moved, and won or lost beside the move. Ids follow from the change's. */
export function actsOf(change: ToldChange): OpportunityAct[] {
  const { id, opportunityId, accountId, at, from, to, outcome, currency, product } = change
  if (from === to) return []
  const amount = change.amount === null ? null : change.amount / 10 ** minorDigits(currency)
  const about = { ...(amount !== null && { amount, currency }), ...(product !== null && { product }) }
  const act = (type: OpportunityAct['type'], props: Record<string, unknown>): OpportunityAct => ({
    ...{ id: `${type}:${id}`, type, at, customer: accountId, opportunity: opportunityId, props },
  })
  const acts =
    from === null
      ? [act('opportunity.created', { stage: to, ...about })]
      : [act('opportunity.stage_changed', { from, to, ...about })]
  if (outcome === 'won') acts.push(act('opportunity.won', about))
  if (outcome === 'lost') acts.push(act('opportunity.lost', { reason: change.lostReason, ...about }))
  return acts
}

/** The columns by which an opportunity is found and sorted. */
export function searchColumns(name: string) {
  const entry = searchEntry([name])
  return { nameSort: pinyinOf(name).sort, grams: entry.grams, searchText: entry.text }
}
