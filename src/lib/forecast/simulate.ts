import { makeRandom, type Random } from '#lib/stats/random.ts'
import type { Day } from './calendar.ts'
import type { Deal, OpenDeal } from './deal.ts'
import { roundIntent } from './exposure.ts'
import { type ForecastModel, redrawn, stageMoves } from './model.ts'
import { type Span, SpanTable, spansAfter } from './path.ts'

export interface SimulateOptions {
  /** Whole calendar months from the one of the day after the model’s last; the first may have begun. */
  months: number
  draws: number
  seed: number
  /** The deals that are looked at: new ones count as far as those of late did. All of them if left out. */
  within?: (deal: Deal) => boolean
}

/** Simulated revenue: `total[month][draw]`, and by dimension and label likewise. What was won before is not in it. */
export interface Simulation {
  from: Day
  months: number
  draws: number
  /** By month: what the chances of single deals were multiplied by, see {@link rescaled}. */
  factors: number[]
  total: Float64Array[]
  /** Of which from deals that nobody has opened yet. */
  unopened: Float64Array[]
  /** For each dimension of the deals’ labels: label → [month][draw]. */
  byLabel: Map<string, Float64Array[]>[]
}

/**
 * Lets the months to come happen many times over: coefficients drawn from their uncertainty, a mood of each month, every open deal's
 * fate, new deals in number and kind, and what each turns out to be worth. The same seed gives the same answer.
 */
export function simulate(
  model: ForecastModel,
  open: readonly OpenDeal[],
  options: SimulateOptions,
): Simulation {
  return new Simulator(model, open, options).run()
}

interface Group {
  age: number
  stage: number
  intent: number | undefined
  deals: OpenDeal[]
}

class Simulator {
  readonly #model: ForecastModel
  readonly #options: SimulateOptions
  readonly #random: Random
  /** Deals that stand for those to come, by the stage in which they were opened. */
  readonly #examples: Map<number, Deal[]>
  readonly #exampleCount: number
  readonly #perDay: number
  readonly #spans: Span[]
  readonly #groups: Group[]
  readonly #moves: ReturnType<typeof stageMoves>
  readonly #result: Simulation
  readonly #chances: Float64Array
  readonly #byMonth: Float64Array

  constructor(model: ForecastModel, open: readonly OpenDeal[], options: SimulateOptions) {
    this.#model = model
    this.#options = options
    this.#random = makeRandom(options.seed)
    const { examples, perDay } = model.arrivals
    const looked = options.within ? examples.filter(options.within) : examples
    this.#examples = Map.groupBy(looked, deal => deal.steps[0]!.stage)
    this.#exampleCount = looked.length
    this.#perDay = examples.length === 0 ? 0 : (perDay * looked.length) / examples.length
    this.#spans = spansAfter(model.to, options.months)
    this.#groups = groupsOf(open)
    this.#moves = stageMoves(model.exposure)
    this.#chances = new Float64Array(this.#spans.length)
    this.#byMonth = new Float64Array(options.months)
    const dimensions = (open[0]?.deal ?? looked[0])?.labels.length ?? 0
    this.#result = {
      ...{ from: model.to + 1, months: options.months, draws: options.draws },
      factors: new Array<number>(options.months).fill(1),
      total: this.#zeros(),
      unopened: this.#zeros(),
      byLabel: Array.from({ length: dimensions }, () => new Map()),
    }
  }

  #zeros(): Float64Array[] {
    return Array.from({ length: this.#options.months }, () => new Float64Array(this.#options.draws))
  }

  run(): Simulation {
    for (let draw = 0; draw < this.#options.draws; draw++) this.#draw(draw)
    return this.#result
  }

  #draw(draw: number): void {
    const chances = redrawn(this.#model, this.#random)
    const shocks = Array.from(
      { length: this.#options.months },
      () => this.#model.correction.spread * this.#random.normal(),
    )
    const tables = new Map<number | undefined, SpanTable>()
    const table = (intent: number | undefined): SpanTable => {
      let known = tables.get(intent)
      if (!known) {
        known = new SpanTable(chances, this.#model, this.#moves, this.#spans, intent, shocks)
        tables.set(intent, known)
      }
      return known
    }
    for (const group of this.#groups) this.#drawGroup(draw, group, table(group.intent))
    this.#drawNew(draw, table(undefined))
  }

  #drawGroup(draw: number, group: Group, table: SpanTable): void {
    table.winBySpan(group.age, group.stage, 0, 1, this.#chances)
    this.#sumMonths()
    for (const { deal, amount } of group.deals) {
      const month = this.#monthAt(this.#random.uniform())
      if (month >= 0) this.#add(draw, month, deal.labels, this.#amount(deal.family, amount), false)
    }
  }

  /**
   * New deals come as a Poisson stream, and each is won by its own chance: so those that are won are a Poisson stream too,
   * thinner by that chance, and only they need to be drawn.
   */
  #drawNew(draw: number, table: SpanTable): void {
    const { spread } = this.#model.arrivals
    const drift = Array.from({ length: this.#options.months }, () =>
      Math.exp(spread * this.#random.normal() - (spread * spread) / 2),
    )
    this.#spans.forEach((span, index) => {
      const expected = this.#perDay * span.days * drift[span.month]!
      for (const [stage, examples] of this.#examples) {
        table.winBySpan(0, stage, index, 0.5, this.#chances)
        const total = this.#sumMonths()
        let wins = poisson((expected * examples.length * total) / this.#exampleCount, this.#random)
        while (wins-- > 0) {
          const { labels, family, steps } = examples[this.#random.integer(examples.length)]!
          const month = this.#monthAt(this.#random.uniform() * total)
          if (month >= 0) this.#add(draw, month, labels, this.#amount(family, steps[0]!.amount), true)
        }
      }
    })
  }

  /** Adds the chances of the spans up to chances by the end of each month. @returns the last of them */
  #sumMonths(): number {
    let sum = 0
    this.#spans.forEach((span, index) => {
      sum += this.#chances[index]!
      this.#byMonth[span.month] = sum
    })
    return sum
  }

  /** The month in which a share of the chance is reached, or −1. */
  #monthAt(share: number): number {
    const { length } = this.#byMonth
    for (let month = 0; month < length; month++) if (share < this.#byMonth[month]!) return month
    return -1
  }

  #amount(family: string, known: number | null): number {
    const { byFamily, ratios } = this.#model.amounts
    if (known !== null) return known * ratios[this.#random.integer(ratios.length)]!
    const list = byFamily.get(family) ?? byFamily.get('')!
    return list[this.#random.integer(list.length)]!
  }

  #add(draw: number, month: number, labels: readonly string[], amount: number, isNew: boolean): void {
    this.#result.total[month]![draw]! += amount
    if (isNew) this.#result.unopened[month]![draw]! += amount
    labels.forEach((label, dimension) => {
      const map = this.#result.byLabel[dimension]!
      if (!map.has(label)) map.set(label, this.#zeros())
      map.get(label)![month]![draw]! += amount
    })
  }
}

function groupsOf(open: readonly OpenDeal[]): Group[] {
  const groups = new Map<string, Group>()
  for (const deal of open) {
    const intent = deal.intent === undefined ? undefined : roundIntent(deal.intent)
    // Beyond the day after which a span starts, the age only matters by its piece: the day itself keeps it exact.
    const key = `${deal.age}|${deal.stage}|${intent}`
    const group = groups.get(key)
    if (group) group.deals.push(deal)
    else groups.set(key, { age: deal.age + 1, stage: deal.stage, intent, deals: [deal] })
  }
  return [...groups.values()]
}

/** A Poisson number: by multiplication (Knuth) while small, by the normal beyond. */
function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}

/** Where a draw's figures lie: the mean and the quantiles that bound 50, 80 and 95 % of them. */
export interface Spread {
  mean: number
  p2_5: number
  p10: number
  p25: number
  p50: number
  p75: number
  p90: number
  p97_5: number
}

/** Mean and quantiles of draws; `plus` is added to each (what was won already). */
export function spreadOf(draws: Float64Array, plus = 0): Spread {
  const sorted = Float64Array.from(draws).sort()
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const low = Math.floor(place)
    const high = Math.min(low + 1, sorted.length - 1)
    return plus + sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!)
  }
  const mean = plus + draws.reduce((sum, value) => sum + value, 0) / draws.length
  return {
    ...{ mean, p2_5: at(0.025), p10: at(0.1), p25: at(0.25), p50: at(0.5) },
    ...{ p75: at(0.75), p90: at(0.9), p97_5: at(0.975) },
  }
}

/** The sum of several months of one simulation, draw by draw. */
export function sumDraws(months: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(months[0]?.length ?? 0)
  for (const month of months) for (let i = 0; i < sum.length; i++) sum[i]! += month[i]!
  return sum
}

/** The same simulation with each month multiplied by a factor, parts and whole alike. */
export function rescaled(simulation: Simulation, factors: readonly number[]): Simulation {
  const by = (months: Float64Array[]) =>
    months.map((draws, month) => draws.map(value => value * factors[month]!))
  return {
    ...simulation,
    factors: [...factors],
    total: by(simulation.total),
    unopened: by(simulation.unopened),
    byLabel: simulation.byLabel.map(map => new Map([...map].map(([label, months]) => [label, by(months)]))),
  }
}
