import { sigmoid } from '#lib/stats/logistic.ts'
import { makeRandom } from '#lib/stats/random.ts'
import type { Day } from './calendar.ts'
import type { Deal, OpenDeal } from './deal.ts'
import { pieceOf, roundIntent } from './exposure.ts'
import { expectedAmount, type ForecastModel, redrawn, stageMoves } from './model.ts'
import { SpanTable, spansAfter } from './path.ts'

/** How far ahead a single deal is looked at: a year. */
const monthsAhead = 12
const sureDraws = 41
const sureSeed = 2

/** What is expected of one open deal. */
export interface Outlook {
  id: string
  /** Chance to be won within twelve months, 0–1. */
  chance: number
  /** Bounds of 80 % of what the chance may be, given how little is known. */
  low: number
  high: number
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
  const sure = new Sureness(model, spans)
  const chances = new Float64Array(spans.length)
  return open.map(deal => {
    const intent = deal.intent === undefined ? undefined : roundIntent(deal.intent)
    if (!tables.has(intent)) tables.set(intent, new SpanTable(model, model, moves, spans, intent, []))
    tables.get(intent)!.winBySpan(deal.age + 1, deal.stage, 0, 1, chances)
    const scaled = scale(chances, spans, factors)
    const chance = sumOf(scaled)
    return {
      id: deal.deal.id,
      chance,
      ...sure.around(chance, deal.age, deal.stage, intent),
      byMonth: monthSums(scaled, spans),
      expectedOn: chance < 0.01 ? undefined : medianDay(scaled, spans, chance),
      amount: expectedAmount(model, deal.deal.family, deal.amount),
      peers: peers.get(`${pieceOf(model.exposure.cuts, deal.age)}|${deal.stage}`) ?? { won: 0, lost: 0 },
      usesIntent: intent !== undefined,
    }
  })
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

/** How far chances may be off: found once for deals alike, from coefficients drawn from their uncertainty. */
class Sureness {
  readonly #model: ForecastModel
  readonly #spans: Spans
  readonly #drawn: Pick<ForecastModel, 'columns' | 'won' | 'lost'>[]
  readonly #tables = new Map<string, SpanTable>()
  readonly #known = new Map<string, [low: number, high: number]>()

  constructor(model: ForecastModel, spans: Spans) {
    const random = makeRandom(sureSeed)
    this.#model = model
    this.#spans = spans
    this.#drawn = Array.from({ length: sureDraws }, () => redrawn(model, random))
  }

  /** Bounds around a chance: as far off on the scale of log-odds as the drawn chances are from their median. */
  around(chance: number, age: number, stage: number, intent: number | undefined) {
    const key = `${age}|${stage}|${intent}`
    let bounds = this.#known.get(key)
    if (!bounds) {
      bounds = this.#bounds(age, stage, intent)
      this.#known.set(key, bounds)
    }
    const at = logit(chance)
    return { low: sigmoid(at + bounds[0]), high: sigmoid(at + bounds[1]) }
  }

  #bounds(age: number, stage: number, intent: number | undefined): [number, number] {
    const chances = new Float64Array(this.#spans.length)
    const odds = this.#drawn.map((_, draw) => {
      this.#table(draw, intent).winBySpan(age + 1, stage, 0, 1, chances)
      return logit(sumOf(chances))
    })
    odds.sort((a, b) => a - b)
    const at = (share: number) => odds[Math.round(share * (odds.length - 1))]!
    return [at(0.1) - at(0.5), at(0.9) - at(0.5)]
  }

  #table(draw: number, intent: number | undefined): SpanTable {
    const key = `${draw}|${intent}`
    let table = this.#tables.get(key)
    if (!table) {
      const moves = stageMoves(this.#model.exposure)
      table = new SpanTable(this.#drawn[draw]!, this.#model, moves, this.#spans, intent, [])
      this.#tables.set(key, table)
    }
    return table
  }
}

const logit = (chance: number) => {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, chance))
  return Math.log(inside / (1 - inside))
}

type Spans = ReturnType<typeof spansAfter>

function scale(chances: Float64Array, spans: Spans, factors: readonly number[]): Float64Array {
  const last = factors.at(-1) ?? 1
  const scaled = chances.map((chance, index) => chance * (factors[spans[index]!.month] ?? last))
  const sum = sumOf(scaled)
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
