import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sigmoid } from '#lib/stats/logistic.ts'
import { fromColumns } from '#lib/stats/matrix.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { sharedData } from '#test/shared-data.ts'
import {
  CannotEstimate,
  type CausalTable,
  defaultOptions,
  type Estimand,
  estimateCause,
  eValue,
} from './index.ts'

interface World {
  rows: number
  seed: number
  /** How strongly the covariates decide who is treated. */
  selection: number
  effect(x: number): number
  /** What the covariates do to the outcome by themselves. */
  surface?(x: number, z: number): number
}

/** A world whose truth is known: x and z decide both who is treated and what comes out. */
function worldOf({ rows, seed, selection, effect, surface = (x, z) => 2 * x + z }: World) {
  const random = makeRandom(seed)
  const x = Float64Array.from({ length: rows }, () => random.normal())
  const z = Float64Array.from({ length: rows }, () => random.normal())
  const treated = Uint8Array.from(x, (v, i) =>
    random.uniform() < sigmoid(selection * (v + z[i]!) - 0.5) ? 1 : 0,
  )
  const outcome = Float64Array.from(
    x,
    (v, i) => surface(v, z[i]!) + treated[i]! * effect(v) + random.normal(),
  )
  const on = (wanted: boolean) => {
    const effects = Array.from(x, effect).filter((_, i) => wanted || treated[i] === 1)
    return effects.reduce((total, value) => total + value, 0) / effects.length
  }
  const table: CausalTable = { treated, outcome, covariates: fromColumns([x, z]), names: ['x', 'z'] }
  return { table, truth: { att: on(false), ate: on(true) } }
}

const asked = (estimand: Estimand, trim = 0.05) => ({ ...defaultOptions, estimand, trim })

test('where the causes were measured the effect comes out, on the treated and on all, and the plain difference does not', () => {
  const { table, truth } = worldOf({ rows: 3000, seed: 4, selection: 0.7, effect: x => 1 + x })
  for (const estimand of ['att', 'ate'] as const) {
    const found = estimateCause(table, asked(estimand, 0))
    expect(found.verdict).toBe('reported')
    expect(Math.abs(found.estimate - truth[estimand])).toBeLessThan(2.5 * found.se)
    expect(Math.abs(found.naive - truth[estimand])).toBeGreaterThan(10 * found.se)
    expect(found.overlap.balance.every(({ after }) => Math.abs(after) < 0.1)).toBe(true)
  }
  expect(truth.att - truth.ate).toBeGreaterThan(0.2)
})

test('the intervals of forty worlds hold the truth about as often as they say', () => {
  let covered = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { table, truth } = worldOf({ rows: 400, seed, selection: 0.5, effect: () => 1 })
    const { ci } = estimateCause(table, { ...asked('att'), seed })
    if (ci[0] <= truth.att && truth.att <= ci[1]) covered++
  }
  expect(covered).toBeGreaterThanOrEqual(34)
})

test('groups that are hardly alike are refused, the estimate is still there, and the reason says why', () => {
  const { table } = worldOf({ rows: 1500, seed: 8, selection: 5, effect: () => 1 })
  const found = estimateCause(table, asked('att'))
  expect(found.verdict).toBe('refused')
  expect(found.reasons.map(reason => reason.code)).toContain('mostly-outside')
  expect(Number.isFinite(found.estimate)).toBe(true)
})

test('a curved world with few comparable rows: the placebo or the dummy outcome gives the bias away', () => {
  const bent = (x: number, z: number) => 6 * Math.exp(x) + 3 * x * z
  const { table, truth } = worldOf({ rows: 4000, seed: 5, selection: 2, effect: () => 0, surface: bent })
  const found = estimateCause(table, asked('att', 0))
  expect(Math.abs(found.estimate - truth.att)).toBeGreaterThan(2 * found.se)
  expect(found.verdict).toBe('refused')
  const codes = found.reasons.map(reason => reason.code)
  expect(codes.includes('placebo-failed') || codes.includes('dummy-failed')).toBe(true)
})

test('constant and repeated columns are left out by name; the same seed gives the same figures', () => {
  const { table } = worldOf({ rows: 300, seed: 3, selection: 0.5, effect: () => 1 })
  const [x, z] = [0, 1].map(j =>
    Float64Array.from({ length: 300 }, (_, i) => table.covariates.values[2 * i + j]!),
  )
  const more = {
    ...table,
    covariates: fromColumns([x!, new Float64Array(300).fill(7), z!, x!.map((v, i) => 2 * v - z![i]! + 1)]),
    names: ['x', 'seven', 'z', 'mix'],
  }
  const found = estimateCause(more)
  expect(found.leftOut).toEqual({ constant: ['seven'], dependent: ['mix'] })
  expect(found.estimate).toBeCloseTo(estimateCause(table).estimate, 8)
  expect(estimateCause(table)).toEqual(estimateCause(table))
})

test('an outcome that hardly ever happens is refused, however small its error looks', () => {
  const { table } = worldOf({ rows: 900, seed: 6, selection: 0.5, effect: () => 0 })
  const rare = { ...table, outcome: table.outcome.map((_, i) => (i % 300 === 7 ? 1 : 0)) }
  const found = estimateCause(rare)
  expect(found.verdict).toBe('refused')
  expect(found.reasons.map(reason => reason.code)).toContain('rare-outcome')
})

test('few rows still have an answer or a reason, never a crash', () => {
  const { table } = worldOf({ rows: 24, seed: 11, selection: 0.3, effect: () => 1 })
  const found = estimateCause(table, asked('ate', 0))
  expect(found.verdict).toBe('refused')
  expect(found.reasons.map(reason => reason.code)).toContain('few-comparable')
  const one = { ...table, treated: new Uint8Array(24) }
  expect(() => estimateCause(one)).toThrow(/one group only/)
  expect(() => estimateCause({ ...table, outcome: new Float64Array(24) })).toThrow(
    /same in every comparable row/,
  )
})

test('tables of every small size: an answer or a plain refusal, whatever the seed', () => {
  for (let rows = 12; rows <= 60; rows += 4) {
    for (const seed of [1, 2, 3]) {
      const { table } = worldOf({ rows, seed: rows + seed, selection: 1, effect: () => 1 })
      for (const trim of [0, 0.05]) {
        try {
          const found = estimateCause(table, { estimand: 'ate', trim, folds: 5, seed })
          expect(Number.isFinite(found.estimate) && Number.isFinite(found.se)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(CannotEstimate)
        }
      }
    }
  }
})

test('E-values as published by VanderWeele & Ding (2017): 3.9 → 7.26, its limit 1.8 → 3.0; a protective 0.80 → 1.81', () => {
  expect(eValue(3.9)).toBeCloseTo(7.26, 2)
  expect(eValue(1.8)).toBeCloseTo(3.0, 2)
  expect(eValue(0.8)).toBeCloseTo(1.81, 2)
})

const files = ['lalonde/nsw_dehejia_wahba.csv', 'lalonde/cps1_controls.csv'].map(name => sharedData(name))
const missing = files.includes(undefined)

/** The treated of the experiment against controls from a survey: Dehejia & Wahba (1999). */
function lalonde(): CausalTable {
  const rows = files.flatMap((path, file) =>
    readFileSync(path!, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(',').slice(1).map(Number))
      .filter(row => row[0] === 1 - file),
  )
  const column = (j: number) => Float64Array.from(rows, row => row[j]!)
  const age = column(1)
  const plain = [2, 3, 4, 5, 6, 7, 8].map(column)
  const zero = [7, 8].map(j => column(j).map(value => (value === 0 ? 1 : 0)))
  return {
    treated: Uint8Array.from(column(0)),
    outcome: column(9),
    covariates: fromColumns([age, age.map(v => v * v), ...plain, ...zero]),
    names: ['age', 'age²', 'educ', 'black', 'hisp', 'marr', 'nodegree', 're74', 're75', 'u74', 'u75'],
  }
}

test.skipIf(missing)(
  'LaLonde against CPS: the references, within half a standard error, trimmed and not',
  { timeout: 120_000 },
  () => {
    const all = estimateCause(lalonde(), asked('att', 0))
    expect(all.naive).toBeCloseTo(-8497.5, 1)
    expect(Math.abs(all.estimate - 1492.6)).toBeLessThan(744 / 2)
    expect(all.se).toBeGreaterThan(600)
    const trimmed = estimateCause(lalonde(), asked('att'))
    expect(Math.abs(trimmed.estimate - 1933.4)).toBeLessThan(847 / 2)
    expect(estimateCause(lalonde(), asked('ate')).verdict).toBe('refused')
  },
)
