import { type Day, monthStart } from './calendar.ts'
import { type Deal, openAt, revenueBetween, wonBetween } from './deal.ts'
import { foresee } from './foresee.ts'
import { type ForecastModel, learn } from './model.ts'
import { type Correction, correctionOf, type PastMonth } from './record.ts'
import { rescaled, type Spread, simulate, spreadOf } from './simulate.ts'

/** One month as it was forecast from the state at the end of the month before, and as it came. */
export interface WalkedMonth {
  month: Day
  /** What the next forecast learns from: of all deals, whichever are looked at. */
  whole: PastMonth
  forecast: Spread
  actual: number
  baselines: Baselines
  /** By dimension and label, in the order of the deals' labels. */
  byLabel: Map<string, { forecast: Spread; actual: number }>[]
}

/** What simple rules would have said; undefined where they know too little. */
export interface Baselines {
  /** Last month's revenue. */
  naive: number | undefined
  /** Revenue of the same month of the previous quarter; last month’s while there is none. */
  seasonalNaive: number | undefined
  /** Open deals weighted by their stage. */
  stageWeighted: number | undefined
}

export interface WalkOptions {
  stages: number
  /** First and last month to forecast, as days; whole months only. */
  from?: Day
  to: Day
  draws: number
  seed: number
  /** The deals that are looked at; what is learned is learned from all. All of them if left out. */
  within?: (deal: Deal) => boolean
  /** The stage-weighted rule of the caller; see {@link weightedPipeline} for the default. */
  stageWeighted?: (deals: readonly Deal[], day: Day) => number | undefined
}

/**
 * Goes through the past month by month and forecasts each one from what was known at the end of the month before
 * (walk-forward, one month ahead). Begins as soon as enough deals had ended.
 */
export function walkForward(deals: readonly Deal[], options: WalkOptions): WalkedMonth[] {
  const ends = deals.flatMap(deal => deal.ended?.on ?? [])
  if (ends.length === 0) return []
  const first = ends.reduce((least, day) => Math.min(least, day))
  const walked: WalkedMonth[] = []

  for (let month = options.from ?? monthStart(first, 1); month <= options.to; month = monthStart(month, 1)) {
    const found = walkMonth(deals, month, first, correctionOf(pastOf(walked)), options)
    if (found) walked.push(found)
  }
  return walked
}

/** Months that have come, as the next forecast learns from them. */
export const pastOf = (walked: readonly WalkedMonth[]): PastMonth[] => walked.map(({ whole }) => whole)

/** All deals are brought to their level; a part of them follows, so that a deal’s chance doesn’t depend on who looks. */
function lookOneMonth(
  model: ForecastModel,
  known: readonly Deal[],
  own: readonly Deal[],
  { within, draws, seed }: WalkOptions,
) {
  const look = { months: 1, draws, seed }
  const { run: whole, said } = foresee(model, known, openAt(known, model.to), look)
  const run = within
    ? rescaled(simulate(model, openAt(own, model.to), { ...look, within }), whole.factors)
    : whole
  return { whole, run, said: said[0]! }
}

function chanceOf(draws: Float64Array, spread: number): number {
  const { mean } = spreadOf(draws)
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length
  return mean === 0 ? 0 : Math.max(0, Math.log1p(variance / mean ** 2) - spread ** 2)
}

function walkMonth(
  deals: readonly Deal[],
  month: Day,
  first: Day,
  correction: Correction,
  options: WalkOptions,
): WalkedMonth | undefined {
  const day = month - 1
  const known = deals.filter(deal => deal.opened <= day)
  const model = learn(known, day, options.stages, correction)
  if (!model) return undefined
  const own = options.within ? known.filter(options.within) : known
  const all = options.within ? deals.filter(options.within) : deals
  const { whole, run, said } = lookOneMonth(model, known, own, options)
  const next = monthStart(month, 1)
  const weighted = options.stageWeighted ?? weightedPipeline
  return {
    month,
    whole: {
      said,
      forecast: spreadOf(whole.total[0]!).mean,
      actual: revenueBetween(deals, month, next),
      chance: chanceOf(whole.total[0]!, correction.spread),
    },
    forecast: spreadOf(run.total[0]!),
    actual: revenueBetween(all, month, next),
    baselines: {
      naive: revenueAgo(own, first, month, 1),
      seasonalNaive: revenueAgo(own, first, month, 3) ?? revenueAgo(own, first, month, 1),
      stageWeighted: weighted(own, day),
    },
    byLabel: run.byLabel.map((map, dimension) => {
      const labels = new Set([...map.keys(), ...labelsWon(all, dimension, month, next)])
      const entries = [...labels].map(label => {
        const draws = map.get(label)?.[0] ?? new Float64Array(options.draws)
        const labelled = all.filter(deal => deal.labels[dimension] === label)
        return [label, { forecast: spreadOf(draws), actual: revenueBetween(labelled, month, next) }] as const
      })
      return new Map(entries)
    }),
  }
}

/** What was won so many months before `month`; undefined where that month is not wholly on record (a week's grace). */
function revenueAgo(deals: readonly Deal[], first: Day, month: Day, months: number): number | undefined {
  const start = monthStart(month, -months)
  return first < start + 7 ? revenueBetween(deals, start, monthStart(start, 1)) : undefined
}

function labelsWon(deals: readonly Deal[], dimension: number, from: Day, to: Day): string[] {
  return wonBetween(deals, from, to).flatMap(deal => deal.labels[dimension] ?? [])
}

/**
 * The rule of thumb where neither stage probabilities nor expected dates are known: every open deal counts with the past share of
 * won deals and its amount (the average won one where unknown), spread evenly over the average time to a win.
 */
export function weightedPipeline(deals: readonly Deal[], day: Day): number | undefined {
  const ended = deals.filter(deal => deal.ended !== undefined && deal.ended.on <= day)
  const won = ended.filter(deal => deal.ended!.won)
  if (won.length === 0) return undefined
  const rate = won.length / ended.length
  const average = won.reduce((sum, deal) => sum + deal.ended!.amount, 0) / won.length
  const months = won.reduce((sum, deal) => sum + deal.ended!.on - deal.opened, 0) / won.length / 30.44
  const worth = openAt(deals, day).reduce((sum, { amount }) => sum + (amount ?? average), 0)
  return (worth * rate) / Math.max(1, months)
}

/** 1 − Σ|actual − forecast| / Σ actual; undefined where nothing was won in any of the months. May be below 0. */
export function accuracyOf(pairs: readonly { forecast: number; actual: number }[]): number | undefined {
  const total = pairs.reduce((sum, { actual }) => sum + actual, 0)
  if (total === 0) return undefined
  return 1 - pairs.reduce((sum, { forecast, actual }) => sum + Math.abs(actual - forecast), 0) / total
}

/** The share of months whose actual lay between the 10 % and the 90 % quantile. Undefined without months. */
export function coverage80(
  list: readonly { forecast: Pick<Spread, 'p10' | 'p90'>; actual: number }[],
): number | undefined {
  if (list.length === 0) return undefined
  return (
    list.filter(({ forecast, actual }) => actual >= forecast.p10 && actual <= forecast.p90).length /
    list.length
  )
}

export interface Score {
  accuracy: number | undefined
  /** Of the model on the same months, for a fair comparison. */
  model: number | undefined
  months: number
}

/** How right a baseline was, beside the model on the months for which the baseline says anything. */
export function scoreBaseline(walked: readonly WalkedMonth[], name: keyof Baselines): Score {
  const used = walked.filter(({ baselines }) => baselines[name] !== undefined)
  return {
    accuracy: accuracyOf(used.map(({ baselines, actual }) => ({ forecast: baselines[name]!, actual }))),
    model: accuracyOf(used.map(({ forecast, actual }) => ({ forecast: forecast.mean, actual }))),
    months: used.length,
  }
}
