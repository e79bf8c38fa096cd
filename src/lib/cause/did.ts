import { chiSquareSurvival, normalQuantile, normalTwoSidedP } from '#lib/stats/distribution.ts'
import { dense, solveSemidefinite } from '#lib/stats/matrix.ts'
import { type Panel, type PanelRows, toPanel } from './panel.ts'
import { CannotEstimate, range, sum } from './sample.ts'

/** The effect on those first treated at `cohort`, in period `time`; before the treatment it should be 0. */
export interface GroupTime {
  cohort: number
  time: number
  att: number
  se: number
  /** Units of the cohort, and never treated ones, seen in both periods. */
  treated: number
  untreated: number
}

export interface DidResult {
  /** By cohort, then time, without the base period, where the effect is 0 by construction. */
  groupTime: GroupTime[]
  /** Average of all effects from the treatment on, each weighted by the size of its cohort. */
  overall: number
  overallSe: number
  overallCi: [number, number]
  overallP: number
  /** By periods since the treatment (0: the first with it), each cohort weighted by its size. */
  event: { since: number; att: number; se: number }[]
  /** Chance of pre-treatment differences at least as large if there were none; null without two periods before. */
  preTrendP: number | null
  units: { treated: number; untreated: number }
  panel: Pick<Panel, 'periods' | 'alwaysTreated' | 'laterTreated' | 'incomplete'>
}

/** A cell with what each unit contributes to its error. */
interface Cell extends GroupTime {
  /** Per unit; the square root of Σ² is the standard error. */
  influence: Float64Array
  /** Share of all units that the cohort has. */
  share: number
}

/**
 * Difference in differences with staggered adoption: group-time effects against the never treated, base period the last
 * one before the cohort's treatment, without covariates (Callaway & Sant'Anna 2021, eq. 2.9 and 3.1; errors from the
 * influence function as in their `did` package, analytical).
 * @throws CannotEstimate where nothing can be compared
 */
export function differenceInDifferences(rows: PanelRows): DidResult {
  const panel = toPanel(rows)
  const cells = cellsOf(panel)
  const after = cells.filter(cell => cell.time >= cell.cohort)
  if (after.length === 0)
    throw new CannotEstimate(
      '没有一个时期能比较：处理开始前后都要有观测。',
      'No period can be compared: observations before and after the treatment are needed.',
    )
  const overall = average(panel, after)
  const half = normalQuantile(0.975) * overall.se
  const treated = panel.cohort.filter(g => g !== Infinity).length
  return {
    groupTime: cells.map(({ influence: _, share: __, ...cell }) => cell),
    overall: overall.att,
    overallSe: overall.se,
    overallCi: [overall.att - half, overall.att + half],
    overallP: normalTwoSidedP(overall.att / overall.se),
    event: byTimeSince(panel, cells),
    preTrendP: preTrend(cells.filter(cell => cell.time < cell.cohort)),
    units: { treated, untreated: panel.cohort.length - treated },
    panel,
  }
}

function cellsOf(panel: Panel): Cell[] {
  const cohorts = [...new Set(panel.cohort)].filter(g => g !== Infinity).sort((a, b) => a - b)
  return cohorts.flatMap(cohort => {
    const base = panel.periods.findLastIndex(period => period < cohort)
    return range(panel.periods.length).flatMap(at =>
      at === base ? [] : (cellOf(panel, cohort, base, at) ?? []),
    )
  })
}

/** Change since the base period, treated less never treated; undefined where one side has nobody. */
function cellOf(
  { cohort, outcome, periods }: Panel,
  group: number,
  base: number,
  at: number,
): Cell | undefined {
  const change = outcome.map(values => values[at]! - values[base]!)
  const members = (g: number) =>
    range(change.length).filter(i => cohort[i] === g && !Number.isNaN(change[i]!))
  const treated = members(group)
  const untreated = members(Infinity)
  if (treated.length === 0 || untreated.length === 0) return undefined
  const influence = new Float64Array(change.length)
  const meanOf = (rows: number[], sign: number) => {
    const mean = sum(rows.map(i => change[i]!)) / rows.length
    for (const i of rows) influence[i] = (sign * (change[i]! - mean)) / rows.length
    return mean
  }
  return {
    cohort: group,
    time: periods[at]!,
    att: meanOf(treated, 1) - meanOf(untreated, -1),
    se: lengthOf(influence),
    treated: treated.length,
    untreated: untreated.length,
    influence,
    share: cohort.filter(g => g === group).length / cohort.length,
  }
}

/** Average by cohort size; its error counts that the sizes are themselves a sample (did: `wif`). */
function average({ cohort }: Panel, cells: readonly Cell[]): { att: number; se: number } {
  const n = cohort.length
  const total = sum(cells.map(cell => cell.share))
  const att = sum(cells.map(cell => cell.share * cell.att)) / total
  const influence = new Float64Array(n)
  for (const cell of cells) {
    for (let i = 0; i < n; i++) {
      const surprise = ((cohort[i] === cell.cohort ? 1 : 0) - cell.share) / n
      influence[i]! += (cell.share * cell.influence[i]! + surprise * (cell.att - att)) / total
    }
  }
  return { att, se: lengthOf(influence) }
}

function byTimeSince(panel: Panel, cells: readonly Cell[]): DidResult['event'] {
  const place = (time: number) => panel.periods.indexOf(time)
  const since = (cell: Cell) =>
    place(cell.time) - (panel.periods.findLastIndex(period => period < cell.cohort) + 1)
  const all = [...new Set(cells.map(since))].sort((a, b) => a - b)
  return all.map(distance => ({
    since: distance,
    ...average(
      panel,
      cells.filter(cell => since(cell) === distance),
    ),
  }))
}

/** Wald test that all effects before the treatment are 0 together; effects that follow from others count once. */
function preTrend(cells: readonly Cell[]): number | null {
  if (cells.length === 0) return null
  const k = cells.length
  const covariance = dense(k, k)
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const value = dot(cells[a]!.influence, cells[b]!.influence)
      covariance.values[a * k + b] = value
      covariance.values[b * k + a] = value
    }
  }
  const att = cells.map(cell => cell.att)
  const solved = solveSemidefinite(covariance, att)
  const freedom = solved.filter(value => value !== 0).length
  return freedom === 0 ? null : chiSquareSurvival(dot(att, solved), freedom)
}

function lengthOf(influence: Float64Array): number {
  return Math.sqrt(dot(influence, influence))
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!
  return total
}
