import type { LocalText } from '#kernel/error.ts'
import {
  type Dense,
  dense,
  fromColumns,
  independentColumns,
  pickColumns,
  pickRows,
} from '#lib/stats/matrix.ts'

/** ATT: what the treatment did for those who got it. ATE: what it would do on average for all. */
export type Estimand = 'att' | 'ate'

/** A question as a table: one row per unit, everything known before the treatment except the outcome. */
export interface CausalTable {
  /** 1 for treated, 0 for not. */
  treated: Uint8Array
  outcome: Float64Array
  /** n × p, every value finite. */
  covariates: Dense
  /** Names of the p covariates. */
  names: readonly string[]
}

/** A table made ready: covariates centred, of unit spread, none of them said twice. */
export interface Sample extends CausalTable {
  /** n × (1 + p): a column of ones, then the covariates. */
  design: Dense
  treatedCount: number
  /**
   * No chance of treatment is taken to be nearer to 0 or 1. After trimming 0.01, as in DoubleML: a fold that has not seen a
   * kind of row must not give it all the weight. Without trimming only what keeps weights finite.
   */
  surest: number
}

/** Before or without trimming. */
export const nearlySure = 1e-6

/** The question can't be answered from this table at all; the text says why and what to do. */
export class CannotEstimate extends Error {
  readonly text: LocalText

  constructor(zh: string, en: string) {
    super(en)
    this.text = { 'zh-CN': zh, en }
  }
}

/** Fewest rows in each of the two groups: below, neither a model nor its error can be computed. */
export const fewestPerGroup = 5

/** What was left out on the way, by name. */
export interface Prepared {
  sample: Sample
  constant: string[]
  /** Columns that follow exactly from the ones before them. */
  dependent: string[]
}

/**
 * Checks a table and makes it ready. Constant columns say nothing and dependent ones nothing new: both are left out and named.
 * @throws CannotEstimate for one group only, fewer than five rows in a group, or an outcome that never varies
 */
export function prepare(table: CausalTable): Prepared {
  checkGroups(table)
  const scaled = standardised(table.covariates)
  const varied = range(scaled.columns).filter(j => spreadOf(table.covariates, j) > 0)
  const ones = withOnes(pickColumns(scaled, varied))
  const kept = independentColumns(ones)
    .filter(j => j > 0)
    .map(j => varied[j - 1]!)
  const nameAll = (columns: number[]) => columns.map(j => table.names[j] ?? '')
  const covariates = pickColumns(scaled, kept)
  return {
    sample: sampleOf({ ...table, covariates, names: nameAll(kept) }),
    constant: nameAll(range(scaled.columns).filter(j => !varied.includes(j))),
    dependent: nameAll(varied.filter(j => !kept.includes(j))),
  }
}

/** A sample of a table whose covariates are standardised already. */
export function sampleOf(table: CausalTable, surest = nearlySure): Sample {
  return { ...table, design: withOnes(table.covariates), treatedCount: sum(table.treated), surest }
}

/** The rows of a sample with these numbers. */
export function pick(sample: Sample, rows: ArrayLike<number>, surest = sample.surest): Sample {
  const table = {
    treated: Uint8Array.from(rows, i => sample.treated[i]!),
    outcome: Float64Array.from(rows, i => sample.outcome[i]!),
    covariates: pickRows(sample.covariates, rows),
    names: sample.names,
  }
  return sampleOf(table, surest)
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]!
  return total
}

export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length
}

/** Standard deviation with n − 1 below the line; 0 for fewer than two values. */
export function deviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i]! - middle) ** 2
  return Math.sqrt(squares / (values.length - 1))
}

function checkGroups({ treated, outcome }: CausalTable): void {
  const count = sum(treated)
  const fewest = Math.min(count, treated.length - count)
  if (fewest === 0)
    throw new CannotEstimate(
      '只有一组：要有处理组，也要有对照组。',
      'There is one group only: both a treated and an untreated one are needed.',
    )
  if (fewest < fewestPerGroup)
    throw new CannotEstimate(
      `较小的一组只有 ${fewest} 行，每组至少要 ${fewestPerGroup} 行。`,
      `The smaller group has ${fewest} row${fewest === 1 ? '' : 's'}; each group needs at least ${fewestPerGroup}.`,
    )
  checkOutcome(outcome)
}

/** @throws CannotEstimate for an outcome that never varies */
export function checkOutcome(outcome: Float64Array): void {
  if (outcome.some(value => value !== outcome[0])) return
  throw new CannotEstimate(
    '可比的每一行结果都一样，没有差别可比。',
    'The outcome is the same in every comparable row: there is nothing to compare.',
  )
}

function standardised(x: Dense): Dense {
  return fromColumns(
    range(x.columns).map(j => {
      const column = Float64Array.from({ length: x.rows }, (_, i) => x.values[i * x.columns + j]!)
      const middle = mean(column)
      const spread = deviation(column) || 1
      return column.map(value => (value - middle) / spread)
    }),
    x.rows,
  )
}

/** Largest less smallest value of a column; 0 for a column that is the same but for rounding. */
function spreadOf(x: Dense, j: number): number {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < x.rows; i++) {
    const value = x.values[i * x.columns + j]!
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const size = Math.max(Math.abs(low), Math.abs(high))
  return high - low > 1e-12 * size ? high - low : 0
}

function withOnes(x: Dense): Dense {
  const out = dense(x.rows, x.columns + 1)
  for (let i = 0; i < x.rows; i++) {
    out.values[i * out.columns] = 1
    out.values.set(x.values.subarray(i * x.columns, (i + 1) * x.columns), i * out.columns + 1)
  }
  return out
}
