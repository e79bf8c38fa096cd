import { logit } from '#lib/stats/logit.ts'
import type { Random } from '#lib/stats/random.ts'
import { fitMode, type Prior } from '../posterior.ts'
import { pickSparse, rowTimes, type Sparse, SparseRows } from '../sparse.ts'
import { type Boosted, boost, boosted } from './boost.ts'
import type { Column } from './column.ts'

/** A model of a table: additive weights over codes and numbers, and trees for what they leave over. */
export interface TableModel {
  weights: Float64Array
  trees: Boosted
}

/** Rows as the additive part sees them: one place for each code, two for each number (its rank, its logarithm). */
export function encode(columns: readonly Column[], rows: number): Sparse {
  const starts: number[] = []
  let width = 0
  for (const column of columns) {
    starts.push(width)
    width += column.levels + (column.numbers ? 2 : 0)
  }
  const scales = columns.map(column => (column.numbers ? scaleOf(column.numbers) : undefined))
  const out = new SparseRows(width)
  for (let row = 0; row < rows; row++) {
    for (const [i, column] of columns.entries()) {
      const start = starts[i]!
      out.add(start + column.codes[row]!, 1)
      const value = column.numbers?.[row]
      if (value === undefined || Number.isNaN(value)) continue
      out.add(start + column.levels, (2 * column.codes[row]!) / column.levels - 1)
      out.add(start + column.levels + 1, scales[i]!(value))
    }
    out.endRow()
  }
  return out.done()
}

/** A number on a scale of about one, its outliers drawn in. */
function scaleOf(numbers: Float64Array): (value: number) => number {
  const known = numbers.filter(value => !Number.isNaN(value))
  const bent = known.map(value => Math.sign(value) * Math.log1p(Math.abs(value)))
  const mean = bent.reduce((a, b) => a + b, 0) / bent.length
  const spread = Math.sqrt(bent.reduce((a, b) => a + (b - mean) ** 2, 0) / bent.length) || 1
  return value => (Math.sign(value) * Math.log1p(Math.abs(value)) - mean) / spread
}

/** Standard deviations of the weights to choose from: the smaller, the more they are drawn to zero. */
const sds = [0.15, 0.4, 1, 2.5]

/**
 * Learns from some rows: the prior's width by a held-out fifth, then weights on all of them; trees on top of the additive
 * part as long as that fifth gains.
 */
export function fitTable(
  columns: readonly Column[],
  x: Sparse,
  y: ArrayLike<number>,
  train: Int32Array,
  random: Random,
): TableModel {
  const order = Int32Array.from(random.shuffle([...train]))
  const held = order.subarray(0, Math.max(1, Math.floor(order.length / 5)))
  const rest = order.subarray(held.length)
  const [xRest, yRest] = [pickSparse(x, rest), Float64Array.from(rest, row => y[row]!)]
  let start: Float64Array | undefined
  let best: { loss: number; sd: number; weights: Float64Array } | undefined
  for (const sd of sds) {
    start = fitMode(xRest, yRest, priorOf(x.columns, yRest, sd), start ? { start } : {}).mean
    const loss = lossOf(x, y, held, start)
    if (!best || loss < best.loss) best = { loss, sd, weights: start }
  }
  const offset = oddsOf(x, best!.weights)
  const trees = boost({ columns, y, offset }, rest, held)
  const yAll = Float64Array.from(train, row => y[row]!)
  const { mean } = fitMode(pickSparse(x, train), yAll, priorOf(x.columns, yAll, best!.sd), {
    start: best!.weights,
  })
  return { weights: mean, trees }
}

/** The log-odds of a row. */
export function predictRow(model: TableModel, columns: readonly Column[], x: Sparse, row: number): number {
  return model.weights[0]! + rowTimes(x, row, model.weights.subarray(1)) + boosted(model.trees, columns, row)
}

function oddsOf(x: Sparse, weights: Float64Array): Float64Array {
  const rest = weights.subarray(1)
  return Float64Array.from({ length: x.rows }, (_, row) => weights[0]! + rowTimes(x, row, rest))
}

function priorOf(width: number, y: Float64Array, sd: number): Prior {
  const share = (y.reduce((a, b) => a + b, 0) + 0.5) / (y.length + 1)
  const mean = new Float64Array(width + 1)
  mean[0] = logit(share)
  const sds = new Float64Array(width + 1).fill(sd)
  sds[0] = 10
  return { mean, sd: sds }
}

function lossOf(x: Sparse, y: ArrayLike<number>, rows: Int32Array, weights: Float64Array): number {
  const rest = weights.subarray(1)
  let loss = 0
  for (const row of rows) {
    const odds = weights[0]! + rowTimes(x, row, rest)
    const z = y[row] === 1 ? -odds : odds
    loss += z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))
  }
  return loss / rows.length
}
