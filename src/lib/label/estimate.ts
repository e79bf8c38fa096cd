import { betaInterval } from '../stats/proportion.ts'

/** One labelled unit: `real` 0–1 (several readers: their mean), `probability` its chance of having been drawn. */
export interface Labelled {
  real: number
  probability: number
}

/** A share as a Beta posterior. */
export interface Share {
  /** Units labelled. */
  n: number
  /** Units that an even draw would have needed for the same precision: (Σw)² / Σw² (L. Kish, Survey Sampling, 1965, §11.7). */
  effective: number
  /** Posterior mean and the central 95 %. */
  value: number
  low: number
  high: number
  alpha: number
  beta: number
}

/**
 * The share that is real, from units drawn with unequal probabilities: each counts 1 / probability (J. Hájek's ratio
 * estimator), and the posterior is the Beta of Jeffreys' prior ½, ½ on the effective number of units (as E. L. Korn and
 * B. I. Graubard, Confidence intervals for proportions with small expected number of positive counts estimated from survey
 * data, Survey Methodology 24, 1998, do with Clopper and Pearson's).
 * @returns undefined without any unit
 */
export function shareReal(units: readonly Labelled[]): Share | undefined {
  if (units.length === 0) return undefined
  const weights = units.map(({ probability }) => 1 / probability)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0)
  const share = units.reduce((sum, { real }, i) => sum + real * weights[i]!, 0) / total
  const effective = (total * total) / squares
  const [alpha, beta] = [0.5 + effective * share, 0.5 + effective * (1 - share)]
  const [low, high] = betaInterval(alpha, beta, 0.95)
  return { n: units.length, effective, value: alpha / (alpha + beta), low, high, alpha, beta }
}

/**
 * A belief about a signal's weight, with the labels in it: w·E[R], where R is the share that is real (the mean of a product of
 * independents, L. A. Goodman, On the exact variance of products, JASA 55, 1960, eq. 2). The belief itself counts as one signal
 * that was real – it was held of real ones –, a Beta(1, 0) before the labels: labels that all say real leave the weight as it was, and
 * none of many real brings it near zero. The doubt is not made smaller: people say whether an act meant something, not
 * how much it counts, so σ² of the belief stays and w²·Var(R), what few labels leave open, is added.
 * @param weight log-odds of one full occurrence, with its standard deviation
 */
export function weightIfReal({ weight, sd }: Weight, { alpha, beta }: Share): Weight {
  const total = alpha + beta
  const variance = (alpha * beta) / (total ** 2 * (total + 1))
  // Alpha and beta hold Jeffreys' ½, ½; here it is 1, 0.
  return { weight: (weight * (alpha + 0.5)) / total, sd: Math.sqrt(sd ** 2 + weight ** 2 * variance) }
}

/** A weight in log-odds with its standard deviation. */
export interface Weight {
  weight: number
  sd: number
}
