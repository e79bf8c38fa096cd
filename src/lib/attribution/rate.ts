/** A 95 % interval. */
export type Range = readonly [low: number, high: number]

const z = 1.959963984540054

/** 95 % interval of a share (Wilson 1927), which stays within 0–1 and is honest for few cases. Nothing of nothing: 0–1. */
export function wilson(successes: number, total: number): Range {
  if (total <= 0) return [0, 1]
  const share = successes / total
  const square = (z * z) / total
  const middle = (share + square / 2) / (1 + square)
  const reach = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total))
  // At the ends the interval touches them exactly; rounding must not leave a trace below 0 or above 1.
  return [
    successes <= 0 ? 0 : Math.max(0, middle - reach),
    successes >= total ? 1 : Math.min(1, middle + reach),
  ]
}
