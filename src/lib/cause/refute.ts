import type { LogisticFit } from '#lib/stats/logistic.ts'
import { columnOf, fromColumns, leastSquares, pickColumns, pickRows, times } from '#lib/stats/matrix.ts'
import type { Random } from '#lib/stats/random.ts'
import { aipw, assignFolds, crossFit, type Estimate, fitTreatment, median } from './aipw.ts'
import { type Estimand, fewestPerGroup, pick, range, type Sample, sampleOf, sum } from './sample.ts'

/** An attempt to prove the estimate wrong, repeated with fresh random numbers. */
export interface Refuter {
  name: 'placeboTreatment' | 'dummyOutcome' | 'randomCommonCause' | 'subset'
  /** What it would show if all was well: 0, or the estimate itself. */
  expected: number
  /** Median of the repetitions, and the least and greatest of them. */
  estimate: number
  low: number
  high: number
  repetitions: number
  /** Largest distance from `expected` that still passes: half a standard error, and twice the error of the median. */
  tolerance: number
  passed: boolean
}

export interface Trial {
  sample: Sample
  fold: Uint8Array
  folds: number
  estimand: Estimand
  /** The treatment's model from all rows, where those of the refuters begin from. */
  treatment: LogisticFit
  /** The estimate on these folds, and the standard error of the whole. */
  found: Estimate
  se: number
  random: Random
  /** Called after each fit. */
  step(): void
}

export const repetitions = {
  placeboTreatment: 20,
  dummyOutcome: 20,
  randomCommonCause: 5,
  subset: 10,
} as const
const subsetShare = 0.8

/** Runs all refuters. Each fails where its median lies further from what it should be than chance explains. */
export function refute(trial: Trial): Refuter[] {
  return [
    judge(trial, 'placeboTreatment', 0, placebo(trial)),
    judge(trial, 'dummyOutcome', 0, dummyOutcome(trial)),
    judge(trial, 'randomCommonCause', trial.found.estimate, randomCause(trial)),
    judge(trial, 'subset', trial.found.estimate, subset(trial)),
  ]
}

function judge(trial: Trial, name: Refuter['name'], expected: number, once: () => number): Refuter {
  const values = range(repetitions[name]).map(() => {
    const value = once()
    trial.step()
    return value
  })
  const estimate = median(values)
  const tolerance = trial.se / 2 + 2 * errorOfMedian(values)
  return {
    name,
    expected,
    estimate,
    low: Math.min(...values),
    high: Math.max(...values),
    repetitions: values.length,
    tolerance,
    passed: Math.abs(estimate - expected) <= tolerance,
  }
}

/** Standard error of a median, the spread taken from the middle half so that one wild repetition doesn't excuse the others. */
function errorOfMedian(values: readonly number[]): number {
  const middle = median(values)
  const spread = 1.4826 * median(values.map(value => Math.abs(value - middle)))
  return (1.2533 * spread) / Math.sqrt(values.length)
}

/**
 * Among the untreated alone, some are called treated by lot, each with its own chance of treatment, so that the two
 * groups are as unlike as the real ones; nothing was done to either, so the effect is 0 (Huber, Lechner & Wunsch 2013).
 * With too few untreated rows for that, the treatment is dealt out anew among all rows.
 */
function placebo(trial: Trial): () => number {
  const { sample, folds, found, random } = trial
  const chance = found.nuisance.propensity
  const untreated = range(chance.length).filter(i => sample.treated[i] === 0)
  const own = pick(sample, untreated)
  const expected = sum(untreated.map(i => chance[i]!))
  const enough = 2 * Math.max(fewestPerGroup, folds)
  if (Math.min(expected, untreated.length - expected) < enough) {
    const all = Array.from(sample.treated)
    return () =>
      once(trial, sampleOf({ ...sample, treated: Uint8Array.from(random.shuffle(all)) }, sample.surest))
  }
  return () =>
    once(
      trial,
      sampleOf(
        {
          ...own,
          treated: drawn(
            Float64Array.from(untreated, i => chance[i]!),
            random,
          ),
        },
        sample.surest,
      ),
    )
}

/** 1 with each row's chance, drawn again in the rare case that a group stays too small to be fitted. */
function drawn(chances: Float64Array, random: Random): Uint8Array {
  for (;;) {
    const treated = Uint8Array.from(chances, chance => (random.uniform() < chance ? 1 : 0))
    const count = sum(treated)
    if (Math.min(count, treated.length - count) >= fewestPerGroup) return treated
  }
}

/**
 * An outcome that nobody's treatment can have changed: a bent surface through the untreated rows' outcomes (squares and
 * products of the covariates), with their own noise. It is 0 only where the groups are alike enough not to need the surface.
 */
function dummyOutcome({ sample, fold, estimand, found, random }: Trial): () => number {
  const bent = withCurves(sample)
  const untreated = range(sample.treated.length).filter(i => sample.treated[i] === 0)
  const y = untreated.map(i => sample.outcome[i]!)
  const surface = times(bent, leastSquares(pickRows(bent, untreated), y).coefficients)
  const noise = untreated.map(i => sample.outcome[i]! - surface[i]!)
  return () => {
    const outcome = surface.map(value => value + noise[random.integer(noise.length)]!)
    const dummy = { ...sample, outcome }
    return aipw(dummy, crossFit(dummy, fold, estimand, found.nuisance.propensity), estimand).estimate
  }
}

/** Products of pairs as well up to so many covariates; more rows than columns are needed for a surface. */
const mostPaired = 12

function withCurves(sample: Sample) {
  const own = range(sample.covariates.columns).map(j => columnOf(sample.covariates, j))
  const squares = own.map(column => column.map(v => v * v))
  const paired = own.length <= mostPaired && sample.treated.length > 10 * own.length * own.length
  const products = paired ? own.flatMap((a, j) => own.slice(j + 1).map(b => a.map((v, i) => v * b[i]!))) : []
  const ones = new Float64Array(sample.treated.length).fill(1)
  return fromColumns([ones, ...own, ...squares, ...products])
}

/** A cause by lot changes nothing. */
function randomCause({ sample, fold, estimand, random }: Trial): () => number {
  return () => {
    const lot = Float64Array.from(sample.treated, () => random.normal())
    const columns = range(sample.covariates.columns).map(j => columnOf(sample.covariates, j))
    const covariates = fromColumns([...columns, lot])
    const more = sampleOf({ ...sample, covariates, names: [...sample.names, ''] }, sample.surest)
    return aipw(more, crossFit(more, fold, estimand), estimand).estimate
  }
}

/** Four fifths of the rows tell the same. */
function subset(trial: Trial): () => number {
  const { sample, random } = trial
  const groups = [0, 1].map(group => range(sample.treated.length).filter(i => sample.treated[i] === group))
  return () => {
    const rows = groups.flatMap(group =>
      random.shuffle(group).slice(0, Math.ceil(subsetShare * group.length)),
    )
    return once(trial, pick(sample, rows))
  }
}

/** The estimate without one covariate, on the same folds. */
export function without({ sample, fold, estimand }: Trial, column: number): number {
  const left = range(sample.covariates.columns).filter(j => j !== column)
  const names = left.map(j => sample.names[j]!)
  const fewer = sampleOf(
    { ...sample, covariates: pickColumns(sample.covariates, left), names },
    sample.surest,
  )
  return aipw(fewer, crossFit(fewer, fold, estimand), estimand).estimate
}

function once({ folds, estimand, random, treatment }: Trial, sample: Sample): number {
  const fewest = Math.min(sample.treatedCount, sample.treated.length - sample.treatedCount)
  const fold = assignFolds(sample.treated, Math.min(folds, fewest), random)
  return aipw(sample, crossFit(sample, fold, estimand, fitTreatment(sample, treatment)), estimand).estimate
}
