import { DAY } from '#kernel/time.ts'
import type { CompiledModel } from '#lib/score/index.ts'
import { logistic, softplus } from '#lib/stats/logit.ts'
import { fitMode, type Prior } from '../posterior.ts'
import { pickSparse, SparseRows, timesSparse } from '../sparse.ts'
import type { Landmarks, SparseColumn } from './rows.ts'

/** Half-lives looked at: a quarter to four times the one in force, from a day to two years. */
const steps = [0.25, 0.5, 1, 2, 4]
const bounds = { least: DAY, most: 730 * DAY }
/** A change has to gain so much held-out log-likelihood: half the 95 % quantile of χ² with one degree of freedom. */
const worth = 1.92
const leastSeen = 30

interface Split {
  /** Rows before this are learned from … */
  learn: number
  /** … and those from there to here say which half-life is better. */
  choose: number
}

/** Rounds over all terms: the second sees what the first changed beside it. */
const rounds = 2

/**
 * Looks for a better half-life of each event term, the others held: its weight is found anew on the earlier rows, and the
 * likelihood of the later ones decides. Every weight is learned anew before the second round.
 * @returns half-lives in days that differ from those in force, by term
 */
export function betterHalfLives(
  landmarks: Landmarks,
  compiled: CompiledModel,
  prior: Prior,
  split: Split,
): Map<string, number> {
  const columns = [...landmarks.columns]
  const now = new Map(compiled.events.map(({ slot, halfLife }) => [slot, halfLife]))
  for (let round = 0; round < rounds; round++) {
    const { odds, mean } = earlierFit(columns, landmarks.outcome, prior, split)
    for (const { slot, halfLife } of compiled.events) {
      if (columns[slot]!.row.length < leastSeen) continue
      const rest = Float64Array.from(odds)
      addColumn(rest, columns[slot]!, -mean[slot + 1]!)
      const belief = { mean: prior.mean[slot + 1]!, sd: prior.sd[slot + 1]! }
      const gainOf = (column: SparseColumn) =>
        heldGain(
          rest,
          column,
          weightOf(rest, column, landmarks.outcome, split.learn, belief),
          landmarks.outcome,
          split,
        )
      let best = { gain: gainOf(columns[slot]!) + worth, halfLife: now.get(slot)!, column: columns[slot]! }
      for (const tried of stepsFrom(halfLife)) {
        if (tried === now.get(slot)) continue
        const column = landmarks.rebuild(slot, tried)
        const gain = gainOf(column)
        if (gain > best.gain) best = { gain, halfLife: tried, column }
      }
      columns[slot] = best.column
      now.set(slot, best.halfLife)
    }
  }
  const changed = compiled.events.filter(({ slot, halfLife }) => now.get(slot) !== halfLife)
  return new Map(changed.map(({ slot, term }) => [term.id, now.get(slot)! / DAY]))
}

function stepsFrom(halfLife: number): number[] {
  return steps.map(step => Math.min(bounds.most, Math.max(bounds.least, halfLife * step)))
}

function earlierFit(columns: readonly SparseColumn[], y: Uint8Array, prior: Prior, split: Split) {
  const rows = Int32Array.from({ length: split.learn }, (_, i) => i)
  const x = matrixOf(columns, split.choose)
  const { mean } = fitMode(pickSparse(x, rows), y.subarray(0, split.learn), prior)
  return { mean, odds: timesSparse(x, mean.subarray(1), mean[0]) }
}

/** A table from its columns, up to a row. */
export function matrixOf(columns: readonly SparseColumn[], rows: number) {
  const out = new SparseRows(columns.length)
  const next = new Int32Array(columns.length)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j]!
      if (column.row[next[j]!] === row) out.add(j, column.value[next[j]!++]!)
    }
    out.endRow()
  }
  return out.done()
}

function addColumn(odds: Float64Array, column: SparseColumn, weight: number): void {
  for (let k = 0; k < column.row.length && column.row[k]! < odds.length; k++)
    odds[column.row[k]!]! += weight * column.value[k]!
}

/** The weight of one column beside given log-odds, by Newton's method on the rows learned from. */
function weightOf(
  rest: Float64Array,
  column: SparseColumn,
  y: Uint8Array,
  end: number,
  belief: { mean: number; sd: number },
): number {
  let weight = belief.mean
  for (let round = 0; round < 12; round++) {
    let slope = -(weight - belief.mean) / belief.sd ** 2
    let curve = belief.sd ** -2
    for (let k = 0; k < column.row.length && column.row[k]! < end; k++) {
      const row = column.row[k]!
      const p = logistic(rest[row]! + weight * column.value[k]!)
      slope += (y[row]! - p) * column.value[k]!
      curve += p * (1 - p) * column.value[k]! ** 2
    }
    const step = slope / curve
    weight += Math.max(-1, Math.min(1, step))
    if (Math.abs(step) < 1e-6) break
  }
  return weight
}

/** What a column gains in log-likelihood on the rows held out, over having none. */
function heldGain(
  rest: Float64Array,
  column: SparseColumn,
  weight: number,
  y: Uint8Array,
  { learn, choose }: Split,
): number {
  let gain = 0
  for (let k = 0; k < column.row.length; k++) {
    const row = column.row[k]!
    if (row < learn || row >= choose) continue
    const [without, odds] = [rest[row]!, rest[row]! + weight * column.value[k]!]
    gain += y[row] === 1 ? softplus(-without) - softplus(-odds) : softplus(without) - softplus(odds)
  }
  return gain
}
