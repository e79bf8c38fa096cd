import type { Day } from './calendar.ts'
import type { Deal, OpenDeal } from './deal.ts'
import { pieceOf, roundIntent } from './exposure.ts'
import { expectedAmount, type ForecastModel, stageMoves } from './model.ts'
import { SpanTable, spansAfter } from './path.ts'

/** How far ahead a single deal is looked at: a year. */
const monthsAhead = 12

/** What is expected of one open deal. */
export interface Outlook {
  id: string
  /** Chance to be won within twelve months, 0–1. */
  chance: number
  /** Chance to be won in each month from the one of the next day. */
  byMonth: number[]
  /** Half of its chance lies before this day; undefined where there is hardly any. */
  expectedOn: Day | undefined
  /** What it would be worth if won. */
  amount: number
  /** Past deals that stood in the same stage at about the same age, and how they ended. */
  peers: { won: number; lost: number }
  /** Whether the intent of the account was weighed in. */
  usesIntent: boolean
}

/**
 * What is expected of each open deal, by the model’s best estimate.
 * @param factors by month, what the whole forecast was multiplied by; the last holds for the months after
 * @param past deals to compare with
 */
export function outlooks(
  model: ForecastModel,
  open: readonly OpenDeal[],
  past: readonly Deal[],
  factors: readonly number[],
): Outlook[] {
  const spans = spansAfter(model.to, monthsAhead)
  const moves = stageMoves(model.exposure)
  const tables = new Map<number | undefined, SpanTable>()
  const peers = peersOf(model, past)
  const chances = new Float64Array(spans.length)
  return open.map(deal => {
    const intent = deal.intent === undefined ? undefined : roundIntent(deal.intent)
    if (!tables.has(intent)) tables.set(intent, new SpanTable(model, model, moves, spans, intent, []))
    tables.get(intent)!.winBySpan(deal.age + 1, deal.stage, 0, 1, chances)
    const scaled = scale(chances, spans, factors)
    const chance = scaled.reduce((sum, value) => sum + value, 0)
    return {
      id: deal.deal.id,
      chance,
      byMonth: monthSums(scaled, spans),
      expectedOn: chance < 0.01 ? undefined : medianDay(scaled, spans, chance),
      amount: expectedAmount(model, deal.deal.family, deal.amount),
      peers: peers.get(`${pieceOf(model.exposure.cuts, deal.age)}|${deal.stage}`) ?? { won: 0, lost: 0 },
      usesIntent: intent !== undefined,
    }
  })
}

type Spans = ReturnType<typeof spansAfter>

function scale(chances: Float64Array, spans: Spans, factors: readonly number[]): Float64Array {
  const last = factors.at(-1) ?? 1
  const scaled = chances.map((chance, index) => chance * (factors[spans[index]!.month] ?? last))
  const sum = scaled.reduce((total, chance) => total + chance, 0)
  return sum > 0.99 ? scaled.map(chance => (chance * 0.99) / sum) : scaled
}

function monthSums(chances: Float64Array, spans: Spans): number[] {
  const sums = new Array<number>(monthsAhead).fill(0)
  spans.forEach((span, index) => {
    sums[span.month]! += chances[index]!
  })
  return sums
}

function medianDay(chances: Float64Array, spans: Spans, total: number): Day {
  let sum = 0
  for (const [index, span] of spans.entries()) {
    const here = chances[index]!
    if (sum + here >= total / 2) return span.from + Math.floor((span.days * (total / 2 - sum)) / here)
    sum += here
  }
  return spans.at(-1)!.from
}

/** By piece of age and stage: how those ended that were once there. */
function peersOf({ exposure, to }: ForecastModel, past: readonly Deal[]) {
  const peers = new Map<string, { won: number; lost: number }>()
  for (const deal of past) {
    if (deal.ended === undefined || deal.ended.on > to) continue
    for (const key of placesOf(deal, deal.ended.on, exposure.cuts)) {
      const known = peers.get(key) ?? { won: 0, lost: 0 }
      known[deal.ended.won ? 'won' : 'lost']++
      peers.set(key, known)
    }
  }
  return peers
}

function placesOf(deal: Deal, end: Day, cuts: readonly number[]): Set<string> {
  const places = new Set<string>()
  deal.steps.forEach((step, index) => {
    const until = deal.steps[index + 1]?.on ?? end
    const [first, last] = [pieceOf(cuts, step.on - deal.opened), pieceOf(cuts, until - deal.opened)]
    for (let piece = first; piece <= last; piece++) places.add(`${piece}|${step.stage}`)
  })
  return places
}
