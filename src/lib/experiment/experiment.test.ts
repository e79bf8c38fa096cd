import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeRandom, type Random } from '../stats/random.ts'
import {
  addUnit,
  balance,
  classicalInterval,
  correctedDifference,
  cuped,
  detectableAlways,
  detectableOnce,
  difference,
  emptySums,
  flipsSign,
  heterogeneityP,
  merge,
  momentsOf,
  pValue,
  ratioP,
  type Sums,
  segmentEstimates,
  sequentialHalfWidth,
  sequentialInterval,
  unitsAlways,
  unitsOnce,
} from './index.ts'
import { holm } from './multiplicity.ts'

const sumsOf = (units: readonly (readonly [number, number])[]): Sums => {
  const sums = emptySums()
  for (const [y, x] of units) addUnit(sums, y, x)
  return sums
}
const units = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 })), {
  minLength: 2,
  maxLength: 40,
})

describe('sums', () => {
  test('any split into parts adds up to the whole', () => {
    fc.assert(
      fc.property(units, fc.nat(), (all, cut) => {
        const at = cut % all.length
        expect(merge(sumsOf(all.slice(0, at)), sumsOf(all.slice(at)))).toEqual(sumsOf(all))
      }),
    )
  })

  test('moments are those computed unit by unit', () => {
    fc.assert(
      fc.property(units, all => {
        const { mean, variance, covariance } = momentsOf(sumsOf(all))
        const average = (pick: 0 | 1) => all.reduce((sum, unit) => sum + unit[pick], 0) / all.length
        const [y, x] = [average(0), average(1)]
        const over = (f: (unit: readonly [number, number]) => number) =>
          all.reduce((sum, unit) => sum + f(unit), 0) / (all.length - 1)
        expect(mean).toBeCloseTo(y, 8)
        expect(variance).toBeCloseTo(
          over(unit => (unit[0] - y) ** 2),
          4,
        )
        expect(covariance).toBeCloseTo(
          over(unit => (unit[0] - y) * (unit[1] - x)),
          4,
        )
      }),
    )
  })
})

describe('difference in means', () => {
  // t.test(c(3,5,8,9,12), c(1,2,4,4)) in R 4.2: t = 2.6546, df = 5.6923, p = 0.03955, CI 0.3072–8.9928.
  test("is Welch's", () => {
    const estimate = difference(
      momentsOf(sumsOf([3, 5, 8, 9, 12].map(y => [y, 0]))),
      momentsOf(sumsOf([1, 2, 4, 4].map(y => [y, 0]))),
    )
    expect(estimate.lift).toBeCloseTo(4.65, 10)
    const [low, high] = classicalInterval(estimate)
    expect(low + high).toBeCloseTo(9.3, 8)
    expect(pValue(estimate)).toBeLessThan(0.05)
    expect(low).toBeGreaterThan(0)
  })

  test('without spread there is either nothing or certainty', () => {
    const flat = (y: number) =>
      momentsOf(
        sumsOf([
          [y, 0],
          [y, 0],
        ]),
      )
    expect(pValue(difference(flat(1), flat(1)))).toBe(1)
    expect(pValue(difference(flat(2), flat(1)))).toBe(0)
  })

  test('the 95 % interval covers the truth 95 times in 100', () => {
    const random = makeRandom(11)
    let covered = 0
    const rounds = 4_000
    for (let round = 0; round < rounds; round++) {
      const [treatment, control] = [emptySums(), emptySums()]
      for (let n = 0; n < 60; n++) addUnit(treatment, 0.3 + 2 * random.normal())
      for (let n = 0; n < 30; n++) addUnit(control, random.normal())
      const [low, high] = classicalInterval(difference(momentsOf(treatment), momentsOf(control)))
      if (low <= 0.3 && 0.3 <= high) covered++
    }
    expect(covered / rounds).toBeGreaterThan(0.94)
    expect(covered / rounds).toBeLessThan(0.96)
  })
})

describe('always-valid interval', () => {
  test('is equation 9 of arXiv 2103.06476 with ρ from N*', () => {
    const [n, alpha, tuning, se] = [2_424, 0.05, 5_000, 0.0123]
    const rho = Math.sqrt((-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tuning)
    const s = se * Math.sqrt(n)
    const expected =
      s * Math.sqrt((2 * (n * rho ** 2 + 1) * Math.log(Math.sqrt(n * rho ** 2 + 1) / alpha)) / (n * rho) ** 2)
    expect(sequentialHalfWidth(se, n, alpha, tuning)).toBeCloseTo(expected, 12)
  })

  test('begins at 100 per arm and is always wider than the classical one', () => {
    const estimate = { lift: 1, se: 0.1, n: 1_000, dof: 998 }
    expect(sequentialInterval(estimate, 99)).toBeUndefined()
    const [low, high] = sequentialInterval(estimate, 100)!
    const [narrowLow, narrowHigh] = classicalInterval(estimate)
    expect(low).toBeLessThan(narrowLow)
    expect(high).toBeGreaterThan(narrowHigh)
  })

  /** Looks after every batch; true if one of the looks says that there is a difference. */
  const falseAlarm = (draw: (random: Random) => number, random: Random) => {
    const [treatment, control] = [emptySums(), emptySums()]
    let classical = false
    for (let batch = 0; batch < 40; batch++) {
      for (let n = 0; n < 50; n++) {
        addUnit(treatment, draw(random))
        addUnit(control, draw(random))
      }
      const estimate = difference(momentsOf(treatment), momentsOf(control))
      const found = sequentialInterval(estimate, treatment.n)
      if (!found) continue
      if (Math.abs(estimate.lift) > 1.96 * estimate.se) classical = true
      if (found[0] > 0 || found[1] < 0) return { classical: true, always: true }
    }
    return { classical, always: false }
  }

  test('10 000 experiments without an effect, looked at after every batch: at most 5 % false alarms', () => {
    const random = makeRandom(2026)
    let [always, classical] = [0, 0]
    const draws = [(r: Random) => r.normal(), (r: Random) => (r.uniform() < 0.1 ? 1 : 0)]
    for (let round = 0; round < 10_000; round++) {
      const alarm = falseAlarm(draws[round % 2]!, random)
      if (alarm.always) always++
      if (alarm.classical) classical++
    }
    expect(always / 10_000).toBeLessThanOrEqual(0.05)
    // What it is for: the classical interval, looked at as often, cries wolf several times as often as it promises.
    expect(classical / 10_000).toBeGreaterThan(0.15)
  })

  test('an effect that is there is found', () => {
    const random = makeRandom(5)
    let found = 0
    for (let round = 0; round < 200; round++) {
      const [treatment, control] = [emptySums(), emptySums()]
      for (let n = 0; n < 2_000; n++) {
        addUnit(treatment, random.uniform() < 0.16 ? 1 : 0)
        addUnit(control, random.uniform() < 0.1 ? 1 : 0)
      }
      const [low] = sequentialInterval(difference(momentsOf(treatment), momentsOf(control)), 2_000)!
      if (low > 0) found++
    }
    expect(found).toBeGreaterThan(180)
  })
})

describe('correction by a covariate', () => {
  const drawn = (rho: number, effect: number, seed: number, n = 20_000) => {
    const random = makeRandom(seed)
    const arm = (shift: number) => {
      const sums = emptySums()
      for (let i = 0; i < n; i++) {
        const x = random.normal()
        addUnit(sums, shift + rho * x + Math.sqrt(1 - rho ** 2) * random.normal(), 100 + x)
      }
      return momentsOf(sums)
    }
    return [arm(effect), arm(0)] as const
  }

  test.each([0, 0.3, 0.7])('leaves 1 − ρ² of the variance, ρ = %s', rho => {
    const [treatment, control] = drawn(rho, 0.5, 17)
    const found = cuped([treatment, control])!
    expect(found.varianceRatio).toBeCloseTo(1 - rho ** 2, 1.7)
    expect(found.varianceRatio).toBeCloseTo(1 - found.correlation ** 2, 12)
    const plain = difference(treatment, control)
    const corrected = correctedDifference(treatment, control, found.theta)
    expect((corrected.se / plain.se) ** 2).toBeCloseTo(found.varianceRatio, 2)
    expect(Math.abs(corrected.lift - 0.5)).toBeLessThan(4 * corrected.se)
  })

  test('says when it can do nothing, and when it turns the sign', () => {
    expect(
      cuped([
        momentsOf(
          sumsOf([
            [1, 5],
            [2, 5],
          ]),
        ),
      ]),
    ).toBeUndefined()
    const at = (lift: number, se: number) => ({ lift, se, n: 100, dof: 98 })
    expect(flipsSign(at(2, 1), at(-0.5, 1))).toBe(true)
    expect(flipsSign(at(0.1, 1), at(-0.1, 1))).toBe(false)
    expect(flipsSign(at(2, 1), at(1, 1))).toBe(false)
  })
})

describe('health', () => {
  test('Hillstrom’s split is as planned (p = .904), a skewed one is not', () => {
    expect(ratioP([21_307, 21_306, 21_387], [1 / 3, 1 / 3, 1 / 3])).toBeCloseTo(0.904, 3)
    expect(ratioP([800, 200], [0.8, 0.2])).toBe(1)
    expect(ratioP([1_000, 850], [0.5, 0.5])).toBeLessThan(0.001)
    expect(ratioP([5, 1], [1, 0])).toBe(0)
    expect(ratioP([0, 0], [0.5, 0.5])).toBe(1)
  })

  test('balance allows what chance does, and no more', () => {
    const side = (n: number, mean: number) => ({ n, mean, variance: 1 })
    const small = balance([{ name: 'touches', treatment: side(40, 0.3), control: side(40, 0) }])
    expect(small.isBalanced).toBe(true)
    const large = balance([{ name: 'touches', treatment: side(4_000, 0.3), control: side(4_000, 0) }])
    expect(large.isBalanced).toBe(false)
    expect(large.largest).toBeCloseTo(0.3, 12)
    expect(large.bound).toBe(0.1)
  })
})

describe('segments', () => {
  const at = (lift: number, se: number) => ({ lift, se, n: 10_000, dof: 9_998 })

  test("Holm's adjustment is the textbook's", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([0.9, 0.8])).toEqual([1, 1])
  })

  test('simultaneous intervals are as wide as Bonferroni asks', () => {
    const [one] = segmentEstimates([at(1, 0.1), at(0, 0.1), at(2, 0.1), at(1, 0.1)])
    expect((one!.ci[1] - one!.ci[0]) / 2 / 0.1).toBeCloseTo(2.498, 2)
  })

  test('segments that differ are told from segments that scatter', () => {
    expect(heterogeneityP([at(1, 1), at(1.5, 1), at(0.6, 1)])).toBeGreaterThan(0.5)
    expect(heterogeneityP([at(1, 0.1), at(2, 0.1)])).toBeLessThan(1e-6)
    expect(heterogeneityP([at(1, 0.1)])).toBeUndefined()
  })
})

describe('power', () => {
  const plan = { controlShare: 0.5, sd: 1, power: 0.8, alpha: 0.05 }

  // power.t.test(delta = .2, sd = 1, power = .8) in R: 393.4 per group (normal approximation 392.4).
  test('sample size is the textbook’s', () => {
    expect(unitsOnce(0.2, plan)).toBe(785)
    expect(detectableOnce(785, plan)).toBeCloseTo(0.2, 3)
  })

  test('looking every day costs units, and a small holdout costs more', () => {
    const always = unitsAlways(0.2, plan)
    expect(always).toBeGreaterThan(785)
    expect(detectableAlways(always, plan)).toBeLessThanOrEqual(0.2)
    expect(detectableAlways(always - 1, plan)).toBeGreaterThan(0.2)
    expect(unitsOnce(0.2, { ...plan, controlShare: 0.2 })).toBeGreaterThan(785 * 1.5)
  })
})
