import { applyIsotonic } from '#lib/stats/isotonic.ts'
import { logistic } from '#lib/stats/logit.ts'
import type { Calibration } from './model.ts'

export { logistic } from '#lib/stats/logit.ts'

/** A score: log-odds, the probability they stand for, and how far to trust it. */
export interface Score {
  logOdds: number
  /** Standard deviation of the log-odds. */
  sd: number
  /** `calibrate(logOdds, …)`. */
  probability: number
  /** The 90 % interval around it. */
  low: number
  high: number
}

/** The normal quantile of the interval: it holds with 90 % probability. */
const quantile = 1.6448536269514722

/** The probability that log-odds stand for: by the model's calibration, else the logistic function. Never falls with the log-odds. */
export function calibrate(logOdds: number, calibration: Calibration | undefined): number {
  if (calibration === undefined) return logistic(logOdds)
  return calibration.kind === 'platt'
    ? logistic(calibration.intercept + calibration.slope * logOdds)
    : applyIsotonic(calibration, logOdds)
}

/**
 * A score from its log-odds and their variance. The interval is taken on the log-odds and then mapped, so it stays inside
 * (0, 1) and is lopsided where it should be (Agresti, Categorical Data Analysis, 3rd ed., § 5.1.5).
 *
 * The variance of the log-odds `w₀ + Σ wⱼ xⱼ` with independent weights is `sd₀² + Σ sdⱼ² xⱼ²` (delta method; exact here,
 * since the log-odds are linear in the weights): an account about which only doubtful weights speak gets a wide interval.
 */
export function toScore(logOdds: number, variance: number, calibration?: Calibration): Score {
  const sd = Math.sqrt(variance)
  return {
    logOdds,
    sd,
    probability: calibrate(logOdds, calibration),
    low: calibrate(logOdds - quantile * sd, calibration),
    high: calibrate(logOdds + quantile * sd, calibration),
  }
}
