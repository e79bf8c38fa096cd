import { expect, test } from 'vitest'
import { chanceOfSoFew, shareDifference, standardisedDifference, wilson } from './proportion.ts'
import { makeRandom } from './random.ts'

// Newcombe (1998), table II: 56/70 against 48/80, method 10.
test('the interval of a difference is the published one', () => {
  const found = shareDifference({ count: 56, n: 70 }, { count: 48, n: 80 })!
  expect(found.value).toBeCloseTo(0.2, 12)
  expect(found.low).toBeCloseTo(0.0524, 4)
  expect(found.high).toBeCloseTo(0.3339, 4)
  expect(shareDifference({ count: 9, n: 10 }, { count: 3, n: 10 })!.low).toBeCloseTo(0.1705, 4)
})

// Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
test('the interval of a share is the published one', () => {
  expect(wilson(81, 263)!.low).toBeCloseTo(0.2553, 4)
  expect(wilson(81, 263)!.high).toBeCloseTo(0.3662, 4)
  expect(wilson(0, 20)).toEqual({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) })
  expect(wilson(1, 29)!.high).toBeCloseTo(0.1718, 4)
  expect(wilson(0, 0)).toBeUndefined()
})

// The lady tasting tea: 1 of 4 against 3 of 4 is 17/70; none against 4 of 4 is 1/70.
test('the exact chance of so few', () => {
  expect(chanceOfSoFew({ count: 1, n: 4 }, { count: 3, n: 4 })).toBeCloseTo(17 / 70, 12)
  expect(chanceOfSoFew({ count: 0, n: 4 }, { count: 4, n: 4 })).toBeCloseTo(1 / 70, 12)
  expect(chanceOfSoFew({ count: 4, n: 4 }, { count: 0, n: 4 })).toBeCloseTo(1, 12)
  expect(chanceOfSoFew({ count: 0, n: 0 }, { count: 3, n: 4 })).toBe(1)
})

test('two unlucky weeks in a row are called low less than once in 400 where everybody is alike', () => {
  const random = makeRandom(7)
  const hits = (n: number) => Array.from({ length: n }).filter(() => random.uniform() < 0.6).length
  let called = 0
  for (let pair = 0; pair < 8_000; pair++) {
    const low = () => chanceOfSoFew({ count: hits(8), n: 8 }, { count: hits(30), n: 30 }) <= 0.05
    if ([low(), low()].every(Boolean)) called++
  }
  expect(called / 8_000).toBeLessThanOrEqual(0.0025)
})

test('how far two groups are apart, by hand', () => {
  expect(standardisedDifference([1, 2, 3], [3, 4, 5])).toBeCloseTo(-2, 12)
  expect(standardisedDifference([1], [3, 4])).toBeUndefined()
  expect(standardisedDifference([2, 2], [2, 2])).toBeUndefined()
})
