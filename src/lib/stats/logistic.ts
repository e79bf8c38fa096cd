import { cross, type Dense, dense, gram, solvePositive, times } from './matrix.ts'

export interface LogisticOptions {
  /**
   * λ ≥ 0 of the penalty λ/2·Σβ² on the coefficients of *standardised* columns; the intercept is free. Default 1e-6, which
   * changes no figure that matters and lets collinear columns share their weight.
   */
  ridge?: number
  /** How often each row counts, ≥ 0, length n. Default 1 each. */
  weights?: ArrayLike<number>
  /** A fit of nearly the same rows to begin from: fewer steps, the same answer. */
  start?: Pick<LogisticFit, 'intercept' | 'coefficients'>
}

export interface LogisticFit {
  intercept: number
  /** One per column of x, on the scale of x; 0 for a column without variation. */
  coefficients: Float64Array
  /** The λ that was used: larger than asked for where the rows were separated. */
  ridge: number
  /** A line divides the rows without error: plain likelihood has no maximum, so λ = 1 was used. */
  separated: boolean
  iterations: number
  /** Σ w·(y·ln p + (1 − y)·ln(1 − p)) at the fit, without the penalty. */
  logLikelihood: number
}

const SEPARATED_RIDGE = 1
/** Share of the loss without columns below which a fit is taken to have separated the rows. */
const SEPARATED_LOSS = 1e-3
const STEPS = 60

/**
 * Logistic regression of y (n, each 0 or 1, fractions allowed) on x (n × p): penalised maximum likelihood by
 * iteratively reweighted least squares (McCullagh & Nelder 1989, 2.5), halving a step that makes things worse.
 * An intercept is added. Throws `RangeError` where y has one class only or lengths differ.
 */
export function fitLogistic(x: Dense, y: ArrayLike<number>, options: LogisticOptions = {}): LogisticFit {
  const weights = options.weights ?? new Float64Array(x.rows).fill(1)
  const share = weightedShare(x, y, weights)
  const scale = standardise(x, weights)
  const bare = new Float64Array(scale.table.columns)
  bare[0] = Math.log(share / (1 - share))
  const asked = options.ridge ?? 1e-6
  const problem = { x: scale.table, y, weights, ridge: asked }
  let state = iterate(problem, options.start ? scale.forth(options.start) : bare)
  const separated = asked < SEPARATED_RIDGE && isSeparated(state, stateAt(problem, bare, 0))
  if (separated) {
    problem.ridge = SEPARATED_RIDGE
    const again = iterate(problem, bare)
    state = { ...again, iterations: state.iterations + again.iterations }
  }
  return {
    ...scale.back(state.beta, x.columns),
    ridge: problem.ridge,
    separated,
    iterations: state.iterations,
    logLikelihood: state.logLikelihood,
  }
}

/** Chances in (0, 1) for the rows of x (n × p). */
export function predictLogistic(
  fit: Pick<LogisticFit, 'intercept' | 'coefficients'>,
  x: Dense,
): Float64Array {
  return times(x, fit.coefficients, fit.intercept).map(sigmoid)
}

/** 1 / (1 + e⁻ᶻ), without overflow. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z))
  const e = Math.exp(z)
  return e / (1 + e)
}

function weightedShare(x: Dense, y: ArrayLike<number>, weights: ArrayLike<number>): number {
  if (y.length !== x.rows || weights.length !== x.rows)
    throw new RangeError(`x has ${x.rows} rows, y ${y.length}, weights ${weights.length}`)
  let sum = 0
  let of = 0
  for (let i = 0; i < x.rows; i++) {
    sum += weights[i]! * y[i]!
    of += weights[i]!
  }
  if (!(sum > 0 && sum < of)) throw new RangeError('the outcome has one class only')
  return sum / of
}

interface Scale {
  /** n × (1 + columns that vary): a column of ones, then centred columns of unit spread. */
  table: Dense
  back(beta: Float64Array, columns: number): { intercept: number; coefficients: Float64Array }
  forth(fit: Pick<LogisticFit, 'intercept' | 'coefficients'>): Float64Array
}

function standardise(x: Dense, weights: ArrayLike<number>): Scale {
  const { mean, spread } = moments(x, weights)
  const varied = [...spread.keys()].filter(j => spread[j]! > 1e-10 * Math.max(1e-10, Math.abs(mean[j]!)))
  const table = dense(x.rows, varied.length + 1)
  for (let i = 0, at = 0; i < x.rows; i++) {
    table.values[at++] = 1
    for (const j of varied) table.values[at++] = (x.values[i * x.columns + j]! - mean[j]!) / spread[j]!
  }
  return {
    table,
    back(beta, columns) {
      const coefficients = new Float64Array(columns)
      let intercept = beta[0]!
      varied.forEach((j, k) => {
        coefficients[j] = beta[k + 1]! / spread[j]!
        intercept -= coefficients[j]! * mean[j]!
      })
      return { intercept, coefficients }
    },
    forth({ intercept, coefficients }) {
      const beta = Float64Array.from([intercept, ...varied.map(j => coefficients[j]! * spread[j]!)])
      for (const j of varied) beta[0]! += coefficients[j]! * mean[j]!
      return beta
    },
  }
}

function moments(x: Dense, weights: ArrayLike<number>): { mean: Float64Array; spread: Float64Array } {
  let total = 0
  for (let i = 0; i < x.rows; i++) total += weights[i]!
  const mean = cross(x, weights).map(sum => sum / total)
  const squares = new Float64Array(x.columns)
  for (let i = 0, at = 0; i < x.rows; i++)
    for (let j = 0; j < x.columns; j++) squares[j]! += weights[i]! * (x.values[at++]! - mean[j]!) ** 2
  return { mean, spread: squares.map(sum => Math.sqrt(sum / total)) }
}

interface Problem {
  x: Dense
  y: ArrayLike<number>
  weights: ArrayLike<number>
  ridge: number
}

interface State {
  beta: Float64Array
  /** Fitted chance per row. */
  chance: Float64Array
  logLikelihood: number
  /** What is maximised: log-likelihood less the penalty. */
  objective: number
  iterations: number
}

function iterate(problem: Problem, start: Float64Array): State {
  let state = stateAt(problem, start, 0)
  for (let step = 1; step <= STEPS; step++) {
    const next = advance(problem, state, newtonStep(problem, state), step)
    const gained = next.objective - state.objective
    state = next
    if (gained < 1e-10 * (Math.abs(state.objective) + 1e-3)) break
  }
  return state
}

/** The full step, or the largest half, quarter … of it that doesn't lower the objective. */
function advance(problem: Problem, from: State, step: Float64Array, iterations: number): State {
  for (let size = 1; size > 1e-4; size /= 2) {
    const next = stateAt(
      problem,
      from.beta.map((b, j) => b + size * step[j]!),
      iterations,
    )
    if (next.objective >= from.objective) return next
  }
  return { ...from, iterations }
}

function newtonStep({ x, y, weights, ridge }: Problem, { beta, chance }: State): Float64Array {
  const curvature = chance.map((p, i) => Math.max(p * (1 - p), 1e-12) * weights[i]!)
  const slope = cross(
    x,
    chance.map((p, i) => (y[i]! - p) * weights[i]!),
  )
  const hessian = gram(x, curvature)
  for (let j = 1; j < beta.length; j++) {
    slope[j]! -= ridge * beta[j]!
    hessian.values[j * beta.length + j]! += ridge
  }
  return solveStable(hessian, slope)
}

/** Solves the Newton step; where rounding leaves the Hessian indefinite, a growing diagonal makes it definite again. */
function solveStable(hessian: Dense, slope: Float64Array): Float64Array {
  const p = hessian.rows
  let top = 0
  for (let j = 0; j < p; j++) top = Math.max(top, hessian.values[j * p + j]!)
  for (let extra = 0; ; extra = Math.max(extra * 100, 1e-12 * top)) {
    const raised = { ...hessian, values: Float64Array.from(hessian.values) }
    for (let j = 0; j < p; j++) raised.values[j * p + j]! += extra
    try {
      return solvePositive(raised, slope)
    } catch (error) {
      if (extra > top) throw error
    }
  }
}

function stateAt({ x, y, weights, ridge }: Problem, beta: Float64Array, iterations: number): State {
  const chance = times(x, beta)
  let logLikelihood = 0
  for (let i = 0; i < chance.length; i++) {
    const z = chance[i]!
    const e = Math.exp(-Math.abs(z))
    logLikelihood += weights[i]! * (y[i]! * z - Math.max(z, 0) - Math.log1p(e))
    chance[i] = z >= 0 ? 1 / (1 + e) : e / (1 + e)
  }
  let penalty = 0
  for (let j = 1; j < beta.length; j++) penalty += beta[j]! * beta[j]!
  return { beta, chance, logLikelihood, objective: logLikelihood - (ridge / 2) * penalty, iterations }
}

/** Whether hardly any of the loss that the bare share has is left: only separated rows can be told apart so well. */
function isSeparated(state: State, start: State): boolean {
  return state.logLikelihood > SEPARATED_LOSS * start.logLikelihood
}
