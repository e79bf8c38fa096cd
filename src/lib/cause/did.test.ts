import { expect, test } from 'vitest'
import { makeRandom } from '#lib/stats/random.ts'
import { differenceInDifferences, type PanelRows } from './index.ts'

type Row = [unit: string, time: number, cohort: number, outcome: number]

const rowsOf = (rows: readonly Row[]): PanelRows => ({
  unit: rows.map(row => row[0]),
  time: rows.map(row => row[1]),
  cohort: rows.map(row => row[2]),
  outcome: rows.map(row => row[3]),
})

/** Treated from 2020 on: 10 → 15, 12 → 19; never: 5 → 6, 7 → 10. */
const twoByTwo: Row[] = [
  ['a', 2019, 2020, 10],
  ['a', 2020, 2020, 15],
  ['b', 2019, 2020, 12],
  ['b', 2020, 2020, 19],
  ['c', 2019, 0, 5],
  ['c', 2020, 0, 6],
  ['d', 2019, Number.NaN, 7],
  ['d', 2020, Number.NaN, 10],
]

test('two groups, two periods: the difference of the differences by hand, and no pre-trend to test', () => {
  const found = differenceInDifferences(rowsOf(twoByTwo))
  // (5 + 7)/2 − (1 + 3)/2 = 4; variances 1 and 1, two units each: √(1/2 + 1/2).
  expect(found.groupTime).toEqual([{ cohort: 2020, time: 2020, att: 4, se: 1, treated: 2, untreated: 2 }])
  expect(found.overall).toBe(4)
  expect(found.overallSe).toBeCloseTo(1, 10)
  expect(found.preTrendP).toBeNull()
})

/** Cohort, then the outcomes of periods 1 … 5; drawn once, without meaning. */
const drawn = [
  [0, 8, 16, 10, 23, 11],
  [0, 16, 23, 15, 27, 13],
  [0, 13, 12, 19, 23, 15],
  [0, 6, 8, 14, 31, 19],
  [0, 13, 15, 13, 18, 26],
  [0, 15, 16, 20, 25, 18],
  [0, 16, 19, 20, 20, 19],
  [0, 7, 21, 23, 23, 23],
  [3, 18, 17, 23, 24, 44],
  [3, 15, 12, 20, 31, 33],
  [3, 11, 18, 9, 27, 32],
  [3, 14, 6, 29, 25, 28],
  [3, 24, 19, 24, 20, 36],
  [4, 16, 5, 12, 22, 29],
  [4, 11, 18, 13, 20, 31],
  [4, 6, 15, 25, 11, 32],
  [4, 6, 18, 22, 14, 21],
  [4, 8, 14, 19, 18, 26],
  [4, 7, 7, 23, 29, 23],
]

test('figures of the reference implementation (csdid 0.4.3, never-treated controls, universal base, analytical errors)', () => {
  const rows = drawn.flatMap(([cohort, ...outcome], unit) =>
    outcome.map((y, t): Row => [`${unit}`, t + 1, cohort!, y]),
  )
  const found = differenceInDifferences(rowsOf(rows))
  const expected = [
    [3, 1, 6.5, 2.777363858],
    [3, 3, 6.1, 4.892647545],
    [3, 4, 3.5, 3.942714801],
    [3, 5, 18.45, 3.093410335],
    [4, 1, -5, 3.828348208],
    [4, 2, -5.666666667, 3.161545567],
    [4, 4, -7, 4.086733278],
    [4, 5, 6.75, 3.514725965],
  ]
  expect(found.groupTime.map(({ cohort, time, att, se }) => [cohort, time, att, se])).toEqual(
    expected.map(row => row.map(value => expect.closeTo(value, 8))),
  )
  expect(found.overall).toBeCloseTo(5.138888889, 8)
  expect(found.overallSe).toBeCloseTo(2.761609395, 8)
  expect(found.preTrendP).toBeCloseTo(0.03682, 5)
})

/** Effects of 1, 2, 3 … by period since adoption in 4, 6 or 8 of ten; common shocks; each unit its own level. */
function simulated(seed: number, drift = 0): PanelRows {
  const random = makeRandom(seed)
  const shocks = Array.from({ length: 10 }, () => 3 * random.normal())
  const rows: Row[] = []
  for (let unit = 0; unit < 400; unit++) {
    const cohort = [0, 4, 6, 8][random.integer(4)]!
    const level = 5 * random.normal() + cohort
    for (let time = 1; time <= 10; time++) {
      const effect = cohort > 0 && time >= cohort ? time - cohort + 1 : 0
      const trend = cohort > 0 ? drift * time : 0
      rows.push([`u${unit}`, time, cohort, level + shocks[time - 1]! + effect + trend + random.normal()])
    }
  }
  return rowsOf(rows)
}

test('staggered adoption with growing effects: every group-time effect is where it was put', () => {
  const found = differenceInDifferences(simulated(1))
  const worst = Math.max(
    ...found.groupTime.map(
      ({ cohort, time, att, se }) => Math.abs(att - (time >= cohort ? time - cohort + 1 : 0)) / se,
    ),
  )
  expect(found.groupTime).toHaveLength(27)
  expect(worst).toBeLessThan(4)
  const after = found.event.filter(({ since }) => since >= 0)
  expect(after.map(({ att }) => Math.round(att))).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(found.event.find(({ since }) => since === -2)!.att).toBeCloseTo(0, 0)
})

test('the overall effect is the average weighted by cohort size, and its error holds over repetitions', () => {
  const found = differenceInDifferences(simulated(2))
  const sizes = new Map(found.groupTime.map(cell => [cell.cohort, cell.treated]))
  const after = found.groupTime.filter(cell => cell.time >= cell.cohort)
  const weight = after.reduce((total, cell) => total + sizes.get(cell.cohort)!, 0)
  const byHand = after.reduce((total, cell) => total + sizes.get(cell.cohort)! * cell.att, 0) / weight
  expect(found.overall).toBeCloseTo(byHand, 10)
  const runs = Array.from({ length: 60 }, (_, seed) => differenceInDifferences(simulated(100 + seed)))
  const mean = runs.reduce((total, run) => total + run.overall, 0) / runs.length
  const spread = Math.sqrt(runs.reduce((total, run) => total + (run.overall - mean) ** 2, 0) / runs.length)
  expect(spread / found.overallSe).toBeGreaterThan(0.7)
  expect(spread / found.overallSe).toBeLessThan(1.4)
})

test('the pre-trend test lets flat ones pass about nineteen times in twenty, and sees a drift', () => {
  const p = Array.from({ length: 60 }, (_, seed) => differenceInDifferences(simulated(200 + seed)).preTrendP!)
  expect(p.filter(value => value < 0.05).length).toBeLessThanOrEqual(9)
  expect(differenceInDifferences(simulated(3, 0.3)).preTrendP!).toBeLessThan(0.001)
})

test('units without a before are left out, later cohorts count as never, gaps are worked round, and each is counted', () => {
  const rows: Row[] = [
    ...twoByTwo,
    ['e', 2019, 2018, 1],
    ['e', 2020, 2018, 9],
    ['f', 2019, 2031, 6],
    ['f', 2020, 2031, 8],
    ['g', 2020, 0, 4],
  ]
  const found = differenceInDifferences(rowsOf(rows))
  expect(found.overall).toBe(4)
  expect(found.panel).toMatchObject({ alwaysTreated: 1, laterTreated: 1, incomplete: 1 })
})

test('a cohort below 0 is a period like any other: whoever began before the first is left out', () => {
  const rows: Row[] = [...twoByTwo, ['e', 2019, -5, 1], ['e', 2020, -5, 9]]
  const found = differenceInDifferences(rowsOf(rows))
  expect(found.overall).toBe(4)
  expect(found.panel.alwaysTreated).toBe(1)
})

test.each([
  [
    [
      ['a', 1, 2, 1],
      ['b', 1, 0, 1],
    ],
    /one period only/,
  ],
  [
    [
      ['a', 1, 2, 1],
      ['a', 2, 2, 1],
      ['b', 1, 2, 1],
      ['b', 2, 2, 3],
    ],
    /never treated/,
  ],
  [
    [
      ['a', 1, 0, 1],
      ['a', 2, 0, 1],
      ['b', 1, 0, 1],
      ['b', 2, 0, 3],
    ],
    /Nobody began/,
  ],
  [
    [
      ['a', 1, 2, 1],
      ['a', 1, 2, 1],
      ['b', 2, 0, 1],
    ],
    /two rows for one period/,
  ],
  [
    [
      ['a', 1, 2, 1],
      ['a', 2, 3, 1],
      ['b', 2, 0, 1],
    ],
    /more than one cohort/,
  ],
] as [Row[], RegExp][])('a panel that can’t answer says why', (rows, message) => {
  expect(() => differenceInDifferences(rowsOf(rows))).toThrow(message)
})
