import { normalTwoSidedP, tQuantile, tTwoSidedP } from '../stats/distribution.ts'
import { type Moments, momentsOf, type Sums } from './sums.ts'

export type Interval = readonly [low: number, high: number]

/** A difference of means, treatment minus control, in the unit of the outcome. */
export interface Estimate {
  lift: number
  /** Standard error of the lift. */
  se: number
  /** Units of both arms together. */
  n: number
  /** Degrees of freedom (Welch–Satterthwaite). */
  dof: number
}

/** The plain difference in means with unequal variances. */
export function difference(treatment: Moments, control: Moments): Estimate {
  const a = treatment.variance / treatment.n
  const b = control.variance / control.n
  const dof = (a + b) ** 2 / (a ** 2 / (treatment.n - 1) + b ** 2 / (control.n - 1))
  return {
    lift: treatment.mean - control.mean,
    se: Math.sqrt(a + b),
    n: treatment.n + control.n,
    dof: Number.isFinite(dof) ? dof : treatment.n + control.n - 2,
  }
}

/**
 * The classical interval (Welch's t): right for one look at a moment fixed beforehand, too narrow for looking on and on.
 * @param alpha share of intervals that may miss, 0.05 for 95 %
 */
export function classicalInterval({ lift, se, dof }: Estimate, alpha = 0.05): Interval {
  const half = se * tQuantile(1 - alpha / 2, dof)
  return [lift - half, lift + half]
}

/** Two-sided p of "no difference" (Welch's t). Without any spread: 1 if there is no difference, else 0. */
export function pValue({ lift, se, dof }: Estimate): number {
  if (se === 0) return lift === 0 ? 1 : 0
  return dof > 1e6 ? normalTwoSidedP(lift / se) : tTwoSidedP(lift / se, dof)
}

/** The classical interval of one arm's mean (Student's t); undefined below two units. */
export function meanInterval(sums: Sums, alpha = 0.05): Interval | undefined {
  const { n, mean, variance } = momentsOf(sums)
  if (n < 2) return undefined
  const half = Math.sqrt(variance / n) * tQuantile(1 - alpha / 2, n - 1)
  return [mean - half, mean + half]
}
