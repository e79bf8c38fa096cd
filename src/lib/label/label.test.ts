import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeRandom } from '../stats/random.ts'
import {
  drawSample,
  inclusionProbabilities,
  shareReal,
  sizesOf,
  systematic,
  uncertaintyOf,
  weightIfReal,
} from './index.ts'

const sizes = fc.array(fc.double({ min: 0.05, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 })

test('probabilities add up to the number drawn, none above certain', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 45 }), (list, n) => {
      const found = inclusionProbabilities(list, n)
      expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(Math.min(n, list.length), 9)
      expect(Math.max(...found)).toBeLessThanOrEqual(1)
      expect(Math.min(...found)).toBeGreaterThan(0)
    }),
  )
})

test('every unit is drawn for exactly the share of starts that its probability says', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 20 }), (list, n) => {
      const probabilities = inclusionProbabilities(list, n)
      // Between two neighbouring fractions of the cumulated sums the draw is the same: one start stands for each stretch.
      let sum = 0
      const ends = probabilities.map(p => {
        sum += p
        return sum % 1
      })
      const cuts = [0, ...ends, 1].sort((a, b) => a - b)
      const share = probabilities.map(() => 0)
      for (let k = 1; k < cuts.length; k++) {
        const width = cuts[k]! - cuts[k - 1]!
        if (width < 1e-12) continue
        for (const i of systematic(probabilities, cuts[k - 1]! + width / 2)) share[i]! += width
      }
      for (const [i, p] of probabilities.entries()) expect(share[i]!).toBeCloseTo(p, 9)
    }),
  )
})

const kinds = ['opened', 'returned', 'forwarded', 'inquiry']
/** Signals of which the uncertain ones are real less often: an unweighted mean of the sample would be off. */
const population = (seed: number) => {
  const random = makeRandom(seed)
  return Array.from({ length: 400 }, (_, i) => {
    const stratum = kinds[Math.min(3, Math.floor(-Math.log(1 - random.uniform())))]!
    const uncertainty = random.uniform()
    return { id: String(i), stratum, uncertainty, real: random.uniform() < 0.9 - 0.6 * uncertainty ? 1 : 0 }
  })
}

test('weighted totals hit the truth on average over many draws; unweighted ones do not', () => {
  const all = population(11)
  const truth = all.reduce((sum, unit) => sum + unit.real, 0)
  const [weighted, plain] = [[] as number[], [] as number[]]
  for (let draw = 0; draw < 4_000; draw++) {
    const sample = drawSample(all, 40, makeRandom(draw))
    expect(sample).toHaveLength(40)
    weighted.push(sample.reduce((sum, { unit, probability }) => sum + unit.real / probability, 0))
    plain.push((sample.reduce((sum, { unit }) => sum + unit.real, 0) / sample.length) * all.length)
  }
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length
  const error = (list: number[]) =>
    Math.sqrt(mean(list.map(value => (value - mean(list)) ** 2)) / list.length)
  expect(Math.abs(mean(weighted) - truth)).toBeLessThan(4 * error(weighted))
  expect(Math.abs(mean(plain) - truth)).toBeGreaterThan(10 * error(plain))
})

test('a rare kind is covered: each gets its expected number of draws, rounded up or down', () => {
  const all = population(5)
  const order = kinds.toSorted().flatMap(kind => all.filter(unit => unit.stratum === kind))
  const expected = new Map<string, number>()
  for (const [i, p] of inclusionProbabilities(sizesOf(order), 30).entries())
    expected.set(order[i]!.stratum, (expected.get(order[i]!.stratum) ?? 0) + p)
  for (let seed = 0; seed < 200; seed++) {
    const sample = drawSample(all, 30, makeRandom(seed))
    for (const kind of kinds) {
      const drawn = sample.filter(({ unit }) => unit.stratum === kind).length
      expect(Math.abs(drawn - expected.get(kind)!)).toBeLessThan(1)
    }
  }
  const rare = all.filter(unit => unit.stratum === 'inquiry').length
  expect(expected.get('inquiry')!).toBeGreaterThan((30 * rare) / all.length)
})

test('fewer than asked for are all taken for certain', () => {
  const sample = drawSample(population(3).slice(0, 7), 20, makeRandom(1))
  expect(sample.map(({ probability }) => probability)).toEqual(Array(7).fill(1))
})

test('50 % is as unsure as can be, certainty is not', () => {
  expect([0, 0.5, 1].map(uncertaintyOf)).toEqual([0, 1, 0])
  expect(uncertaintyOf(0.11)).toBeCloseTo(0.4999, 4)
})

test('the interval of a share covers the truth about as often as it says', () => {
  const all = population(11)
  const truth = all.reduce((sum, unit) => sum + unit.real, 0) / all.length
  let covered = 0
  for (let draw = 0; draw < 2_000; draw++) {
    const share = shareReal(
      drawSample(all, 40, makeRandom(draw)).map(({ unit, probability }) => ({ ...unit, probability })),
    )!
    if (share.low <= truth && truth <= share.high) covered++
  }
  expect(covered / 2_000).toBeGreaterThan(0.92)
})

test('three of four real, evenly drawn: Beta(3.5, 1.5); a third of one weight counts for less than one', () => {
  const even = shareReal([1, 1, 0, 1].map(real => ({ real, probability: 0.5 })))!
  expect(even).toMatchObject({ n: 4, effective: 4, alpha: 3.5, beta: 1.5, value: 0.7 })
  // Reference: the density integrated numerically (midpoint rule, 20 000 steps) and bisected.
  expect(even.low).toBeCloseTo(0.28375, 4)
  expect(even.high).toBeCloseTo(0.97153, 4)
  const uneven = shareReal([
    { real: 1, probability: 1 },
    { real: 0, probability: 0.1 },
  ])!
  expect(uneven.effective).toBeCloseTo(121 / 101, 9)
  expect(shareReal([])).toBeUndefined()
})

test('a belief with labels in it: less where signals were not real, as it was where all were, never surer', () => {
  const belief = { weight: 0.6, sd: 0.25 }
  const shareOf = (said: number[]) => shareReal(said.map(real => ({ real, probability: 1 })))!
  const found = weightIfReal(belief, shareOf([1, 1, 0, 1]))
  // The belief as one more that was real: 4 of 5. Var(R) = 3.5·1.5 / (25·6) = 0.035.
  expect(found.weight).toBeCloseTo(0.48, 12)
  expect(found.sd ** 2).toBeCloseTo(0.0625 + 0.36 * 0.035, 12)
  expect(weightIfReal(belief, shareOf([1])).weight).toBeCloseTo(0.6, 12)
  expect(weightIfReal(belief, shareOf(new Array(19).fill(0))).weight).toBeCloseTo(0.03, 12)
})
