import { betaQuantile, logChoose, normalQuantile } from './distribution.ts'

/** A share with its interval, all 0–1. */
export interface Proportion {
  value: number
  low: number
  high: number
}

const z95 = normalQuantile(0.975)

/** The central interval of a Beta. @param mass 0–1 @returns low and high, 0–1 */
export function betaInterval(alpha: number, beta: number, mass: number): [number, number] {
  const tail = (1 - mass) / 2
  return [betaQuantile(tail, alpha, beta), betaQuantile(1 - tail, alpha, beta)]
}

/**
 * A share of counts with its 95 % score interval (E. B. Wilson, Probable inference, JASA 22, 1927): right for few counts,
 * never outside 0–1.
 * @returns undefined for n = 0
 */
export function wilson(count: number, n: number): Proportion | undefined {
  if (n === 0) return undefined
  const share = count / n
  const centre = (share + (z95 * z95) / (2 * n)) / (1 + (z95 * z95) / n)
  const half = ((z95 / (1 + (z95 * z95) / n)) * Math.sqrt(n * share * (1 - share) + (z95 * z95) / 4)) / n
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/**
 * The difference of two shares, first minus second, with its 95 % interval (R. G. Newcombe, Interval estimation for the
 * difference between independent proportions, Statistics in Medicine 17, 1998, method 10).
 * @returns undefined where one side has nothing
 */
export function shareDifference(
  a: { count: number; n: number },
  b: { count: number; n: number },
): Proportion | undefined {
  const [first, second] = [wilson(a.count, a.n), wilson(b.count, b.n)]
  if (!first || !second) return undefined
  const value = first.value - second.value
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  }
}

/**
 * R. A. Fisher's exact test, one-sided: how likely the first side would have so few or fewer, were both alike and only
 * chance dealt out what they have in all (hypergeometric lower tail).
 * @param a counts of the side that is asked about
 * @returns 0–1; 1 where either side has nothing
 */
export function chanceOfSoFew(a: { count: number; n: number }, b: { count: number; n: number }): number {
  if (a.n === 0 || b.n === 0) return 1
  const hits = a.count + b.count
  const all = logChoose(a.n + b.n, hits)
  let sum = 0
  for (let k = Math.max(0, hits - b.n); k <= a.count; k++)
    sum += Math.exp(logChoose(a.n, k) + logChoose(b.n, hits - k) - all)
  return Math.min(1, sum)
}

/**
 * How far apart two groups are, in standard deviations: (m₁ − m₂) / √((s₁² + s₂²) / 2) (P. C. Austin, Balance diagnostics
 * for comparing the distribution of baseline covariates, Statistics in Medicine 28, 2009). For yes and no pass 0 and 1.
 * @returns undefined where a group has fewer than two or nothing varies
 */
export function standardisedDifference(a: readonly number[], b: readonly number[]): number | undefined {
  if (a.length < 2 || b.length < 2) return undefined
  const [first, second] = [spread(a), spread(b)]
  const scale = Math.sqrt((first.variance + second.variance) / 2)
  return scale === 0 ? undefined : (first.mean - second.mean) / scale
}

function spread(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) }
}
