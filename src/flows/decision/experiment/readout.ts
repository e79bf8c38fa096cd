import { DAY } from '#kernel/time.ts'
import {
  balance,
  classicalInterval,
  correctedDifference,
  cuped,
  difference,
  type Estimate,
  emptySums,
  flipsSign,
  heterogeneityP,
  type Moments,
  merge,
  momentsOf,
  pValue,
  ratioAlarm,
  ratioP,
  type Sums,
  segmentEstimates,
  sequentialInterval,
} from '#lib/experiment/index.ts'
import type { ArmView, ExperimentView, GuardView, LiftView, SegmentView } from './api.ts'
import { type Design, dimensions, guardsOf, signOf } from './model.ts'
import { nextSteps } from './next.ts'

/** Sums of one arm, segment and day. */
export interface Cell extends Sums {
  arm: string
  day: string
  guards: number[]
}
export interface SegmentCell extends Sums {
  dimension: string
  value: string
  arm: string
}
export interface BaselineCell {
  arm: string
  name: string
  n: number
  x: number
  xx: number
}

export interface Material {
  design: Design
  tuning: number
  /** Of everybody, day by day. */
  cells: readonly Cell[]
  /** Up to `asOf`, over all days. */
  segments: readonly SegmentCell[]
  baselines: readonly BaselineCell[]
  mixedAccounts: number
  /** The last day that counts; what matures later is still waiting. */
  asOf: string
  /** Days the experiment has run. */
  day: number
}

export type Readout = Pick<
  ExperimentView,
  | 'exposed'
  | 'matured'
  | 'verdict'
  | 'grade'
  | 'lift'
  | 'control'
  | 'arms'
  | 'waiting'
  | 'plain'
  | 'lifts'
  | 'corrected'
  | 'line'
  | 'firstClassical'
  | 'sinceSequential'
  | 'health'
  | 'segments'
  | 'next'
>

const alpha = 0.05
const mostPoints = 120
const fewestInSegment = 10

/** Reads an experiment off its sums; a million units cost as much as a hundred. */
export function readOut(material: Material): Readout {
  const { design, cells, asOf, tuning } = material
  const control = design.arms[0]!.id
  const treatments = design.arms.slice(1).map(arm => arm.id)
  const level = alpha / treatments.length
  const mature = cells.filter(cell => cell.day <= asOf)
  const moments = momentsByArm(mature, design)
  const arms = design.arms.map(arm => armView(arm, cells, moments.get(arm.id)!))
  const base = moments.get(control)!
  const correction = cuped([...moments.values()].filter(({ n }) => n > 1))
  const pairs = treatments.flatMap(id => {
    const own = moments.get(id)!
    if (own.n < 2 || base.n < 2) return []
    const plain = difference(own, base)
    const corrected = correction ? correctedDifference(own, base, correction.theta) : plain
    return [{ id, plain, corrected, smallest: Math.min(own.n, base.n), flips: flipsSign(plain, corrected) }]
  })
  const flips = pairs.some(pair => pair.flips)
  const corrected = correction !== undefined && !flips
  const view = (id: string, estimate: Estimate, smallest: number) =>
    liftView(id, estimate, smallest, level, tuning)
  const plain = pairs.map(pair => view(pair.id, pair.plain, pair.smallest))
  const lifts = pairs.map(pair => view(pair.id, corrected ? pair.corrected : pair.plain, pair.smallest))
  const lift = headline(lifts, design)
  const head = lift?.arm ?? treatments[0]!
  const line = lineOf(mature, control, head, corrected, level, tuning)
  const health = healthOf(
    material,
    arms,
    mature,
    head,
    pairs.find(pair => pair.id === head),
    correction,
    flips,
  )
  const verdict = verdictOf(design, arms, lift, health.ratio.ok)
  const segments = segmentViews(material, control, head, corrected ? (correction?.theta ?? 0) : 0)
  const readout = {
    exposed: arms.reduce((sum, arm) => sum + arm.exposed, 0),
    matured: arms.reduce((sum, arm) => sum + arm.n, 0),
    waiting: arms.reduce((sum, arm) => sum + arm.exposed - arm.n, 0),
    verdict,
    grade: gradeOf(verdict, health),
    ...{ lift, control, arms, plain, lifts, corrected, line, health, segments },
    firstClassical: line.find(point => leavesOutZero(point.classical))?.day ?? null,
    sinceSequential: sinceWhen(line),
  }
  return { ...readout, next: nextSteps(readout, design, material.day) }
}

export const leavesOutZero = (ci: readonly [number, number] | null): boolean =>
  ci !== null && (ci[0] > 0 || ci[1] < 0)

function momentsByArm(cells: readonly Cell[], design: Design): Map<string, Moments> {
  const sums = new Map(design.arms.map(arm => [arm.id, emptySums()]))
  for (const cell of cells) {
    const own = sums.get(cell.arm)
    if (own) sums.set(cell.arm, merge(own, cell))
  }
  return new Map([...sums].map(([arm, own]) => [arm, momentsOf(own)]))
}

function armView({ id, share }: Design['arms'][number], cells: readonly Cell[], moments: Moments): ArmView {
  const exposed = cells.reduce((sum, cell) => (cell.arm === id ? sum + cell.n : sum), 0)
  const { n, mean } = moments
  return { id, share, exposed, n, total: n * mean, mean }
}

function liftView(
  arm: string,
  estimate: Estimate,
  smallest: number,
  level: number,
  tuning: number,
): LiftView {
  const { lift, se } = estimate
  const sequential = sequentialInterval(estimate, smallest, level, tuning) ?? null
  return {
    ...{ arm, lift, se, p: pValue(estimate) },
    classical: [...classicalInterval(estimate, level)],
    sequential: sequential && [...sequential],
  }
}

/** The arm that is furthest ahead; of days, furthest below. */
function headline(lifts: readonly LiftView[], design: Design): LiftView | null {
  const sign = signOf(design)
  return lifts.toSorted((a, b) => sign * (b.lift - a.lift))[0] ?? null
}

function verdictOf(
  design: Design,
  arms: readonly ArmView[],
  lift: LiftView | null,
  ratioOk: boolean,
): ExperimentView['verdict'] {
  if (arms.every(arm => arm.exposed === 0)) return 'empty'
  if (!ratioOk) return 'broken'
  if (!lift?.sequential) return 'early'
  if (!leavesOutZero(lift.sequential)) return 'unclear'
  return signOf(design) * lift.lift > 0 ? 'better' : 'worse'
}

function gradeOf(
  verdict: ExperimentView['verdict'],
  health: ExperimentView['health'],
): ExperimentView['grade'] {
  if (verdict === 'empty' || verdict === 'early') return null
  if (verdict === 'broken') return 'D'
  const passes = health.balance.ok && !health.cuped?.flips && health.mixedAccounts === 0
  return passes ? 'A' : 'B'
}

/** What one would have read at the end of each day, from the sums up to that day. */
function lineOf(
  cells: readonly Cell[],
  control: string,
  treatment: string,
  corrected: boolean,
  level: number,
  tuning: number,
): ExperimentView['line'] {
  const days = [...new Set(cells.map(cell => cell.day))].sort()
  const byDay = Map.groupBy(cells, cell => cell.day)
  const every = Math.max(1, Math.ceil(days.length / mostPoints))
  let [a, b] = [emptySums(), emptySums()]
  const line: ExperimentView['line'] = []
  for (const [i, day] of days.entries()) {
    for (const cell of byDay.get(day)!) {
      if (cell.arm === treatment) a = merge(a, cell)
      if (cell.arm === control) b = merge(b, cell)
    }
    const isShown = (days.length - 1 - i) % every === 0
    if (!isShown || Math.min(a.n, b.n) < 20) continue
    const [own, base] = [momentsOf(a), momentsOf(b)]
    const theta = corrected ? (cuped([own, base])?.theta ?? 0) : 0
    const view = liftView(treatment, correctedDifference(own, base, theta), Math.min(a.n, b.n), level, tuning)
    line.push({ day, n: a.n + b.n, lift: view.lift, classical: view.classical, sequential: view.sequential })
  }
  return line
}

/** Since when the always-valid interval has left out zero without a break. */
function sinceWhen(line: ExperimentView['line']): string | null {
  const lastWith = line.findLastIndex(point => !leavesOutZero(point.sequential))
  return line[lastWith + 1]?.day ?? null
}

interface Pair {
  plain: Estimate
  corrected: Estimate
}

function healthOf(
  { design, baselines, mixedAccounts, tuning }: Material,
  arms: readonly ArmView[],
  mature: readonly Cell[],
  head: string,
  pair: Pair | undefined,
  correction: ReturnType<typeof cuped>,
  flips: boolean,
): ExperimentView['health'] {
  const p = ratioP(
    arms.map(arm => arm.exposed),
    arms.map(arm => arm.share),
  )
  const half = (estimate: Estimate) => (classicalInterval(estimate)[1] - classicalInterval(estimate)[0]) / 2
  return {
    ratio: { p, ok: p >= ratioAlarm },
    balance: balanceOf(baselines, design.arms[0]!.id, head),
    cuped:
      correction && pair
        ? {
            varianceRatio: correction.varianceRatio,
            halfBefore: half(pair.plain),
            halfAfter: half(pair.corrected),
            flips,
          }
        : null,
    guards: guardsOf(design).map((guard, i) =>
      guardView(guard, i, mature, { control: design.arms[0]!.id, treatment: head, tuning }),
    ),
    mixedAccounts,
  }
}

const baselineNames = ['touches', 'visits', 'age', 'score'] as const

function balanceOf(
  cells: readonly BaselineCell[],
  control: string,
  treatment: string,
): ExperimentView['health']['balance'] {
  const side = (arm: string, name: string) => {
    const found = cells.find(cell => cell.arm === arm && cell.name === name)
    if (!found || found.n < 2) return undefined
    const { n, x, xx } = found
    return { n, mean: x / n, variance: Math.max(0, (xx - x ** 2 / n) / (n - 1)) }
  }
  const baselines = baselineNames.flatMap(name => {
    const [own, base] = [side(treatment, name), side(control, name)]
    return own && base && own.variance + base.variance > 0 ? [{ name, treatment: own, control: base }] : []
  })
  const { items, largest, bound, isBalanced } = balance(baselines)
  const shown = items.map(({ name, difference: apart }) => ({
    name: name as (typeof baselineNames)[number],
    difference: apart,
  }))
  return { items: shown, largest, bound, ok: isBalanced }
}

function guardView(
  { event, limit = 0 }: ReturnType<typeof guardsOf>[number],
  index: number,
  cells: readonly Cell[],
  { control, treatment, tuning }: { control: string; treatment: string; tuning: number },
): GuardView {
  const side = (arm: string) => {
    const own = cells.filter(cell => cell.arm === arm)
    const n = own.reduce((sum, cell) => sum + cell.n, 0)
    const y = own.reduce((sum, cell) => sum + (cell.guards[index] ?? 0), 0)
    return momentsOf({ ...emptySums(), n, y, yy: y })
  }
  const [own, base] = [side(treatment), side(control)]
  const estimate = own.n > 1 && base.n > 1 ? difference(own, base) : undefined
  const ci = estimate && sequentialInterval(estimate, Math.min(own.n, base.n), alpha, tuning)
  return {
    events: [event].flat(),
    limit,
    treatment: own.mean,
    control: base.mean,
    lift: estimate?.lift ?? 0,
    ci: ci ? [...ci] : null,
    isHarmed: ci !== undefined && ci[0] > limit,
  }
}

function segmentViews(
  { segments }: Material,
  control: string,
  treatment: string,
  theta: number,
): ExperimentView['segments'] {
  return dimensions.flatMap(dimension => {
    const own = segments.filter(cell => cell.dimension === dimension)
    const byValue = Map.groupBy(own, cell => cell.value)
    if (byValue.size < 2) return []
    const sides = [...byValue].map(([value, cells]) => {
      const side = (arm: string) => momentsOf(cells.find(cell => cell.arm === arm) ?? emptySums())
      return { value, treatment: side(treatment), control: side(control) }
    })
    const largest = sides
      .toSorted((a, b) => b.treatment.n + b.control.n - a.treatment.n - a.control.n)
      .slice(0, 10)
    const comparable = largest.filter(side => Math.min(side.treatment.n, side.control.n) >= fewestInSegment)
    const estimates = comparable.map(side => correctedDifference(side.treatment, side.control, theta))
    const found = segmentEstimates(estimates)
    const items = largest.map(side => segmentView(side, found[comparable.indexOf(side)]))
    return [{ dimension, items, heterogeneityP: heterogeneityP(estimates) ?? null }]
  })
}

function segmentView(
  { value, treatment, control }: { value: string; treatment: Moments; control: Moments },
  found: ReturnType<typeof segmentEstimates>[number] | undefined,
): SegmentView {
  const side = ({ n, mean }: Moments) => ({ n, total: n * mean, mean })
  return {
    value,
    treatment: side(treatment),
    control: side(control),
    lift: found?.estimate.lift ?? null,
    ci: found ? [...found.ci] : null,
    p: found?.p ?? null,
  }
}

/** The days between two instants, the first counting as one. */
export const dayNumber = (from: number, to: number): number => Math.max(1, Math.floor((to - from) / DAY) + 1)
