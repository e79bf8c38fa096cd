import { logistic, softplus } from '#lib/stats/logit.ts'
import { type Dense, dense, invertPositive, solvePositive } from '#lib/stats/matrix.ts'
import { rowTimes, type Sparse } from './sparse.ts'

/** What is believed of the weights before the data: independent normals. Place 0 is the intercept, then one per column. */
export interface Prior {
  mean: ArrayLike<number>
  /** Standard deviations, above 0; Infinity for no belief. */
  sd: ArrayLike<number>
}

/** Laplace's normal approximation of the posterior: place 0 is the intercept, then one per column. */
export interface Posterior {
  mean: Float64Array
  /** The inverse of the penalised Hessian at the mode, (p + 1) × (p + 1). */
  covariance: Dense
  /** Σ ln p(y) at the mode, without the prior. */
  logLikelihood: number
}

/** The mode alone, for choosing between models. */
export interface Mode {
  mean: Float64Array
  logLikelihood: number
}

interface Problem {
  x: Sparse
  y: ArrayLike<number>
  prior: Prior
  /** How much each row counts. */
  weight: ArrayLike<number> | undefined
}

export interface FitOptions {
  /** Where to begin; the prior's means if left out. */
  start?: Float64Array
  /** How much each row counts; 1 each if left out. */
  weight?: ArrayLike<number>
}

/**
 * Bayesian logistic regression of y (n, 0/1) on x (n × p): the mode by Newton's method, halving a step that makes things
 * worse, and Laplace's approximation around it (Bishop 2006, § 4.5.1; MacKay 1992). With proper priors it has an answer
 * for any data, none at all included.
 */
export function fitPosterior(
  x: Sparse,
  y: ArrayLike<number>,
  prior: Prior,
  options: FitOptions = {},
): Posterior {
  const problem = { x, y, prior, weight: options.weight }
  const mode = climb(problem, Float64Array.from(options.start ?? prior.mean))
  return { ...mode, covariance: invertPositive(hessianAt(problem, mode.mean).hessian) }
}

/** Only the mode, from a starting point: cheap when the start is near. */
export function fitMode(x: Sparse, y: ArrayLike<number>, prior: Prior, options: FitOptions = {}): Mode {
  return climb({ x, y, prior, weight: options.weight }, Float64Array.from(options.start ?? prior.mean))
}

function climb(problem: Problem, start: Float64Array): Mode {
  let mean = start
  let now = objectiveAt(problem, mean)
  for (let round = 0; round < 60; round++) {
    const { slope, hessian } = hessianAt(problem, mean)
    const step = solvePositive(hessian, slope)
    const next = stepFrom(problem, mean, step, now.objective)
    const gained = next.objective - now.objective
    mean = next.mean
    now = next
    if (gained < 1e-9 * (1 + Math.abs(now.objective))) break
  }
  return { mean, logLikelihood: now.logLikelihood }
}

/** The full step, or the largest half, quarter … of it that doesn't lower the objective. */
function stepFrom(problem: Problem, from: Float64Array, step: Float64Array, before: number) {
  for (let size = 1; size > 1e-6; size /= 2) {
    const mean = from.map((b, j) => b + size * step[j]!)
    const next = objectiveAt(problem, mean)
    if (next.objective >= before) return { mean, ...next }
  }
  return { mean: from, ...objectiveAt(problem, from) }
}

function objectiveAt({ x, y, prior, weight }: Problem, mean: Float64Array) {
  let logLikelihood = 0
  const weights = mean.subarray(1)
  for (let i = 0; i < x.rows; i++) {
    const odds = mean[0]! + rowTimes(x, i, weights)
    logLikelihood -= (weight?.[i] ?? 1) * softplus(y[i]! > 0 ? -odds : odds)
  }
  let objective = logLikelihood
  for (let j = 0; j < mean.length; j++) objective -= ((mean[j]! - prior.mean[j]!) / prior.sd[j]!) ** 2 / 2
  return { objective, logLikelihood }
}

/** Slope of the log posterior and its negative Hessian. */
function hessianAt({ x, y, prior, weight }: Problem, mean: Float64Array) {
  const size = mean.length
  const slope = new Float64Array(size)
  const hessian = dense(size, size)
  const h = hessian.values
  const weights = mean.subarray(1)
  for (let i = 0; i < x.rows; i++) {
    const p = logistic(mean[0]! + rowTimes(x, i, weights))
    const w = weight?.[i] ?? 1
    addRow(x, i, w * (y[i]! - p), w * Math.max(p * (1 - p), 1e-12), slope, h)
  }
  for (let j = 0; j < size; j++) {
    const precision = prior.sd[j]! ** -2
    slope[j]! -= precision * (mean[j]! - prior.mean[j]!)
    h[j * size + j]! += precision + 1e-10
    for (let k = 0; k < j; k++) h[k * size + j] = h[j * size + k]!
  }
  return { slope, hessian }
}

/** Adds a row's part to the lower triangle. Columns of a row may stand in any order. */
function addRow(x: Sparse, row: number, gap: number, w: number, slope: Float64Array, h: Float64Array): void {
  const size = x.columns + 1
  slope[0]! += gap
  h[0]! += w
  for (let a = x.start[row]!; a < x.start[row + 1]!; a++) {
    const j = x.column[a]! + 1
    const v = x.value[a]!
    slope[j]! += gap * v
    h[j * size]! += w * v
    for (let b = x.start[row]!; b <= a; b++) {
      const k = x.column[b]! + 1
      if (k <= j) h[j * size + k]! += w * v * x.value[b]!
      else h[k * size + j]! += w * v * x.value[b]!
    }
  }
}
