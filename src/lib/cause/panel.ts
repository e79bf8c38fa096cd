import { CannotEstimate } from './sample.ts'

/** One row per unit and period. Periods count on any scale that rises with time. */
export interface PanelRows {
  unit: readonly string[]
  time: ArrayLike<number>
  /** The period in which the unit was first treated; 0 or NaN for never. The same in all rows of a unit. */
  cohort: ArrayLike<number>
  outcome: ArrayLike<number>
}

/** A panel by unit: `outcome[unit][period]`, NaN where a unit was not observed. */
export interface Panel {
  /** Rising, at least two. */
  periods: number[]
  /** Per unit, the period of first treatment; Infinity for never (within the panel). */
  cohort: Float64Array
  outcome: Float64Array[]
  /** Units that were treated in the first period already: they have no before, and are left out. */
  alwaysTreated: number
  /** Units first treated after the last period: they count as never treated. */
  laterTreated: number
  /** Units that miss a period: each comparison uses those that have both of its periods. */
  incomplete: number
}

/**
 * Puts rows in order by unit and period.
 * @throws CannotEstimate for two rows of one unit and period, a cohort that changes, fewer than two periods, nobody never treated or nobody treated
 */
export function toPanel(rows: PanelRows): Panel {
  const periods = [...new Set(Array.from(rows.time))].sort((a, b) => a - b)
  if (periods.length < 2)
    throw new CannotEstimate(
      '只有一个时期，看不出前后变化，至少要两个。',
      'There is one period only: a change needs at least two.',
    )
  const place = new Map(periods.map((period, index) => [period, index]))
  const units = new Map<string, { cohort: number; outcome: Float64Array }>()
  for (let i = 0; i < rows.unit.length; i++) {
    const cohort = rows.cohort[i] || Infinity
    const unit = unitOf(units, rows.unit[i]!, cohort, periods.length)
    const at = place.get(rows.time[i]!)!
    if (!Number.isNaN(unit.outcome[at]!)) throw twice(rows.unit[i]!)
    unit.outcome[at] = rows.outcome[i]!
  }
  return withoutAlways(periods, [...units.values()])
}

function unitOf(
  units: Map<string, { cohort: number; outcome: Float64Array }>,
  id: string,
  cohort: number,
  periods: number,
): { cohort: number; outcome: Float64Array } {
  const known = units.get(id)
  if (known?.cohort === cohort) return known
  if (known)
    throw new CannotEstimate(
      `对象“${id}”的开始时期前后不一致，同一对象只能有一个。`,
      `Unit "${id}" has more than one cohort; a unit has one.`,
    )
  const made = { cohort, outcome: new Float64Array(periods).fill(Number.NaN) }
  units.set(id, made)
  return made
}

function twice(id: string): CannotEstimate {
  return new CannotEstimate(
    `对象“${id}”在同一时期有两行，每个对象每期只能有一行。`,
    `Unit "${id}" has two rows for one period; one per unit and period is needed.`,
  )
}

function withoutAlways(periods: number[], all: { cohort: number; outcome: Float64Array }[]): Panel {
  const last = periods.at(-1)!
  const units = all.filter(unit => unit.cohort > periods[0]!)
  const cohort = Float64Array.from(units, unit => (unit.cohort > last ? Infinity : unit.cohort))
  if (!cohort.includes(Infinity))
    throw new CannotEstimate(
      '没有从未被处理的对象可作对照（开始时期为 0 或空）。',
      'Nobody was never treated (cohort 0 or empty): there is nobody to compare with.',
    )
  if (cohort.every(g => g === Infinity))
    throw new CannotEstimate(
      '没有在数据期内开始被处理的对象，或都在第一期之前就已开始。',
      'Nobody began to be treated within the periods, or all had begun before the second one.',
    )
  return {
    periods,
    cohort,
    outcome: units.map(unit => unit.outcome),
    alwaysTreated: all.length - units.length,
    laterTreated: units.filter(unit => unit.cohort > last && unit.cohort !== Infinity).length,
    incomplete: units.filter(unit => unit.outcome.some(Number.isNaN)).length,
  }
}
