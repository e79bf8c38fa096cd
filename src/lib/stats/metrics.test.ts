import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  auc,
  aucInterval,
  brier,
  cohenKappa,
  ece,
  fleissKappa,
  logLoss,
  psi,
  reliability,
} from './metrics.ts'

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 1)), {
  minLength: 4,
  maxLength: 60,
})

describe('metrics', () => {
  it('counts pairs for the AUC, ties half', () => {
    fc.assert(
      fc.property(cases, list => {
        const positive = list.filter(([, y]) => y === 1).map(([s]) => s)
        const negative = list.filter(([, y]) => y === 0).map(([s]) => s)
        fc.pre(positive.length > 0 && negative.length > 0)
        const pairs = positive.flatMap(a => negative.map(b => (a > b ? 1 : a === b ? 0.5 : 0)))
        const byHand = pairs.reduce((sum: number, x) => sum + x, 0) / pairs.length
        const [scores, outcomes] = [list.map(([s]) => s), list.map(([, y]) => y)]
        expect(auc(scores, outcomes)).toBeCloseTo(byHand, 12)
      }),
    )
  })

  it('has no AUC with one class, and an interval around it with two', () => {
    expect(auc([1, 2], [1, 1])).toBeNaN()
    // Two of four positives rank above all, computed by hand: V10 = (1, 1, .5, .5), V01 = (1, 1, .5, .5) for four of each.
    const { value, se } = aucInterval([9, 8, 3, 3, 1, 2, 5, 6], [1, 1, 1, 1, 0, 0, 0, 0])
    expect(value).toBe(0.75)
    expect(se).toBeCloseTo(Math.sqrt(1 / 12 / 4 + 1 / 12 / 4), 12)
  })

  it('measures distance and surprise', () => {
    expect(brier([0.8, 0.4], [1, 0])).toBeCloseTo((0.04 + 0.16) / 2, 12)
    expect(logLoss([0.8, 0.4], [1, 0])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(logLoss([0], [1])).toBeLessThan(30)
  })

  it('puts every case in one bin, and equal probabilities in the same', () => {
    fc.assert(
      fc.property(cases, list => {
        const p = list.map(([s]) => s / 8)
        const bins = reliability(
          p,
          list.map(([, y]) => y),
        )
        expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(list.length)
        expect(bins.length).toBeLessThanOrEqual(new Set(p).size)
        for (const bin of bins) {
          expect(bin.low).toBeLessThanOrEqual(bin.came + 1e-12)
          expect(bin.high).toBeGreaterThanOrEqual(bin.came - 1e-12)
        }
      }),
    )
  })

  it('finds no calibration error where what is said comes, and all of it where the contrary comes', () => {
    const y = Array.from({ length: 100 }, (_, i) => (i % 4 === 0 ? 1 : 0))
    expect(ece(new Array(100).fill(0.25), y)).toBeCloseTo(0, 12)
    expect(ece([1, 1, 0, 0], [0, 0, 1, 1])).toBe(1)
  })

  it('sees a shift, and none where there is none', () => {
    const base = Array.from({ length: 1_000 }, (_, i) => i % 100)
    expect(psi(base, base)).toBeCloseTo(0, 12)
    expect(
      psi(
        base,
        base.map(x => x + 40),
      ),
    ).toBeGreaterThan(0.25)
    expect(psi([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1])).toBeGreaterThan(0.25)
  })
})

describe('agreement', () => {
  // [[20, 5], [10, 15]]: the textbook table with po = .7, pe = .5, κ = .4.
  const a = [...Array(25).fill('yes'), ...Array(25).fill('no')]
  const b = [
    ...Array(20).fill('yes'),
    ...Array(5).fill('no'),
    ...Array(10).fill('yes'),
    ...Array(15).fill('no'),
  ]

  it('gives Cohen’s κ of the textbook table, with the error that leaving one out gives', () => {
    const { value, se, low, high } = cohenKappa(a, b)
    expect(value).toBeCloseTo(0.4, 12)
    const without = a.map((_, i) => cohenKappa(a.toSpliced(i, 1), b.toSpliced(i, 1)).value)
    const mean = without.reduce((sum, x) => sum + x, 0) / 50
    const jackknife = Math.sqrt((49 / 50) * without.reduce((sum, x) => sum + (x - mean) ** 2, 0))
    expect(se / jackknife).toBeGreaterThan(0.93)
    expect(se / jackknife).toBeLessThan(1.07)
    expect(low).toBeLessThan(0.4)
    expect(high).toBeGreaterThan(0.4)
  })

  it('gives κ 1 for full agreement, about 0 for none, and nothing where all say one thing', () => {
    expect(cohenKappa(['a', 'b', 'a'], ['a', 'b', 'a']).value).toBe(1)
    expect(cohenKappa(['a', 'a', 'b', 'b'], ['a', 'b', 'a', 'b']).value).toBeCloseTo(0, 12)
    expect(cohenKappa(['a', 'a'], ['a', 'a']).value).toBeNaN()
  })

  it('gives Fleiss’ κ of his example of 1971 by fourteen raters', () => {
    const counts = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ]
    const { value, se } = fleissKappa(counts)
    expect(value).toBeCloseTo(0.21, 3)
    const without = counts.map((_, i) => fleissKappa(counts.toSpliced(i, 1)).value)
    const mean = without.reduce((sum, x) => sum + x, 0) / 10
    const jackknife = Math.sqrt((9 / 10) * without.reduce((sum, x) => sum + (x - mean) ** 2, 0))
    expect(se / jackknife).toBeGreaterThan(0.85)
    expect(se / jackknife).toBeLessThan(1.15)
  })
})
