import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** A dense table of numbers, row after row: the value of row `i`, column `j` is `values[i * columns + j]`. */
export interface Dense {
  rows: number
  columns: number
  values: Float64Array
}

/** A table of zeros. */
export function dense(rows: number, columns: number): Dense {
  return { rows, columns, values: new Float64Array(rows * columns) }
}

/** Rows of equal length side by side; no rows give a 0 × 0 table. */
export function fromRows(rows: readonly ArrayLike<number>[]): Dense {
  const out = dense(rows.length, rows[0]?.length ?? 0)
  rows.forEach((row, i) => {
    if (row.length !== out.columns)
      throw new RangeError(`row ${i} has ${row.length} values, not ${out.columns}`)
    out.values.set(Array.from(row), i * out.columns)
  })
  return out
}

/** Columns of equal length; `rows` is needed where there may be no column. */
export function fromColumns(columns: readonly ArrayLike<number>[], rows = columns[0]?.length ?? 0): Dense {
  const out = dense(rows, columns.length)
  columns.forEach((column, j) => {
    if (column.length !== rows) throw new RangeError(`column ${j} has ${column.length} values, not ${rows}`)
    for (let i = 0; i < rows; i++) out.values[i * out.columns + j] = column[i]!
  })
  return out
}

/** Column `j` as a new array of length `rows`. */
export function columnOf(x: Dense, j: number): Float64Array {
  const out = new Float64Array(x.rows)
  for (let i = 0; i < x.rows; i++) out[i] = x.values[i * x.columns + j]!
  return out
}

/** The rows with these numbers, in this order (a row may come twice). */
export function pickRows(x: Dense, rows: ArrayLike<number>): Dense {
  const out = dense(rows.length, x.columns)
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * x.columns
    out.values.set(x.values.subarray(from, from + x.columns), i * x.columns)
  }
  return out
}

/** The columns with these numbers, in this order. */
export function pickColumns(x: Dense, columns: readonly number[]): Dense {
  const out = dense(x.rows, columns.length)
  for (let i = 0; i < x.rows; i++) {
    for (let k = 0; k < columns.length; k++)
      out.values[i * columns.length + k] = x.values[i * x.columns + columns[k]!]!
  }
  return out
}

/** x (n × p) times b (p) → n, plus `constant`. */
export function times(x: Dense, b: ArrayLike<number>, constant = 0): Float64Array {
  const out = new Float64Array(x.rows)
  for (let i = 0, at = 0; i < x.rows; i++) {
    let sum = constant
    for (let j = 0; j < x.columns; j++) sum += x.values[at++]! * b[j]!
    out[i] = sum
  }
  return out
}

/** XᵀWX (p × p) for x (n × p) and weights of length n; all weights 1 where there are none. */
export function gram(x: Dense, weights?: ArrayLike<number>): Dense {
  const { rows, columns: p, values } = x
  const lower = new Float64Array((p * (p + 1)) / 2)
  for (let i = 0; i < rows; i++) {
    const w = weights === undefined ? 1 : weights[i]!
    if (w === 0) continue
    const from = i * p
    for (let j = from, at = 0; j < from + p; j++) {
      const wx = w * values[j]!
      if (wx === 0) at += j - from + 1
      else for (let k = from; k <= j; k++) lower[at++]! += wx * values[k]!
    }
  }
  const out = dense(p, p)
  for (let j = 0, at = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      out.values[j * p + k] = lower[at]!
      out.values[k * p + j] = lower[at++]!
    }
  }
  return out
}

/** XᵀWy (p) for x (n × p), y (n) and weights (n); all weights 1 where there are none. */
export function cross(x: Dense, y: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const out = new Float64Array(x.columns)
  for (let i = 0, at = 0; i < x.rows; i++) {
    const wy = y[i]! * (weights === undefined ? 1 : weights[i]!)
    for (let j = 0; j < x.columns; j++) out[j]! += x.values[at++]! * wy
  }
  return out
}

/** Solves a·z = b for a symmetric positive definite (p × p) by Cholesky. Throws `RangeError` where `a` isn't positive definite. */
export function solvePositive(a: Dense, b: ArrayLike<number>): Float64Array {
  const solved = cholesky(a).solve(Matrix.columnVector(Array.from(b)))
  return Float64Array.from(solved.to1DArray())
}

/** The inverse of a symmetric positive definite matrix (p × p), itself symmetric. Throws `RangeError` where `a` isn't positive definite. */
export function invertPositive(a: Dense): Dense {
  const p = a.rows
  const inverse = cholesky(a).solve(Matrix.eye(p, p))
  const out = dense(p, p)
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) out.values[i * p + j] = (inverse.get(i, j) + inverse.get(j, i)) / 2
  }
  return out
}

/** A pivot below this share of its diagonal means that the column depends on those before it. */
const PIVOT = 1e-10

/**
 * Solves a·z = b for a symmetric positive *semi*definite (p × p) such as a Gram matrix of columns that may depend on each
 * other: those that depend on earlier ones get 0. Less exact than `leastSquares`, and much faster for many sums of one table.
 */
export function solveSemidefinite(a: Dense, b: ArrayLike<number>): Float64Array {
  const p = a.rows
  const lower = dense(p, p)
  const kept = new Uint8Array(p)
  const out = new Float64Array(p)
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      if (k < j && kept[k] === 0) continue
      let left = a.values[j * p + k]!
      for (let m = 0; m < k; m++) left -= lower.values[j * p + m]! * lower.values[k * p + m]!
      if (k < j) lower.values[j * p + k] = left / lower.values[k * p + k]!
      else if (left > PIVOT * a.values[j * p + j]!) {
        kept[j] = 1
        lower.values[j * p + j] = Math.sqrt(left)
      }
    }
    if (kept[j] === 0) continue
    out[j] = b[j]!
    for (let m = 0; m < j; m++) out[j]! -= lower.values[j * p + m]! * out[m]!
    out[j]! /= lower.values[j * p + j]!
  }
  for (let j = p - 1; j >= 0; j--) {
    if (kept[j] === 0) continue
    for (let m = j + 1; m < p; m++) out[j]! -= lower.values[m * p + j]! * kept[m]! * out[m]!
    out[j]! /= lower.values[j * p + j]!
  }
  return out
}

function cholesky(a: Dense): CholeskyDecomposition {
  const rows = Array.from({ length: a.rows }, (_, i) => a.values.subarray(i * a.columns, (i + 1) * a.columns))
  const decomposition = new CholeskyDecomposition(new Matrix(rows))
  if (!decomposition.isPositiveDefinite()) throw new RangeError('the matrix is not positive definite')
  return decomposition
}

export interface LeastSquares {
  /** One per column of x; 0 for a column that depends on those before it. */
  coefficients: Float64Array
  /** Numbers of the columns that count, in order. Their number is the rank. */
  kept: number[]
  /** Σ w·(y − x·b)². */
  residualSquares: number
}

/** A column that has less than this share of its length left beside the columns before it is taken as dependent (R's `lm`). */
const TOLERANCE = 1e-7

/**
 * Least squares of y (n) on x (n × p), weighted by `weights` (n, ≥ 0) where given. No intercept is added. Columns that
 * depend linearly on those before them get the coefficient 0, as in R's `lm`, so that any table has an answer.
 */
export function leastSquares(x: Dense, y: ArrayLike<number>, weights?: ArrayLike<number>): LeastSquares {
  const root = weights === undefined ? undefined : Float64Array.from(weights, w => Math.sqrt(w))
  const scaled = (column: Float64Array) => (root === undefined ? column : column.map((v, i) => v * root[i]!))
  const { basis, kept, triangle } = orthogonal(
    Array.from({ length: x.columns }, (_, j) => scaled(columnOf(x, j))),
  )
  const residual = scaled(Float64Array.from(y))
  const projected = basis.map(q => takeOut(residual, q))
  const coefficients = new Float64Array(x.columns)
  for (let k = kept.length - 1; k >= 0; k--) {
    let value = projected[k]!
    for (let later = k + 1; later < kept.length; later++)
      value -= triangle[later]![k]! * coefficients[kept[later]!]!
    coefficients[kept[k]!] = value / triangle[k]![k]!
  }
  return { coefficients, kept, residualSquares: dot(residual, residual) }
}

/** Numbers of the columns of x (n × p) that don't depend linearly on those before them. */
export function independentColumns(x: Dense): number[] {
  return orthogonal(Array.from({ length: x.columns }, (_, j) => columnOf(x, j))).kept
}

/** Gram–Schmidt, again where much was taken out, which is as exact as Householder (Giraud, Langou & Rozložník 2005). Changes `columns`. */
function orthogonal(columns: Float64Array[]): {
  basis: Float64Array[]
  kept: number[]
  triangle: number[][]
} {
  const basis: Float64Array[] = []
  const kept: number[] = []
  const triangle: number[][] = []
  columns.forEach((column, j) => {
    const before = Math.sqrt(dot(column, column))
    const shares = basis.map(q => takeOut(column, q))
    if (dot(column, column) < 0.5 * before * before)
      basis.forEach((q, k) => {
        shares[k]! += takeOut(column, q)
      })
    const left = Math.sqrt(dot(column, column))
    if (!(left > TOLERANCE * before)) return
    basis.push(column.map(v => v / left))
    kept.push(j)
    triangle.push([...shares, left])
  })
  return { basis, kept, triangle }
}

/** Takes the part along the unit vector `q` out of `v` in place, and answers its length. */
function takeOut(v: Float64Array, q: Float64Array): number {
  const share = dot(v, q)
  for (let i = 0; i < v.length; i++) v[i]! -= share * q[i]!
  return share
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
