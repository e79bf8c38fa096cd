import { sigmoid } from '#lib/stats/logistic.ts'
import type { Random } from '#lib/stats/random.ts'
import { type Day, monthStart } from './calendar.ts'
import { type Deal, stepAt } from './deal.ts'
import { type Exposure, exposureOf } from './exposure.ts'
import { Columns, drawn, fitHazard, type Hazard, linear } from './hazard.ts'
import { type Correction, correctionOf } from './record.ts'

/** Everything that was learned from what was known at the end of a day. */
export interface ForecastModel {
  /** Through this day. */
  to: Day
  exposure: Exposure
  columns: Columns
  won: Hazard
  lost: Hazard
  /** What earlier forecasts of the same kind taught. */
  correction: Correction
  arrivals: Arrivals
  amounts: Amounts
  /** How many deals it was learned from. */
  ended: { won: number; lost: number }
}

/** New business that nobody has opened yet. */
export interface Arrivals {
  perDay: number
  /** Standard deviation of the logarithm of a month’s arrivals around what was expected, beyond chance. */
  spread: number
  /** Deals of late that stand for those to come: their stage, amount, labels and family. */
  examples: readonly Deal[]
}

/** What deals turn out to be worth. */
export interface Amounts {
  /** Won amounts by family; under '' all of them. */
  byFamily: ReadonlyMap<string, readonly number[]>
  /** Won amount as a multiple of the amount known before the month began. */
  ratios: readonly number[]
}

/** Fewer endings than this say too little: no forecast is made. */
export const fewestEndings = 20
const halfLife = 60
const exampleDays = 180
const familyFew = 5
const ratioFew = 20
/** Months of prior belief in the spread of arrivals. */
const priorMonths = 4
const priorArrivalSpread = 0.25

/**
 * Learns from the past as it was known at the end of the day `to`; nothing later is looked at.
 * @param stages how many open stages there are
 * @param correction from earlier forecasts, see {@link correctionOf}
 * @returns undefined where fewer than {@link fewestEndings} deals have ended, or none was won
 */
export function learn(
  deals: readonly Deal[],
  to: Day,
  stages: number,
  correction: Correction = correctionOf([]),
): ForecastModel | undefined {
  const exposure = exposureOf(deals, to, stages)
  if (!exposure) return undefined
  const won = exposure.cells.reduce((sum, cell) => sum + cell.won, 0)
  const lost = exposure.cells.reduce((sum, cell) => sum + cell.lost, 0)
  if (won + lost < fewestEndings || won === 0) return undefined
  const columns = new Columns(exposure)
  const hazardOfWinning = fitHazard(
    columns,
    exposure.cells,
    cell => cell.won,
    cell => cell.days,
  )
  return {
    to,
    exposure,
    columns,
    won: hazardOfWinning,
    lost: fitHazard(
      columns,
      exposure.cells,
      cell => cell.lost,
      cell => cell.days - cell.won,
    ),
    correction,
    arrivals: arrivalsOf(deals, exposure.from, to),
    amounts: amountsOf(deals, to),
    ended: { won, lost },
  }
}

/** Of one day: the log-odds to be won, and the chance to be lost if not won. */
export function dayOdds(
  model: Pick<ForecastModel, 'columns' | 'won' | 'lost'>,
  at: Parameters<Columns['of']>[0],
): { won: number; lost: number } {
  const row = model.columns.of(at)
  return { won: linear(model.won, row), lost: sigmoid(linear(model.lost, row)) }
}

/** A model that the same data allow as well: coefficients drawn from their uncertainty. */
export function redrawn(
  model: ForecastModel,
  random: Random,
): Pick<ForecastModel, 'columns' | 'won' | 'lost'> {
  return { columns: model.columns, won: drawn(model.won, random), lost: drawn(model.lost, random) }
}

/** Daily chance to leave a stage for another, and the shares of where to (Jeffreys’ half of a move). */
export function stageMoves({ moves }: Exposure): { chance: number; to: number[] }[] {
  return moves.map(({ days, to }) => {
    const count = to.reduce((sum, n) => sum + n, 0)
    if (count === 0) return { chance: 0, to }
    return { chance: Math.min(0.9, count / (days + 1)), to: to.map(n => n / count) }
  })
}

/** Standard deviation of log(actual/expected) beyond Poisson noise, drawn towards a prior while months are few. */
function spreadOf(pairs: readonly { actual: number; expected: number }[], prior: number): number {
  const used = pairs.filter(({ expected }) => expected >= 1)
  const excess = used.reduce((sum, { actual, expected }) => {
    const ratio = Math.log((actual + 0.5) / (expected + 0.5))
    return sum + ratio * ratio - 1 / (expected + 0.5)
  }, 0)
  return Math.sqrt(Math.max(0, excess + priorMonths * prior * prior) / (used.length + priorMonths))
}

function arrivalsOf(deals: readonly Deal[], from: Day, to: Day): Arrivals {
  const opened = deals.filter(deal => deal.opened >= from && deal.opened <= to)
  const byMonth = Map.groupBy(opened, deal => monthStart(deal.opened))
  const rateAt = arrivalRate(opened, from)
  const pairs = []
  // The first whole month has nothing before it to be expected from.
  for (let month = monthStart(from, 2); monthStart(month, 1) <= to + 1; month = monthStart(month, 1)) {
    const expected = rateAt(month - 1) * (monthStart(month, 1) - month)
    pairs.push({ actual: byMonth.get(month)?.length ?? 0, expected })
  }
  const recent = opened.filter(deal => deal.opened > to - exampleDays)
  return {
    perDay: rateAt(to),
    spread: spreadOf(pairs, priorArrivalSpread),
    examples: recent.length > 0 ? recent : opened,
  }
}

/**
 * Deals opened a day as of a day, weighted by age with a half-life of {@link halfLife} days; to be asked for rising days.
 */
function arrivalRate(deals: readonly Deal[], from: Day): (to: Day) => number {
  const opened = deals.map(deal => deal.opened).sort((a, b) => a - b)
  const kept = 2 ** (-1 / halfLife)
  let [count, next, last] = [0, 0, from]
  return to => {
    count *= kept ** (to - last)
    last = to
    for (; next < opened.length && opened[next]! <= to; next++) count += kept ** (to - opened[next]!)
    const days = (1 - kept ** (to - from + 1)) / (1 - kept)
    return to < from ? 0 : count / days
  }
}

function amountsOf(deals: readonly Deal[], to: Day): Amounts {
  const won = deals.filter(deal => deal.ended?.won && deal.ended.on <= to)
  const byFamily = new Map<string, number[]>([['', []]])
  const ratios: number[] = []
  for (const deal of won) {
    const { amount, on } = deal.ended!
    byFamily.get('')!.push(amount)
    if (!byFamily.has(deal.family)) byFamily.set(deal.family, [])
    if (deal.family !== '') byFamily.get(deal.family)!.push(amount)
    const before = (stepAt(deal, monthStart(on) - 1) ?? deal.steps[0])?.amount
    if (before) ratios.push(Math.max(0.1, Math.min(10, amount / before)))
  }
  while (ratios.length < ratioFew) ratios.push(1)
  for (const [family, list] of byFamily) if (list.length < familyFew && family !== '') byFamily.delete(family)
  return { byFamily, ratios }
}

/** What a deal would be worth if won: expected over what past ones turned out to be. */
export function expectedAmount({ amounts }: ForecastModel, family: string, known: number | null): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  return known === null
    ? mean(amounts.byFamily.get(family) ?? amounts.byFamily.get('')!)
    : known * mean(amounts.ratios)
}
