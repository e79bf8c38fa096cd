import { normalQuantile } from '../stats/distribution.ts'
import { defaultTuning, sequentialHalfWidth } from './sequential.ts'

/** What is planned: two arms, an outcome, and how many units come a day. */
export interface Plan {
  /** Share of the units in the control arm, between 0 and 1. */
  controlShare: number
  /** Standard deviation of one unit's outcome; of a rate p: √(p(1 − p)). */
  sd: number
  /** Chance of finding the effect if it is there. */
  power: number
  alpha: number
}

/** Standard error of the difference with n units of both arms together. */
function errorAt(n: number, { controlShare, sd }: Plan): number {
  return sd * Math.sqrt(1 / (n * controlShare) + 1 / (n * (1 - controlShare)))
}

/** The smallest effect that is found with the planned power at one look with n units. */
export function detectableOnce(n: number, plan: Plan): number {
  return (normalQuantile(1 - plan.alpha / 2) + normalQuantile(plan.power)) * errorAt(n, plan)
}

/** The same when one may look every day: with the always-valid interval. */
export function detectableAlways(n: number, plan: Plan): number {
  const se = errorAt(n, plan)
  return sequentialHalfWidth(se, n, plan.alpha, defaultTuning) + normalQuantile(plan.power) * se
}

/**
 * Units of both arms together that the effect needs at one look: n = σ² (1/q + 1/(1 − q)) ((z₁₋α⁄₂ + z_power) / effect)².
 * @param effect absolute difference, in the outcome's unit, not 0
 */
export function unitsOnce(effect: number, plan: Plan): number {
  return Math.ceil((detectableOnce(1, plan) / effect) ** 2)
}

/** The same when one may look every day. Found by halving, since the always-valid width has no closed inverse. */
export function unitsAlways(effect: number, plan: Plan): number {
  const wanted = Math.abs(effect)
  let low = 1
  let high = Math.max(2, unitsOnce(effect, plan))
  while (detectableAlways(high, plan) > wanted && high < 1e12) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (detectableAlways(middle, plan) > wanted) low = middle
    else high = middle
  }
  return high
}
