import { logistic } from '#lib/stats/logit.ts'
import { auc, brier, ece } from '#lib/stats/metrics.ts'
import { makeRandom, type Random } from '#lib/stats/random.ts'
import { type Column, type ColumnKind, readColumns } from './column.ts'
import { encode, fitTable, predictRow } from './fit.ts'
import { findLeaks, foldCount, type Leak } from './leaks.ts'

/** How well a table tells an outcome, measured on rows that were not learned from. */
export interface TableVerdict {
  n: number
  positives: number
  auc: number
  brier: number
  ece: number
  /** Columns that know the outcome; left out unless asked to keep them. */
  leaks: Leak[]
  /** Columns that were learned from, and those that can't be. */
  used: string[]
  unused: { column: string; kind: ColumnKind }[]
}

export interface TableQuestion {
  names: readonly string[]
  cells(name: string): readonly string[]
  /** 0/1 per row, both present. */
  y: Float64Array
  folds: number
  keepLeaks: boolean
  /** Called after each fold. */
  onFold?(done: number): void
}

/**
 * Judges a table by cross-validation: each row is predicted by a model that was learned from the other folds, from a sample of them where
 * they are very many. Columns,
 * leaks and folds are settled once; bins and categories without looking at the outcome.
 */
export function judgeTable(question: TableQuestion): TableVerdict {
  const { y } = question
  const random = makeRandom(1)
  const fold = foldsOf(y, question.folds, random)
  const all = readColumns(question.names, question.cells)
  const readable = all.filter(column => column.levels > 1)
  const leaks = findLeaks(readable, y, fold)
  const leaking = new Set(question.keepLeaks ? [] : leaks.map(({ column }) => column))
  const columns = readable.filter(({ name }) => !leaking.has(name))
  const p = predictFolds(columns, y, fold, random, question.onFold)
  return {
    n: y.length,
    positives: y.reduce((a, b) => a + b, 0),
    ...{ auc: auc(p, y), brier: brier(p, y), ece: ece(p, y) },
    leaks,
    used: columns.map(({ name }) => name),
    unused: all.filter(({ levels }) => levels <= 1).map(({ name, kind }) => ({ column: name, kind })),
  }
}

/** The fold of each row, each outcome spread evenly over the folds. */
function foldsOf(y: Float64Array, folds: number, random: Random): Int32Array {
  const fold = new Int32Array(y.length)
  for (const outcome of [0, 1]) {
    const rows = random.shuffle([...y.keys()].filter(row => y[row] === outcome))
    rows.forEach((row, i) => {
      fold[row] = i % folds
    })
  }
  return fold
}

/** Beyond so many rows weights and trees hardly change any more, but the wait does. */
const mostLearned = 200_000

function some(rows: Int32Array, random: Random): Int32Array {
  if (rows.length <= mostLearned) return rows
  return Int32Array.from(random.shuffle([...rows]).slice(0, mostLearned)).sort()
}

function predictFolds(
  columns: readonly Column[],
  y: Float64Array,
  fold: Int32Array,
  random: Random,
  onFold?: (done: number) => void,
): Float64Array {
  const x = encode(columns, y.length)
  const p = new Float64Array(y.length)
  const folds = foldCount(fold)
  for (let f = 0; f < folds; f++) {
    const others = Int32Array.from([...y.keys()].filter(row => fold[row] !== f))
    const model = fitTable(columns, x, y, some(others, random), random)
    for (const row of y.keys()) if (fold[row] === f) p[row] = logistic(predictRow(model, columns, x, row))
    onFold?.(f + 1)
  }
  return p
}
