import { describe, expect, it } from 'vitest'
import type { Baseline } from '#decision/experiment/api.ts'
import { proposed, proposedShare } from './plan.ts'

const found = (over: Partial<Baseline>): Baseline => ({
  ...{ kind: 'rate', from: 0, to: 1, units: 200, perWeek: 8, treated: 0, waiting: 0, n: 200, isEnough: true },
  ...{ mean: 0.2, sd: 0.4, ci: [0.15, 0.26], ...over },
})

describe('what a plan begins with', () => {
  it('is what history says', () => {
    expect(proposed('rate', found({}))).toEqual({ baseline: 0.2, sd: 0.4, effect: 0.06, unitsPerWeek: 8 })
    expect(proposed('amount', found({ kind: 'amount', mean: 52_000, sd: 90_000 }))).toMatchObject({
      sd: 90_000,
      effect: 16_000,
    })
  })

  it('takes the end of the interval where none or all had the outcome: a share of 0 would promise an answer at once', () => {
    expect(proposedShare(found({ mean: 0, ci: [0, 0.02] }))).toBe(0.02)
    expect(proposedShare(found({ mean: 1, ci: [0.97, 1] }))).toBe(0.97)
    expect(proposedShare(found({ mean: null, ci: null }))).toBeUndefined()
  })

  it('is a guess where there is no history', () => {
    expect(proposed('rate', undefined)).toMatchObject({ baseline: 0.1, effect: 0.05 })
    expect(proposed('days', found({ kind: 'days', mean: null, sd: null, perWeek: 0 }))).toMatchObject({
      sd: 5,
      unitsPerWeek: 70,
    })
  })
})
