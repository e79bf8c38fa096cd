import { columnOf } from '#lib/stats/matrix.ts'
import { deviation, type Estimand, mean, range, type Sample, sum } from './sample.ts'

/** One number per group. */
export interface PerGroup {
  treated: number
  untreated: number
}

/** How far the two groups can be compared: who is like whom, and how much of the weight lies on few rows. */
export interface Overlap {
  /** Chances of treatment that were kept. */
  bounds: [number, number]
  /** Share of each group outside of the bounds, 0 … 1. */
  outside: PerGroup
  /** Rows that were kept. */
  kept: PerGroup
  /** (Σw)²/Σw² of the kept rows (Kish): as many rows of equal weight would say as much. */
  effectiveSize: PerGroup
  /** Share of the group's weight that its heaviest row has. */
  largestWeight: PerGroup
  /** Standardised mean differences per covariate: of all rows, and of the kept rows with their weights. */
  balance: { name: string; before: number; after: number }[]
  /** Rows by chance of treatment before trimming; bin i is [edges[i], edges[i + 1]). */
  histogram: { edges: number[]; treated: number[]; untreated: number[] }
}

/** Numbers of the rows whose chance lies in [trim, 1 − trim]. */
export function rowsWithin(propensity: Float64Array, trim: number): number[] {
  return range(propensity.length).filter(i => propensity[i]! >= trim && propensity[i]! <= 1 - trim)
}

/** What a row counts when one group stands in for the other. */
export function weightsOf(treated: Uint8Array, propensity: Float64Array, estimand: Estimand): Float64Array {
  return propensity.map((e, i) => {
    if (estimand === 'att') return treated[i] === 1 ? 1 : e / (1 - e)
    return treated[i] === 1 ? 1 / e : 1 / (1 - e)
  })
}

export interface OverlapInput {
  /** All rows, and the chances of a model of all rows: before trimming. */
  all: Sample
  allPropensity: Float64Array
  /** Kept rows, with the chances that the estimate used. */
  kept: Sample
  keptPropensity: Float64Array
  trim: number
  estimand: Estimand
}

export function overlapOf(input: OverlapInput): Overlap {
  const { all, allPropensity, kept, keptPropensity, trim, estimand } = input
  const weights = weightsOf(kept.treated, keptPropensity, estimand)
  const within = new Set(rowsWithin(allPropensity, trim))
  return {
    bounds: [trim, 1 - trim],
    outside: perGroup(group => {
      const rows = range(all.treated.length).filter(i => all.treated[i] === group)
      return rows.filter(i => !within.has(i)).length / rows.length
    }),
    kept: { treated: kept.treatedCount, untreated: kept.treated.length - kept.treatedCount },
    effectiveSize: perGroup(group => effectiveSize(ofGroup(weights, kept.treated, group))),
    largestWeight: perGroup(group => {
      const own = ofGroup(weights, kept.treated, group)
      return own.reduce((most, w) => Math.max(most, w), 0) / sum(own)
    }),
    balance: balanceOf(all, kept, weights),
    histogram: histogramOf(all.treated, allPropensity),
  }
}

function perGroup(of: (group: 0 | 1) => number): PerGroup {
  return { treated: of(1), untreated: of(0) }
}

function ofGroup(values: Float64Array, treated: Uint8Array, group: 0 | 1): Float64Array {
  return values.filter((_, i) => treated[i] === group)
}

function effectiveSize(weights: Float64Array): number {
  const total = sum(weights)
  return (total * total) / sum(weights.map(w => w * w))
}

/** Both differences are divided by the spread within the groups before anything was done, so that they can be compared (Stuart 2010). */
function balanceOf(all: Sample, kept: Sample, weights: Float64Array): Overlap['balance'] {
  return all.names.map((name, j) => {
    const before = columnOf(all.covariates, j)
    const after = columnOf(kept.covariates, j)
    const groups = [ofGroup(before, all.treated, 1), ofGroup(before, all.treated, 0)] as const
    const spread = Math.sqrt((deviation(groups[0]) ** 2 + deviation(groups[1]) ** 2) / 2) || 1
    const weighted = (group: 0 | 1) => {
      const own = ofGroup(weights, kept.treated, group)
      return sum(ofGroup(after, kept.treated, group).map((value, i) => value * own[i]!)) / sum(own)
    }
    return {
      name,
      before: (mean(groups[0]) - mean(groups[1])) / spread,
      after: (weighted(1) - weighted(0)) / spread,
    }
  })
}

const bins = 20

function histogramOf(treated: Uint8Array, propensity: Float64Array): Overlap['histogram'] {
  const counts = { treated: new Array<number>(bins).fill(0), untreated: new Array<number>(bins).fill(0) }
  propensity.forEach((e, i) => {
    const bin = Math.min(bins - 1, Math.floor(e * bins))
    counts[treated[i] === 1 ? 'treated' : 'untreated'][bin]!++
  })
  return { edges: range(bins + 1).map(i => i / bins), ...counts }
}
