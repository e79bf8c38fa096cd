import { chiSquareSurvival } from '../stats/distribution.ts'
import { classicalInterval, type Estimate, type Interval, pValue } from './difference.ts'
import { holm } from './multiplicity.ts'

export interface SegmentEstimate {
  estimate: Estimate
  /** All of the segments' intervals cover together with probability 1 − α (Bonferroni). */
  ci: Interval
  /** Adjusted for the number of segments (Holm). */
  p: number
}

/** Estimates by segment, honest about how many are looked at. */
export function segmentEstimates(estimates: readonly Estimate[], alpha = 0.05): SegmentEstimate[] {
  const adjusted = holm(estimates.map(pValue))
  return estimates.map((estimate, i) => ({
    estimate,
    ci: classicalInterval(estimate, alpha / estimates.length),
    p: adjusted[i]!,
  }))
}

/**
 * Do segments differ from one another by more than chance? Cochran's Q: Σ w(d − d̄)² with w = 1/se², χ² with k − 1.
 * @returns the p-value; undefined below two segments with spread
 */
export function heterogeneityP(estimates: readonly Estimate[]): number | undefined {
  const usable = estimates.filter(({ se }) => se > 0)
  if (usable.length < 2) return undefined
  const weights = usable.map(({ se }) => 1 / se ** 2)
  const total = weights.reduce((sum, w) => sum + w, 0)
  const mean = usable.reduce((sum, { lift }, i) => sum + weights[i]! * lift, 0) / total
  const q = usable.reduce((sum, { lift }, i) => sum + weights[i]! * (lift - mean) ** 2, 0)
  return chiSquareSurvival(q, usable.length - 1)
}
