import {
  accuracyOf,
  correctionOf,
  coverage80,
  type Day,
  type Deal,
  dayName,
  type ForecastModel,
  foresee,
  learn,
  monthName,
  monthStart,
  type Outlook,
  openAt,
  outlooks,
  pastOf,
  quarterStart,
  rescaled,
  revenueBetween,
  type Simulation,
  type Spread,
  scoreBaseline,
  simulate,
  spreadOf,
  sumDraws,
  type WalkedMonth,
  walkForward,
} from '#lib/forecast/index.ts'
import type { AccuracyView, AmountSpread, ForecastView, PartView, PeriodView } from './api.ts'

/** What the forecast of one scope is computed from. Plain data: it crosses into a thread. */
export interface Task {
  deals: Deal[]
  /** Ids of the deals that are looked at; all of them where undefined. */
  visible: string[] | undefined
  today: Day
  /** The team’s own probability of each open stage, in order. */
  probabilities: number[]
}

/** One deal beside the forecast of the month and the quarter of `today`. */
export interface DealOutlook extends Outlook {
  inMonth: number
  inQuarter: number
}

/** The state of the forecast on a day, for a bridge. */
export interface Standing {
  day: Day
  deals: DealOutlook[]
  month: { mean: number }
  quarter: { mean: number }
}

export interface Computed {
  forecast: ForecastView['forecast']
  past: ForecastView['past']
  accuracy: AccuracyView
  learnedFrom: { won: number; lost: number }
  /** Undefined while there is not enough history. */
  now: Standing | undefined
  /** A week earlier, from what was known then; about the month and quarter of now. */
  weekAgo: Standing | undefined
}

const seed = 1
const draws = 1000
/** For months gone by, and for the state of a week ago, of which the mean alone is shown. */
const pastDraws = 250
const monthsAhead = 6
const pastMonths = 24

/** Everything that the page shows, for one scope. */
export function compute(task: Task): Computed {
  const ids = task.visible && new Set(task.visible)
  const within = (deal: Deal) => ids === undefined || ids.has(deal.id)
  const walked = walkPast(task, within)
  const correction = correctionOf(pastOf(walked))
  const model = learn(task.deals, task.today, task.probabilities.length, correction)
  const now = model && lookAhead(task, model, within, draws)
  const before = learn(
    task.deals.filter(deal => deal.opened <= task.today - 7),
    task.today - 7,
    task.probabilities.length,
    correction,
  )
  return {
    forecast: now?.view ?? null,
    past: walked.map(monthView),
    accuracy: accuracyView(walked),
    learnedFrom: endedBy(task.deals, task.today),
    now: now?.standing,
    weekAgo: before && lookAhead(task, before, within, pastDraws).standing,
  }
}

function endedBy(deals: readonly Deal[], day: Day) {
  const ended = deals.filter(deal => deal.ended !== undefined && deal.ended.on <= day)
  const won = ended.filter(deal => deal.ended!.won).length
  return { won, lost: ended.length - won }
}

function walkPast({ deals, today, probabilities }: Task, within: (deal: Deal) => boolean): WalkedMonth[] {
  const first = Math.min(...deals.flatMap(deal => deal.ended?.on ?? []))
  if (!Number.isFinite(first)) return []
  return walkForward(deals, {
    stages: probabilities.length,
    from: Math.max(monthStart(first, 1), monthStart(today, -pastMonths)),
    to: monthStart(today, -1),
    ...{ draws: pastDraws, seed, within },
    stageWeighted: (known, day) => stageWeighted(known, day, probabilities),
  })
}

/** The usual rule: open deals that their owners expect next month, each times the probability of its stage. */
function stageWeighted(deals: readonly Deal[], day: Day, probabilities: readonly number[]): number {
  const end = monthStart(day + 1, 1)
  return openAt(deals, day).reduce((sum, { deal, stage, amount }) => {
    const expected = deal.steps.findLast(step => step.on <= day)?.expected
    const due = expected !== undefined && expected < end
    return due ? sum + (amount ?? 0) * (probabilities[stage] ?? 0) : sum
  }, 0)
}

/**
 * All deals are brought to the level of the whole workspace, and the part that is looked at follows: a deal’s chance doesn’t
 * depend on who looks.
 */
function lookAhead(task: Task, model: ForecastModel, within: (deal: Deal) => boolean, count: number) {
  const all = task.deals.filter(deal => deal.opened <= model.to)
  const known = task.visible ? all.filter(within) : all
  const open = openAt(known, model.to)
  const look = { months: monthsAhead, seed }
  const everything = foresee(model, all, openAt(all, model.to), {
    ...look,
    draws: task.visible ? pastDraws : count,
  })
  const { factors } = everything.run
  const run = task.visible
    ? rescaled(simulate(model, open, { ...look, draws: count, within }), factors)
    : everything.run
  const [month, quarter] = [monthOf(task.today), quarterOf(task.today)]
  const found = outlooks(model, open, task.deals, factors)
  const ahead = new Ahead(run, known, model.to, found)
  const deals = found.map(outlook => ({
    ...outlook,
    inMonth: ahead.chanceIn(outlook, month),
    inQuarter: ahead.chanceIn(outlook, quarter),
  }))
  const standing: Standing = {
    day: model.to,
    deals,
    month: { mean: ahead.mean(month) },
    quarter: { mean: ahead.mean(quarter) },
  }
  return { standing, view: viewOf(ahead, task.today, deals) }
}

interface Range {
  from: Day
  to: Day
}
const monthOf = (day: Day): Range => ({ from: monthStart(day), to: monthStart(day, 1) })
const quarterOf = (day: Day): Range => ({ from: quarterStart(day), to: quarterStart(day, 1) })

/** A simulation with what was won before it. */
class Ahead {
  readonly run: Simulation
  readonly known: readonly Deal[]
  readonly day: Day
  readonly #first: Day
  readonly #outlooks: readonly Outlook[]

  constructor(run: Simulation, known: readonly Deal[], day: Day, found: readonly Outlook[]) {
    this.run = run
    this.known = known
    this.day = day
    this.#outlooks = found
    this.#first = monthStart(run.from)
  }

  /** Places in the simulation of the months of a range. */
  places({ from, to }: Range): number[] {
    return Array.from({ length: this.run.months }, (_, i) => i).filter(i => {
      const start = monthStart(this.#first, i)
      return start >= from && start < to
    })
  }

  won({ from, to }: Range, label?: [dimension: number, key: string]): number {
    const deals = label ? this.known.filter(deal => deal.labels[label[0]] === label[1]) : this.known
    return revenueBetween(deals, from, Math.min(to, this.day + 1))
  }

  spread(range: Range, months: readonly Float64Array[], won: number): Spread {
    const places = this.places(range)
    const sum = places.length === 0 ? new Float64Array(1) : sumDraws(places.map(place => months[place]!))
    return spreadOf(sum, won)
  }

  /** What is won, what each open deal counts for, and what is expected of deals to come: whole minor units. */
  mean(range: Range): number {
    const open = this.#outlooks.reduce(
      (sum, outlook) => sum + Math.round(this.chanceIn(outlook, range) * outlook.amount),
      this.won(range),
    )
    return open + Math.round(this.spread(range, this.run.unopened, 0).mean)
  }

  /** The spread of the simulation around the mean that single deals add up to. */
  around(range: Range): AmountSpread {
    return movedTo(this.spread(range, this.run.total, this.won(range)), this.mean(range), this.won(range))
  }

  chanceIn({ byMonth }: Outlook, range: Range): number {
    return this.places(range).reduce((sum, place) => sum + (byMonth[place] ?? 0), 0)
  }
}

function viewOf(
  ahead: Ahead,
  today: Day,
  deals: readonly DealOutlook[],
): NonNullable<ForecastView['forecast']> {
  const [month, quarter] = [monthOf(today), quarterOf(today)]
  const months = Array.from({ length: monthsAhead }, (_, i) => monthOf(monthStart(today, i)))
  return {
    month: periodView(ahead, month),
    quarter: periodView(ahead, quarter),
    ahead: months
      .filter(range => range.to <= monthStart(ahead.run.from, monthsAhead))
      .map(range => periodView(ahead, range)),
    parts: {
      owner: partsOf(ahead, 0, month, quarter),
      team: partsOf(ahead, 1, month, quarter),
      product: partsOf(ahead, 2, month, quarter),
    },
    usesIntent: deals.some(deal => deal.usesIntent),
  }
}

function periodView(ahead: Ahead, range: Range): PeriodView {
  const won = ahead.won(range)
  return {
    from: dayName(range.from),
    to: dayName(range.to),
    won,
    forecast: ahead.around(range),
  }
}

function partsOf(ahead: Ahead, dimension: number, month: Range, quarter: Range): PartView[] {
  const map = ahead.run.byLabel[dimension] ?? new Map<string, Float64Array[]>()
  const wonLabels = ahead.known
    .filter(({ ended }) => ended?.won && ended.on >= quarter.from)
    .map(deal => deal.labels[dimension] ?? '')
  const keys = [...new Set([...map.keys(), ...wonLabels])]
  const none = Array.from({ length: monthsAhead }, () => new Float64Array(ahead.run.draws))
  const of = (range: Range) => {
    const list = keys.map(key => {
      const won = ahead.won(range, [dimension, key])
      return { won, spread: ahead.spread(range, map.get(key) ?? none, won) }
    })
    return addingUp(list, ahead.mean(range))
  }
  const [months, quarters] = [of(month), of(quarter)]
  return keys
    .map((key, i) => ({ key, month: months[i]!, quarter: quarters[i]! }))
    .sort((a, b) => b.quarter.forecast.mean - a.quarter.forecast.mean)
}

/** Brings the parts’ expected amounts to a total, in proportion; the largest takes what rounding leaves. */
function addingUp(list: readonly { won: number; spread: Spread }[], total: number) {
  const expected = list.reduce((sum, { won, spread }) => sum + spread.mean - won, 0)
  const left = total - list.reduce((sum, { won }) => sum + won, 0)
  const factor = expected > 0 ? left / expected : 1
  const means = list.map(({ won, spread }) => won + Math.round((spread.mean - won) * factor))
  const largest = means.indexOf(Math.max(...means))
  if (largest >= 0) means[largest]! += total - means.reduce((sum, mean) => sum + mean, 0)
  return list.map(({ won, spread }, i) => ({ won, forecast: movedTo(spread, means[i]!, won) }))
}

/** The same spread around another mean, in whole minor units, never below what is won. */
function movedTo(spread: Spread, mean: number, won: number): AmountSpread {
  const factor = spread.mean > won ? (mean - won) / (spread.mean - won) : 1
  const at = (value: number) => won + Math.round((value - won) * factor)
  return {
    ...{ mean, p2_5: at(spread.p2_5), p10: at(spread.p10), p25: at(spread.p25) },
    ...{ p75: at(spread.p75), p90: at(spread.p90), p97_5: at(spread.p97_5) },
  }
}

const monthView = ({ month, actual, forecast, baselines }: WalkedMonth): ForecastView['past'][number] => ({
  month: monthName(month),
  actual,
  forecast: movedTo(forecast, Math.round(forecast.mean), 0),
  stageWeighted: baselines.stageWeighted === undefined ? null : Math.round(baselines.stageWeighted),
})

function accuracyView(walked: readonly WalkedMonth[]): AccuracyView {
  const pairs = walked.map(({ forecast, actual }) => ({ forecast: forecast.mean, actual }))
  return {
    months: walked.length,
    accuracy: accuracyOf(pairs) ?? null,
    coverage80: coverage80(walked) ?? null,
    baselines: {
      naive: scoreBaseline(walked, 'naive').accuracy ?? null,
      seasonalNaive: scoreBaseline(walked, 'seasonalNaive').accuracy ?? null,
      stageWeighted: scoreBaseline(walked, 'stageWeighted').accuracy ?? null,
    },
  }
}
