/** A score: log-odds, the probability they stand for, and how far to trust it. */
export interface Score {
  logOdds: number
  /** Standard deviation of the log-odds. */
  sd: number
  /** `logistic(logOdds)`. */
  probability: number
  /** The 90 % interval around it. */
  low: number
  high: number
}

/** The normal quantile of the interval: it holds with 90 % probability. */
const quantile = 1.6448536269514722

/** `1 / (1 + e^−x)`, without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const power = Math.exp(x)
  return power / (1 + power)
}

/**
 * A score from its log-odds and their variance. The interval is taken on the log-odds and then mapped, so it stays inside
 * (0, 1) and is lopsided where it should be (Agresti, Categorical Data Analysis, 3rd ed., § 5.1.5).
 *
 * The variance of the log-odds `w₀ + Σ wⱼ xⱼ` with independent weights is `sd₀² + Σ sdⱼ² xⱼ²` (delta method; exact here,
 * since the log-odds are linear in the weights): an account about which only doubtful weights speak gets a wide interval.
 */
export function toScore(logOdds: number, variance: number): Score {
  const sd = Math.sqrt(variance)
  return {
    logOdds,
    sd,
    probability: logistic(logOdds),
    low: logistic(logOdds - quantile * sd),
    high: logistic(logOdds + quantile * sd),
  }
}
