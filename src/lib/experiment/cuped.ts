import { difference, type Estimate } from './difference.ts'
import type { Moments } from './sums.ts'

export interface Cuped {
  /** What one unit more of the covariate is worth in the outcome. */
  theta: number
  /** Correlation of covariate and outcome within arms. */
  correlation: number
  /** Variance left after the correction, 1 − correlation²: 1 means nothing gained. */
  varianceRatio: number
}

/**
 * The correction by a covariate from before the exposure (CUPED; Deng, Xu, Kohavi & Walker, WSDM 2013): θ = cov(x, y) / var(x),
 * pooled within arms so that an effect does not leak into it.
 * @returns undefined where the covariate or the outcome does not vary
 */
export function cuped(arms: readonly Moments[]): Cuped | undefined {
  const pooled = (pick: (arm: Moments) => number) =>
    arms.reduce((sum, arm) => sum + pick(arm) * Math.max(0, arm.n - 1), 0)
  const [xx, yy, xy] = [
    pooled(arm => arm.covariateVariance),
    pooled(arm => arm.variance),
    pooled(arm => arm.covariance),
  ]
  if (xx <= 0 || yy <= 0) return undefined
  const correlation = xy / Math.sqrt(xx * yy)
  return { theta: xy / xx, correlation, varianceRatio: 1 - correlation ** 2 }
}

/** The difference in means of the corrected outcome y − θx. */
export function correctedDifference(treatment: Moments, control: Moments, theta: number): Estimate {
  return difference(corrected(treatment, theta), corrected(control, theta))
}

/** An arm as it looks after the correction. */
function corrected(arm: Moments, theta: number): Moments {
  const variance = arm.variance - 2 * theta * arm.covariance + theta ** 2 * arm.covariateVariance
  return { ...arm, mean: arm.mean - theta * arm.covariateMean, variance: Math.max(0, variance) }
}

/**
 * Does the correction turn the sign round, with either result clear of zero by itself? Then the arms differed before, and neither
 * number can be relied on.
 */
export function flipsSign(plain: Estimate, correctedBy: Estimate): boolean {
  const turned = plain.lift * correctedBy.lift < 0
  return turned && (Math.abs(plain.lift) > plain.se || Math.abs(correctedBy.lift) > correctedBy.se)
}
