import type { Estimate, Interval } from './difference.ts'

/** Units of both arms together at which the interval is narrowest for its width; fixed within a run. */
export const defaultTuning = 5_000
/** The always-valid interval begins here: below, the normal approximation it rests on does not hold. */
export const firstLookPerArm = 100

/**
 * Half-width of the asymptotic confidence sequence for a mean: it covers the truth at all looks together with
 * probability 1 − α, however often one looks. Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, arXiv 2103.06476, eq. 9:
 *
 *     s · √( 2(nρ² + 1) · ln(√(nρ² + 1) / α) / (nρ)² ),   ρ = √((−2 ln α + ln(−2 ln α + 1)) / N*)
 *
 * @param se standard error at n units; s = se · √n
 * @param n units of both arms together
 * @param tuning N*, units at which it is tightest
 */
export function sequentialHalfWidth(se: number, n: number, alpha = 0.05, tuning = defaultTuning): number {
  const logs = -2 * Math.log(alpha)
  const rhoSquared = (logs + Math.log(logs + 1)) / tuning
  const grown = n * rhoSquared + 1
  return se * Math.sqrt((2 * grown * Math.log(Math.sqrt(grown) / alpha)) / (n * rhoSquared))
}

/** The always-valid interval, or undefined while an arm has fewer than 100 units. */
export function sequentialInterval(
  { lift, se, n }: Estimate,
  smallestArm: number,
  alpha = 0.05,
  tuning = defaultTuning,
): Interval | undefined {
  if (smallestArm < firstLookPerArm) return undefined
  const half = sequentialHalfWidth(se, n, alpha, tuning)
  return [lift - half, lift + half]
}
