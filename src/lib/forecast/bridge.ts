/** What one deal counted for in the forecast of a period, in whole minor units. */
export interface Contribution {
  id: string
  status: 'open' | 'won' | 'lost'
  /** Chance to be won within the period; 1 once won, 0 once lost. */
  chance: number
  /** Chance to be won at all. */
  ever: number
  amount: number
  /** YYYY-MM-DD. */
  expectedOn: string | null
}

export const bridgeReasons = [
  'won',
  'lost',
  'slipped',
  'amount',
  'new',
  'chance',
  'gone',
  'unopened',
] as const
/** `gone`: no longer seen (deleted, or handed over). `unopened`: business that nobody has opened yet. */
export type BridgeReason = (typeof bridgeReasons)[number]

export interface BridgeLine {
  /** Undefined for what isn’t a deal. */
  id: string | undefined
  reason: BridgeReason
  /** Whole minor units. */
  by: number
}

/** What a deal counts for, rounded to whole minor units. */
export const worthOf = ({ chance, amount }: Pick<Contribution, 'chance' | 'amount'>): number =>
  Math.round(chance * amount)

interface Side {
  deals: readonly Contribution[]
  /** Whole minor units expected of deals that nobody has opened yet. */
  unopened: number
}

/** A fall of the chance within the period counts as slipping when this share of the deal’s whole chance is still there. */
const stillThere = 0.8

/**
 * Why the forecast of one period is what it is now and not what it was: one or two lines per deal. The lines add up exactly
 * to the difference of the two sums.
 */
export function bridge(before: Side, now: Side): BridgeLine[] {
  const then = new Map(before.deals.map(deal => [deal.id, deal]))
  const lines: BridgeLine[] = []
  for (const deal of now.deals) {
    const was = then.get(deal.id)
    then.delete(deal.id)
    if (was) lines.push(...change(was, deal))
    else lines.push({ id: deal.id, reason: deal.status === 'won' ? 'won' : 'new', by: worthOf(deal) })
  }
  for (const was of then.values()) lines.push({ id: was.id, reason: 'gone', by: -worthOf(was) })
  lines.push({ id: undefined, reason: 'unopened', by: now.unopened - before.unopened })
  return lines.filter(line => line.by !== 0)
}

function change(was: Contribution, now: Contribution): BridgeLine[] {
  const by = worthOf(now) - worthOf(was)
  const { id } = now
  if (was.status !== now.status && now.status !== 'open') return [{ id, reason: now.status, by }]
  const amount = worthOf({ chance: was.chance, amount: now.amount }) - worthOf(was)
  return [
    { id, reason: 'amount', by: amount },
    { id, reason: slipped(was, now) ? 'slipped' : 'chance', by: by - amount },
  ]
}

/** Less likely within the period, about as likely at all: it comes later. */
function slipped(was: Contribution, now: Contribution): boolean {
  if (now.status !== 'open' || now.chance >= was.chance) return false
  const later = was.expectedOn !== null && now.expectedOn !== null && now.expectedOn > was.expectedOn
  return later && now.ever >= stillThere * was.ever
}

/** The sum of a side: what its forecast was. */
export const sideSum = ({ deals, unopened }: Side): number =>
  deals.reduce((sum, deal) => sum + worthOf(deal), unopened)
