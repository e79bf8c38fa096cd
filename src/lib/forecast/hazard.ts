import { sigmoid } from '#lib/stats/logistic.ts'
import { cross, type Dense, fromRows, gram, solvePositive, times } from '#lib/stats/matrix.ts'
import type { Random } from '#lib/stats/random.ts'
import { monthOfQuarter } from './calendar.ts'
import type { Cell, Exposure } from './exposure.ts'

/** A daily chance as a logistic function of age, stage, month of the quarter and intent. */
export interface Hazard {
  /** The intercept first, then one per column. */
  coefficients: Float64Array
  /** Upper triangle U of their uncertainty, U·Uᵀ the covariance: a draw is estimate + U·z. */
  spread: Dense
}

/** What a chance depends on. `season`: place of the month in its quarter. */
export interface Covariates {
  piece: number
  stage: number
  season: number
  intent: number | undefined
}

/** Standard deviation of the prior of each kind of column, in log-odds; all means are 0. */
const prior = { step: 1, season: 0.5, intent: 0.5 }

/**
 * How covariates become columns. Ages and stages are stairs: each column is what one step up adds, so an age never met
 * goes on as the one before. The month of the quarter may matter otherwise for young, middle and old deals.
 */
export class Columns {
  readonly stages: number
  readonly #pieces: number
  /** Pieces at which middle and old begin. */
  readonly #thirds: [number, number]
  readonly #rows = new Map<string, readonly number[]>()

  constructor({ cuts, stages }: Pick<Exposure, 'cuts' | 'stages'>) {
    this.stages = stages
    this.#pieces = cuts.length
    this.#thirds = [Math.ceil((cuts.length + 1) / 3), Math.ceil((2 * (cuts.length + 1)) / 3)]
  }

  /** The row of an intercept and the columns; kept, since a simulation asks for few different ones very often. */
  of(at: Covariates): readonly number[] {
    const key = `${at.piece}|${at.stage}|${at.season}|${at.intent}`
    let row = this.#rows.get(key)
    if (!row) {
      row = this.#row(at)
      this.#rows.set(key, row)
    }
    return row
  }

  #row({ piece, stage, season, intent }: Covariates): number[] {
    const row = [1]
    for (let step = 1; step <= this.#pieces; step++) row.push(piece >= step ? 1 : 0)
    for (let step = 1; step < this.stages; step++) row.push(stage >= step ? 1 : 0)
    for (const from of [0, ...this.#thirds]) {
      row.push(season === 1 && piece >= from ? 1 : 0, season === 2 && piece >= from ? 1 : 0)
    }
    row.push(intent ?? 0, intent === undefined ? 0 : 1)
    return row
  }

  /** Precision (1/variance) of each coefficient's prior; the intercept is free. */
  precisions(): number[] {
    const of = (count: number, deviation: number) => new Array<number>(count).fill(1 / deviation ** 2)
    const steps = this.#pieces + this.stages - 1
    return [1e-6, ...of(steps, prior.step), ...of(6, prior.season), ...of(2, prior.intent)]
  }
}

interface Pooled {
  x: Dense
  /** Days and endings per row. */
  days: Float64Array
  events: Float64Array
  precisions: readonly number[]
}

/**
 * Fits a cause-specific daily hazard on pooled cells: logistic regression of endings on days with a normal prior on each
 * coefficient (discrete-time competing risks; Tutz & Schmid 2016, ch. 8), by Newton's method; the uncertainty is Laplace's.
 * @param events how many of a cell's days ended that way
 * @param days how many days could have
 */
export function fitHazard(
  columns: Columns,
  cells: readonly Cell[],
  events: (cell: Cell) => number,
  days: (cell: Cell) => number,
): Hazard {
  const used = cells.filter(cell => days(cell) > 0)
  const pooled: Pooled = {
    x: fromRows(used.map(cell => columns.of({ ...cell, season: monthOfQuarter(cell.month) }))),
    days: Float64Array.from(used, days),
    events: Float64Array.from(used, events),
    precisions: columns.precisions(),
  }
  const coefficients = newton(pooled)
  return { coefficients, spread: inverseTriangle(curvature(pooled, chancesOf(pooled, coefficients))) }
}

const chancesOf = ({ x }: Pooled, coefficients: Float64Array) => times(x, coefficients).map(sigmoid)

function newton(pooled: Pooled): Float64Array {
  const { days, events } = pooled
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const share = (sum(events) + 0.5) / (sum(days) + 1)
  let now = new Float64Array(pooled.x.columns)
  now[0] = Math.log(share / (1 - share))
  let reached = objective(pooled, now)
  for (let round = 0; round < 50; round++) {
    const step = newtonStep(pooled, now)
    let next = now
    let gain = 0
    for (let size = 1; size > 1e-3 && gain <= 0; size /= 2) {
      next = now.map((value, j) => value + size * step[j]!)
      gain = objective(pooled, next) - reached
    }
    if (gain <= 0) break
    now = next
    reached += gain
    if (gain < 1e-9 * Math.abs(reached)) break
  }
  return now
}

function newtonStep(pooled: Pooled, now: Float64Array): Float64Array {
  const { x, days, events, precisions } = pooled
  const chances = chancesOf(pooled, now)
  const slope = cross(
    x,
    chances.map((chance, i) => events[i]! - days[i]! * chance),
  )
  return solvePositive(
    curvature(pooled, chances),
    slope.map((value, j) => value - precisions[j]! * now[j]!),
  )
}

/** Curvature of the penalised likelihood: Σ days·p(1 − p)·x·xᵀ plus the prior's precision. */
function curvature({ x, days, precisions }: Pooled, chances: Float64Array): Dense {
  const hessian = gram(
    x,
    chances.map((chance, i) => days[i]! * chance * (1 - chance)),
  )
  for (let j = 0; j < hessian.rows; j++) hessian.values[j * hessian.rows + j]! += precisions[j]!
  return hessian
}

/** Logarithm of likelihood times prior, up to a constant. */
function objective({ x, days, events, precisions }: Pooled, coefficients: Float64Array): number {
  let sum = 0
  times(x, coefficients).forEach((z, i) => {
    sum += events[i]! * z - days[i]! * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))))
  })
  coefficients.forEach((value, j) => {
    sum -= (precisions[j]! * value * value) / 2
  })
  return sum
}

/** For H = R·Rᵀ (Cholesky) the upper triangle U = R⁻ᵀ, so that U·Uᵀ = H⁻¹. */
function inverseTriangle(h: Dense): Dense {
  const p = h.rows
  const r = cholesky(h)
  const out = new Float64Array(p * p)
  for (let column = 0; column < p; column++) {
    for (let i = p - 1; i >= 0; i--) {
      let sum = i === column ? 1 : 0
      for (let k = i + 1; k < p; k++) sum -= r[k * p + i]! * out[k * p + column]!
      out[i * p + column] = sum / r[i * p + i]!
    }
  }
  return { rows: p, columns: p, values: out }
}

function cholesky({ rows: p, values }: Dense): Float64Array {
  const r = new Float64Array(p * p)
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = values[i * p + j]!
      for (let k = 0; k < j; k++) sum -= r[i * p + k]! * r[j * p + k]!
      r[i * p + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / r[j * p + j]!
    }
  }
  return r
}

/** The log-odds of a row of {@link Columns}. */
export function linear({ coefficients }: Pick<Hazard, 'coefficients'>, row: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < coefficients.length; j++) sum += coefficients[j]! * row[j]!
  return sum
}

/** The same hazard with other coefficients that the data allow as well. */
export function drawn(hazard: Hazard, random: Random): Hazard {
  const p = hazard.spread.rows
  const z = Array.from({ length: p }, () => random.normal())
  return {
    ...hazard,
    coefficients: hazard.coefficients.map((value, i) => {
      let shift = 0
      for (let j = i; j < p; j++) shift += hazard.spread.values[i * p + j]! * z[j]!
      return value + shift
    }),
  }
}
