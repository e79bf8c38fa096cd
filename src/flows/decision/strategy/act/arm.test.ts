import { expect, test } from 'vitest'
import type { Strategy } from '#lib/cep/index.ts'
import { armOf, place } from './arm.ts'

const strategy = (holdout: number, variants: { id: string; share: number }[]): Strategy => ({
  id: 's',
  when: [{ event: 'x' }],
  then: [],
  experiment: {
    holdout,
    unit: 'account',
    salt: 'spring',
    outcome: {},
    horizon: '14d',
    variants: variants.map(variant => ({ ...variant, then: [] })),
  },
})

const units = Array.from({ length: 20_000 }, (_, i) => `unit-${i}`)

test('a unit stays in its arm, and arms get their shares', () => {
  const tested = strategy(0.2, [
    { id: 'a', share: 0.5 },
    { id: 'b', share: 0.25 },
  ])
  const counts: Record<string, number> = {}
  for (const unit of units) {
    const { arm } = armOf(tested, unit)
    expect(armOf(tested, unit).arm).toBe(arm)
    counts[arm] = (counts[arm] ?? 0) + 1
  }
  // Four standard deviations of a binomial of 20 000 are at most 283.
  const expected = { holdout: 0.2, a: 0.4, b: 0.2, then: 0.2 }
  for (const [arm, share] of Object.entries(expected))
    expect(Math.abs(counts[arm]! - share * units.length)).toBeLessThan(283)
})

test('another salt places units anew', () => {
  const same = units.filter(unit => place(unit, 'spring') < 0.5 === place(unit, 'autumn') < 0.5)
  expect(Math.abs(same.length - units.length / 2)).toBeLessThan(283)
})
