import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyIsotonic, fitIsotonic, fitPlatt } from './isotonic.ts'
import { logistic } from './logit.ts'

const cases = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 50,
})

describe('isotonic regression', () => {
  it('pools adjacent violators, by hand', () => {
    // 1, 3, 2, 4 → 1, 2.5, 2.5, 4
    const map = fitIsotonic([1, 2, 3, 4], [1, 3, 2, 4])
    expect([1, 2, 3, 4].map(x => applyIsotonic(map, x))).toEqual([1, 2.5, 2.5, 4])
    expect(applyIsotonic(map, 1.5)).toBe(1.75)
    expect(applyIsotonic(map, -9)).toBe(1)
    expect(applyIsotonic(map, 99)).toBe(4)
  })

  it('never falls, keeps the mean, and fits no worse than any constant', () => {
    fc.assert(
      fc.property(cases, list => {
        const [s, y] = [list.map(([a]) => a), list.map(([, b]) => b)]
        const map = fitIsotonic(s, y)
        for (const [i, value] of map.value.entries())
          if (i > 0) expect(value).toBeGreaterThanOrEqual(map.value[i - 1]!)
        const fitted = s.map(x => applyIsotonic(map, x))
        const mean = y.reduce((sum: number, x) => sum + x, 0) / y.length
        expect(fitted.reduce((sum, x) => sum + x, 0) / y.length).toBeCloseTo(mean, 9)
        const error = (of: (i: number) => number) =>
          y.reduce((sum: number, b, i) => sum + (b - of(i)) ** 2, 0)
        expect(error(i => fitted[i]!)).toBeLessThanOrEqual(error(() => mean) + 1e-9)
      }),
    )
  })
})

describe('Platt scaling', () => {
  it('finds the map that made the outcomes', () => {
    const scores = Array.from({ length: 20_000 }, (_, i) => -4 + (8 * i) / 20_000)
    // The share that comes at each score is exactly logistic(−1 + .5 s), spread over neighbours.
    let owed = 0
    const outcomes = scores.map(s => {
      owed += logistic(-1 + 0.5 * s)
      if (owed < 1) return 0
      owed -= 1
      return 1
    })
    const { intercept, slope } = fitPlatt(scores, outcomes)
    expect(intercept).toBeCloseTo(-1, 1)
    expect(slope).toBeCloseTo(0.5, 1)
  })

  it('stays near the scores it was given when there is next to nothing to learn from, and never turns them round', () => {
    const { intercept, slope } = fitPlatt([0.2, -0.1], [1, 0])
    expect(Math.abs(intercept)).toBeLessThan(0.5)
    expect(slope).toBeGreaterThan(0.5)
    expect(fitPlatt([-5, -4, 4, 5], [1, 1, 0, 0]).slope).toBeGreaterThan(0)
  })
})
