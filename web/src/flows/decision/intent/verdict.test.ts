import { expect, it } from 'vitest'
import { verdictOf } from './verdict.ts'

const of = (value: number, half: number) => ({
  ...{ n: 100, positives: 40, brier: 0.2, ece: 0.05, logLoss: 0.6, reliability: [] },
  auc: { value, se: half / 2, low: value - half, high: value + half },
})

it('claims a difference only beyond both intervals, and says why nothing was measured', () => {
  const counts = { closed: 200, enough: 50 }
  expect(verdictOf({ ...counts, champion: of(0.6, 0.04), challenger: of(0.7, 0.04) })).toBe('better')
  expect(verdictOf({ ...counts, champion: of(0.6, 0.04), challenger: of(0.63, 0.04) })).toBe('same')
  expect(verdictOf({ ...counts, champion: of(0.6, 0.2), challenger: of(0.7, 0.04) })).toBe('same')
  expect(verdictOf({ ...counts, champion: of(0.7, 0.04), challenger: of(0.6, 0.04) })).toBe('worse')
  expect(verdictOf({ closed: 12, enough: 50, champion: null, challenger: null })).toBe('few')
  expect(verdictOf({ ...counts, champion: null, challenger: null })).toBe('unseen')
})
