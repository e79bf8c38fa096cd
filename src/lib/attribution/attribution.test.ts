import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedData } from '#test/shared-data.ts'
import { attribute } from './attribute.ts'
import { bootstrapShares } from './bootstrap.ts'
import { absorbingChain } from './chain.ts'
import { codePaths, conversionsOf } from './coded.ts'
import { shapleyCredit } from './credit.ts'
import { channelsOf, type Path } from './paths.ts'
import { wilson } from './rate.ts'
import { pathTree } from './tree.ts'

const path = (steps: string, conversions: number, nulls = 0): Path => ({
  steps: steps.split(' '),
  conversions,
  nulls,
})

test('a chain that can be solved by hand', () => {
  // start → a always; a → b in 2 of 4, else success 1, nothing 1; b → success 1 of 2.
  const paths = [path('a', 1, 1), path('a b', 1, 1)]
  const { absorption, removal, markov } = absorbingChain(codePaths(paths, ['a', 'b']), 2)
  expect(absorption).toBeCloseTo(0.5, 12)
  // Without a nobody arrives; without b a succeeds in 1 of 4.
  expect(removal[0]).toBeCloseTo(1, 12)
  expect(removal[1]).toBeCloseTo(0.5, 12)
  expect(markov[0]).toBeCloseTo((2 * 1) / 1.5, 12)
  expect(markov[1]).toBeCloseTo((2 * 0.5) / 1.5, 12)
})

test('first, last, linear and Shapley of one path by hand', () => {
  const { channels } = attribute([path('a b a', 6)])
  const of = (name: string) => channels.find(row => row.channel === name)!
  expect(of('a')).toMatchObject({ first: 6, last: 6, linear: 4, shapley: 3 })
  expect(of('b')).toMatchObject({ first: 0, last: 0, linear: 2, shapley: 3 })
})

test('nothing that succeeded gives no credit to anybody', () => {
  const { channels, absorption } = attribute([path('a b', 0, 5)])
  expect(absorption).toBe(0)
  for (const row of channels) expect(row).toMatchObject({ markov: 0, removal: 0, shapley: 0, linear: 0 })
  expect(attribute([])).toEqual({ channels: [], absorption: 0 })
})

const anyPaths = fc.array(
  fc.record({
    steps: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 6 }),
    conversions: fc.integer({ min: 0, max: 9 }),
    nulls: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 12 },
)

test('credit adds up to all successes by every method, removal effects lie in 0–1, absorption is the observed rate', () => {
  fc.assert(
    fc.property(anyPaths, paths => {
      const conversions = conversionsOf(paths)
      const journeys = conversions + paths.reduce((sum, each) => sum + each.nulls, 0)
      const { channels, absorption } = attribute(paths)
      if (journeys > 0) expect(absorption).toBeCloseTo(conversions / journeys, 9)
      for (const method of ['markov', 'shapley', 'first', 'last', 'linear'] as const) {
        const sum = channels.reduce((total, row) => total + row[method], 0)
        expect(sum).toBeCloseTo(conversions, 9)
      }
      for (const { removal } of channels) {
        expect(removal).toBeGreaterThanOrEqual(0)
        expect(removal).toBeLessThanOrEqual(1 + 1e-12)
      }
    }),
  )
})

const shapley = (paths: readonly Path[]) => {
  const channels = channelsOf(paths)
  return shapleyCredit(codePaths(paths, channels), channels.length)
}

/** Shapley's own formula, over every coalition. */
function shapleyByEnumeration(paths: readonly Path[]): number[] {
  const channels = channelsOf(paths)
  const size = channels.length
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  const masks = paths.map(({ steps, conversions }) => ({
    mask: steps.reduce((mask, step) => mask | (1 << channels.indexOf(step)), 0),
    conversions,
  }))
  const value = (coalition: number) =>
    masks.reduce((sum, { mask, conversions }) => sum + ((mask & ~coalition) === 0 ? conversions : 0), 0)
  return channels.map((_, index) => {
    let sum = 0
    for (let others = 0; others < 1 << size; others++) {
      if (others & (1 << index)) continue
      const members = others.toString(2).replaceAll('0', '').length
      const weight = (factorial(members) * factorial(size - members - 1)) / factorial(size)
      sum += weight * (value(others | (1 << index)) - value(others))
    }
    return sum
  })
}

test('Shapley in closed form is Shapley over every coalition', () => {
  fc.assert(
    fc.property(anyPaths, paths => {
      const closed = shapley(paths)
      const wanted = shapleyByEnumeration(paths)
      for (const [index, value] of wanted.entries()) expect(closed[index]).toBeCloseTo(value, 9)
    }),
    { numRuns: 60 },
  )
})

const data = sharedData('attribution/path_data.csv')

test.skipIf(!data)('10 000 real paths: the exact chain and the heuristics of the reference to 1e-6', () => {
  const rows = (name: string) =>
    parse<Record<string, string>>(readFileSync(sharedData(`attribution/${name}`)!), { columns: true })
  const paths = rows('path_data.csv').map(row => ({
    steps: row.path!.split(' > '),
    conversions: Number(row.total_conversions),
    nulls: Number(row.total_null),
  }))
  const { channels, absorption } = attribute(paths)
  expect(absorption).toBeCloseTo(0.2238451, 7)
  const of = new Map(channels.map(row => [row.channel, row]))
  const chain = rows('markov_order1_exact_reference.csv')
  expect(chain.length).toBe(channels.length)
  for (const row of chain) {
    const mine = of.get(row.channel!)!
    expect(Math.abs(mine.removal - Number(row.removal_effect))).toBeLessThan(1e-6)
    expect(Math.abs(mine.markov - Number(row.attributed))).toBeLessThan(1e-6)
  }
  for (const row of rows('heuristics_reference.csv')) {
    const mine = of.get(row.channel!)!
    for (const method of ['first', 'last', 'linear'] as const)
      expect(Math.abs(mine[method] - Number(row[method]))).toBeLessThan(1e-6)
  }
  const some = paths.slice(0, 400)
  const closed = shapley(some)
  for (const [index, value] of shapleyByEnumeration(some).entries())
    expect(closed[index]).toBeCloseTo(value, 6)
})

test('intervals hold the estimate, narrow as journeys grow, and come out the same again', () => {
  const few = [path('a b', 10, 30), path('b', 5, 40), path('a', 3, 30)]
  const many = few.map(each => ({ ...each, conversions: each.conversions * 100, nulls: each.nulls * 100 }))
  const width = (paths: Path[]) => {
    const [low, high] = bootstrapShares(paths).get('a')!.markov
    return high - low
  }
  expect(width(few) / width(many)).toBeGreaterThan(6)
  expect(width(few) / width(many)).toBeLessThan(15)
  for (const row of attribute(few).channels) {
    const { markov, removal, linear } = bootstrapShares(few).get(row.channel)!
    for (const [[low, high], value] of [
      [markov, row.markov / 18],
      [removal, row.removal],
      [linear, row.linear / 18],
    ] as const) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  }
  expect(bootstrapShares(few)).toEqual(bootstrapShares(few))
  // Of one success nothing is known, though drawing it again would always come out the same.
  expect(bootstrapShares([path('a b', 1, 30)]).get('a')!.first).toEqual([0, 1])
})

test('Wilson’s interval as published: 10 of 100 is 5.5–17.4 %, none of 10 is 0–27.8 %', () => {
  expect(wilson(10, 100)[0]).toBeCloseTo(0.0552, 4)
  expect(wilson(10, 100)[1]).toBeCloseTo(0.1744, 4)
  expect(wilson(0, 10)).toEqual([0, expect.closeTo(0.2775, 4)])
  expect(wilson(7, 7)[1]).toBe(1)
  expect(wilson(0, 0)).toEqual([0, 1])
})

test('a tree loses no journey, forwards and backwards', () => {
  const paths = [path('a b c', 3, 2), path('a b', 1, 4), path('a c', 2, 0), path('b', 0, 7)]
  const root = pathTree(paths, 'start')
  expect(root).toMatchObject({ journeys: 19, conversions: 6 })
  expect(root.children.map(child => [child.step, child.journeys, child.conversions])).toEqual([
    ['a', 12, 6],
    ['b', 7, 0],
  ])
  expect(root.children[0]!.children[0]).toMatchObject({ step: 'b', journeys: 10, ends: 5 })
  const back = pathTree(paths, 'success')
  expect(back.journeys).toBe(6)
  expect(back.children.map(child => [child.step, child.journeys])).toEqual([
    ['c', 5],
    ['b', 1],
  ])
})
