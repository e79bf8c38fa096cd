import { fitLogistic, type LogisticFit, predictLogistic } from '#lib/stats/logistic.ts'
import { cross, gram, pickRows, solveSemidefinite, times } from '#lib/stats/matrix.ts'
import type { Random } from '#lib/stats/random.ts'
import { deviation, type Estimand, mean, range, type Sample } from './sample.ts'

/** What the two models say of each row, each row by models that have not seen it. */
export interface Nuisance {
  /** Chance of being treated, in (0, 1). */
  propensity: Float64Array
  /** Outcome to be expected without the treatment. */
  untreated: Float64Array
  /** Outcome to be expected with it; only for `ate`. */
  treated: Float64Array | undefined
}

export interface Estimate {
  estimate: number
  se: number
  /** Per row; their mean is 0 and their standard deviation / √n the standard error. */
  influence: Float64Array
  nuisance: Nuisance
}

/** Numbers rows 0 … folds − 1 at random, so that each fold has its share of treated and untreated rows. */
export function assignFolds(treated: Uint8Array, folds: number, random: Random): Uint8Array {
  const fold = new Uint8Array(treated.length)
  for (const group of [0, 1]) {
    const rows = random.shuffle(range(treated.length).filter(i => treated[i] === group))
    rows.forEach((row, place) => {
      fold[row] = place % folds
    })
  }
  return fold
}

/** Logistic chances of being treated, from all rows, for those rows. */
export function fitPropensity(sample: Sample): Float64Array {
  return bounded(sample, predictLogistic(fitTreatment(sample), sample.covariates))
}

/** The model of the treatment from all rows: where each fold's model begins from, which costs half the steps. It may itself begin from one of nearly the same rows. */
export function fitTreatment(sample: Sample, start?: LogisticFit): LogisticFit {
  return fitLogistic(sample.covariates, sample.treated, start ? { start } : {})
}

/** Where the treatment's models begin from, or the chances themselves where they are known: then only the outcome is fitted. */
export type Treatment = LogisticFit | Float64Array

/**
 * Fits both models fold by fold: logistic chance of treatment, linear outcome per group (Chernozhukov et al. 2018,
 * "Double/debiased machine learning", definition 3.1).
 */
export function crossFit(
  sample: Sample,
  fold: Uint8Array,
  estimand: Estimand,
  treatment: Treatment = fitTreatment(sample),
): Nuisance {
  return {
    propensity: treatment instanceof Float64Array ? treatment : propensityByFold(sample, fold, treatment),
    untreated: outcomeByFold(sample, fold, 0),
    treated: estimand === 'ate' ? outcomeByFold(sample, fold, 1) : undefined,
  }
}

function propensityByFold(sample: Sample, fold: Uint8Array, start: LogisticFit): Float64Array {
  const out = new Float64Array(fold.length)
  for (let k = 0; k <= maximum(fold); k++) {
    const train = rowsWhere(fold, each => each !== k)
    const test = rowsWhere(fold, each => each === k)
    const y = Uint8Array.from(train, i => sample.treated[i]!)
    const fit = fitLogistic(pickRows(sample.covariates, train), y, { start })
    const chances = bounded(sample, predictLogistic(fit, pickRows(sample.covariates, test)))
    test.forEach((row, at) => {
      out[row] = chances[at]!
    })
  }
  return out
}

/** What a linear model of the group's rows in the other folds expects of each row. Sums are kept by fold, so that each row is read once. */
function outcomeByFold(sample: Sample, fold: Uint8Array, group: 0 | 1): Float64Array {
  const out = new Float64Array(fold.length)
  const sums = range(maximum(fold) + 1).map(k => {
    const rows = rowsWhere(fold, (each, i) => each === k && sample.treated[i] === group)
    const x = pickRows(sample.design, rows)
    const y = Float64Array.from(rows, i => sample.outcome[i]!)
    return { xx: gram(x), xy: cross(x, y) }
  })
  sums.forEach((_, k) => {
    const others = sums.filter((_, other) => other !== k)
    const xx = { ...others[0]!.xx, values: total(others.map(each => each.xx.values)) }
    const coefficients = solveSemidefinite(xx, total(others.map(each => each.xy)))
    const rows = rowsWhere(fold, each => each === k)
    const expected = times(pickRows(sample.design, rows), coefficients)
    rows.forEach((row, at) => {
      out[row] = expected[at]!
    })
  })
  return out
}

function rowsWhere(fold: Uint8Array, wanted: (fold: number, row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(fold.length)
  let count = 0
  for (let i = 0; i < fold.length; i++) if (wanted(fold[i]!, i)) rows[count++] = i
  return rows.subarray(0, count)
}

function total(parts: readonly Float64Array[]): Float64Array {
  const out = Float64Array.from(parts[0]!)
  for (const part of parts.slice(1)) for (let i = 0; i < out.length; i++) out[i]! += part[i]!
  return out
}

/**
 * Augmented inverse propensity weighting. ATE: Robins, Rotnitzky & Zhao (1994). ATT: Hahn (1998); for the treated the
 * weight of an untreated row is e/(1 − e). Standard error from the influence function.
 */
export function aipw(sample: Sample, nuisance: Nuisance, estimand: Estimand): Estimate {
  const { treated, outcome, treatedCount } = sample
  const { propensity: e, untreated: m0, treated: m1 } = nuisance
  const n = treated.length
  const share = treatedCount / n
  const score = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const left = outcome[i]! - m0[i]!
    if (m1 === undefined) score[i] = (treated[i] === 1 ? left : (-e[i]! / (1 - e[i]!)) * left) / share
    else
      score[i] = m1[i]! - m0[i]! + (treated[i] === 1 ? (outcome[i]! - m1[i]!) / e[i]! : -left / (1 - e[i]!))
  }
  const estimate = mean(score)
  const influence = score.map((value, i) => value - (estimand === 'att' ? treated[i]! / share : 1) * estimate)
  return { estimate, se: deviation(influence) / Math.sqrt(n), influence, nuisance }
}

/**
 * The estimate of several random splits: the middle one, its standard error widened by how far the others lie from it
 * (Chernozhukov et al. 2018, definition 3.3, medians).
 */
export function overSplits(estimates: readonly Estimate[]): Estimate {
  const middle = median(estimates.map(each => each.estimate))
  const se = Math.sqrt(median(estimates.map(each => each.se ** 2 + (each.estimate - middle) ** 2)))
  const nearest = estimates.toSorted(
    (a, b) => Math.abs(a.estimate - middle) - Math.abs(b.estimate - middle),
  )[0]!
  return { ...nearest, estimate: middle, se }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

function maximum(fold: Uint8Array): number {
  let most = 0
  for (const k of fold) most = Math.max(most, k)
  return most
}

function bounded({ surest }: Sample, chances: Float64Array): Float64Array {
  return chances.map(p => Math.min(1 - surest, Math.max(surest, p)))
}
