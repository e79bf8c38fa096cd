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
  revenueBetween,
  type Simulation,
  type Spread,
  scoreBaseline,
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
  month: { mean: number; unopened: number }
  quarter: { mean: number; unopened: number }
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

function lookAhead(task: Task, model: ForecastModel, within: (deal: Deal) => boolean, count: number) {
  const known = task.deals.filter(deal => deal.opened <= model.to && within(deal))
  const open = openAt(known, model.to)
  const { run } = foresee(model, known, open, { months: monthsAhead, draws: count, seed, within })
  const ahead = new Ahead(run, known, model.to)
  const found = reconciled(ahead, model, open, task.deals)
  const [month, quarter] = [monthOf(task.today), quarterOf(task.today)]
  const deals = found.map(outlook => ({
    ...outlook,
    inMonth: ahead.chanceIn(outlook, month),
    inQuarter: ahead.chanceIn(outlook, quarter),
  }))
  const standing: Standing = {
    day: model.to,
    deals,
    month: standingOf(ahead, deals, 'inMonth', month),
    quarter: standingOf(ahead, deals, 'inQuarter', quarter),
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

  constructor(run: Simulation, known: readonly Deal[], day: Day) {
    this.run = run
    this.known = known
    this.day = day
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

  mean(range: Range): number {
    return Math.round(this.spread(range, this.run.total, this.won(range)).mean)
  }

  chanceIn({ byMonth }: Outlook, range: Range): number {
    return this.places(range).reduce((sum, place) => sum + (byMonth[place] ?? 0), 0)
  }
}

/** Chances of single deals, brought to the level of the simulation month by month, so that they add up to it. */
function reconciled(
  ahead: Ahead,
  model: ForecastModel,
  open: ReturnType<typeof openAt>,
  past: readonly Deal[],
): Outlook[] {
  const { run } = ahead
  const first = outlooks(model, open, past, run.factors)
  const factors = run.factors.map((factor, month) => {
    const said = first.reduce((sum, { byMonth, amount }) => sum + byMonth[month]! * amount, 0)
    const meant = spreadOf(run.total[month]!).mean - spreadOf(run.unopened[month]!).mean
    return said > 0 && meant > 0 ? (factor * meant) / said : factor
  })
  return outlooks(model, open, past, factors)
}

/** The mean of a period, and the part of it that is neither won nor expected of an open deal. */
function standingOf(ahead: Ahead, deals: readonly DealOutlook[], key: 'inMonth' | 'inQuarter', range: Range) {
  const mean = ahead.mean(range)
  const rest = deals.reduce((sum, deal) => sum + Math.round(deal[key] * deal.amount), ahead.won(range))
  return { mean, unopened: mean - rest }
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
    forecast: rounded(ahead.spread(range, ahead.run.total, won)),
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
      return { won, forecast: rounded(ahead.spread(range, map.get(key) ?? none, won)) }
    })
    return addingUp(list, ahead.mean(range))
  }
  const [months, quarters] = [of(month), of(quarter)]
  return keys
    .map((key, i) => ({ key, month: months[i]!, quarter: quarters[i]! }))
    .sort((a, b) => b.quarter.forecast.mean - a.quarter.forecast.mean)
}

/** Gives the difference that rounding left to the largest part. */
function addingUp<T extends { forecast: AmountSpread }>(list: T[], total: number): T[] {
  const largest = list.reduce<T | undefined>(
    (most, each) => (most === undefined || each.forecast.mean > most.forecast.mean ? each : most),
    undefined,
  )
  if (largest) largest.forecast.mean += total - list.reduce((sum, each) => sum + each.forecast.mean, 0)
  return list
}

function rounded({ mean, p2_5, p10, p25, p75, p90, p97_5 }: Spread): AmountSpread {
  const spread = { mean, p2_5, p10, p25, p75, p90, p97_5 }
  return Object.fromEntries(
    Object.entries(spread).map(([key, value]) => [key, Math.round(value)]),
  ) as AmountSpread
}

const monthView = ({ month, actual, forecast, baselines }: WalkedMonth): ForecastView['past'][number] => ({
  month: monthName(month),
  actual,
  forecast: rounded(forecast),
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
