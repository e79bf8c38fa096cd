import { normalQuantile, normalTwoSidedP } from '#lib/stats/distribution.ts'
import { makeRandom } from '#lib/stats/random.ts'
import {
  aipw,
  assignFolds,
  crossFit,
  type Estimate,
  fitPropensity,
  fitTreatment,
  overSplits,
} from './aipw.ts'
import { type Overlap, overlapOf, rowsWithin } from './overlap.ts'
import { type Refuter, refute, repetitions, type Trial, without } from './refute.ts'
import {
  CannotEstimate,
  type CausalTable,
  checkOutcome,
  type Estimand,
  fewestPerGroup,
  mean,
  nearlySure,
  type Prepared,
  pick,
  prepare,
  range,
  type Sample,
  sampleOf,
} from './sample.ts'
import { type ConfounderCurve, confounderCurve, type EValue, eValueOf, mostUnlike } from './sensitivity.ts'
import { judgeOutcome, judgeOverlap, judgeRefuters, type Reason } from './verdict.ts'

export interface CausalOptions {
  estimand: Estimand
  /** Rows whose chance of treatment lies outside of [trim, 1 − trim] are left out, and the model fitted again; 0 leaves out none. */
  trim: number
  folds: number
  seed: number
}

export const defaultOptions: CausalOptions = { estimand: 'att', trim: 0.05, folds: 5, seed: 1 }

export interface CausalResult {
  estimand: Estimand
  rows: { treated: number; untreated: number }
  /** Difference of the plain means: what would be read without asking who was treated. */
  naive: number
  estimate: number
  se: number
  /** 95 %, normal. */
  ci: [number, number]
  p: number
  overlap: Overlap
  refuters: Refuter[]
  hidden: ConfounderCurve & {
    /** By how much the estimate moves when a measured covariate is left out, the most first: a yardstick for hidden ones. */
    benchmarks: { name: string; shift: number }[]
  }
  eValue: EValue
  leftOut: { constant: string[]; dependent: string[] }
  verdict: 'reported' | 'refused'
  /** Why it was refused; empty when it was reported. */
  reasons: Reason[]
}

/** Random splits whose median is the estimate. */
const splits = 9
const mostBenchmarks = 12
const surestAfterTrimming = 0.01

/**
 * Estimates what a treatment did where no experiment ran: AIPW with cross-fitting over several splits, after trimming,
 * with its overlap report and refuters. The same table, options and seed give the same figures.
 * @param onProgress called with the share done, 0 … 1
 * @throws CannotEstimate where there is nothing to estimate
 */
export function estimateCause(
  table: CausalTable,
  options: CausalOptions = defaultOptions,
  onProgress: (share: number) => void = () => {},
): CausalResult {
  const prepared = prepare(table)
  const { estimand, trim } = options
  const all = prepared.sample
  const allPropensity = fitPropensity(all)
  const sample = trimmed(all, allPropensity, trim)
  checkOutcome(sample.outcome)
  const random = makeRandom(options.seed)
  const folds = Math.min(options.folds, sample.treatedCount, sample.treated.length - sample.treatedCount)
  const step = stepper(all.names.length, onProgress)
  const treatment = fitTreatment(sample)
  const tries = range(splits).map(() => {
    const fold = assignFolds(sample.treated, folds, random)
    const found = aipw(sample, crossFit(sample, fold, estimand, treatment), estimand)
    step()
    return { fold, found }
  })
  const found = overSplits(tries.map(each => each.found))
  const { fold } = tries.find(each => each.found.nuisance === found.nuisance)!
  const overlap = overlapOf({
    ...{ all, allPropensity, kept: sample, keptPropensity: found.nuisance.propensity, trim, estimand },
  })
  const nearest = aipw(sample, found.nuisance, estimand)
  const trial: Trial = {
    sample,
    fold,
    folds,
    estimand,
    found: nearest,
    se: found.se,
    random,
    treatment,
    step,
  }
  return resultOf(prepared, trial, found, overlap)
}

function resultOf(prepared: Prepared, trial: Trial, found: Estimate, overlap: Overlap): CausalResult {
  const { estimand, sample } = trial
  const all = prepared.sample
  const half = normalQuantile(0.975) * found.se
  const ci: [number, number] = [found.estimate - half, found.estimate + half]
  const refuters = refute(trial)
  const reasons = [...judgeOutcome(sample), ...judgeOverlap(overlap, estimand), ...judgeRefuters(refuters)]
  return {
    estimand,
    rows: { treated: all.treatedCount, untreated: all.treated.length - all.treatedCount },
    naive: naiveOf(all),
    estimate: found.estimate,
    se: found.se,
    ci,
    p: normalTwoSidedP(found.estimate / found.se),
    overlap,
    refuters,
    hidden: { ...confounderCurve(sample, found, estimand), benchmarks: benchmarksOf(trial, overlap) },
    eValue: eValueOf(sample, found.estimate, ci),
    leftOut: { constant: prepared.constant, dependent: prepared.dependent },
    verdict: reasons.length === 0 ? 'reported' : 'refused',
    reasons,
  }
}

/** @throws CannotEstimate when trimming leaves hardly anybody */
function trimmed(all: Sample, propensity: Float64Array, trim: number): Sample {
  const rows = rowsWithin(propensity, trim)
  const surest = trim > 0 ? Math.min(trim, surestAfterTrimming) : nearlySure
  const treated = rows.filter(i => all.treated[i] === 1).length
  if (Math.min(treated, rows.length - treated) >= fewestPerGroup)
    return rows.length === propensity.length ? sampleOf(all, surest) : pick(all, rows, surest)
  throw new CannotEstimate(
    `两组几乎没有相似的对象，谁会被处理事先就定了。按 ${trim} 剪裁后只剩 ${treated} 个处理、${rows.length - treated} 个对照，无法估计。`,
    `Hardly anybody is alike in both groups: who is treated was settled beforehand. Trimmed at ${trim}, ${treated} treated and ${rows.length - treated} untreated rows are left, too few to estimate.`,
  )
}

function naiveOf({ treated, outcome }: Sample): number {
  const of = (group: number) => mean(outcome.filter((_, i) => treated[i] === group))
  return of(1) - of(0)
}

function benchmarksOf(trial: Trial, overlap: Overlap): CausalResult['hidden']['benchmarks'] {
  if (trial.sample.covariates.columns < 2) return []
  return mostUnlike(overlap.balance, mostBenchmarks)
    .map(column => {
      const shift = without(trial, column) - trial.found.estimate
      trial.step()
      return { name: trial.sample.names[column]!, shift }
    })
    .toSorted((a, b) => Math.abs(b.shift) - Math.abs(a.shift))
}

function stepper(covariates: number, onProgress: (share: number) => void): () => void {
  const refits = Object.values(repetitions).reduce((total, n) => total + n, 0)
  const total = splits + refits + Math.min(mostBenchmarks, covariates)
  let done = 0
  return () => onProgress(Math.min(1, ++done / total))
}
