import { chiSquareSurvival, normalQuantile } from '../stats/distribution.ts'
import { holm } from './multiplicity.ts'

/** Below this p the split is not the one that was planned; nothing else of the read-out can be relied on. */
export const ratioAlarm = 0.001

/**
 * Are the arms as large as planned? χ² of counts against expected shares.
 * @param shares expected shares, in the order of counts; they add up to 1
 * @returns the p-value; 1 for a single arm or no units
 */
export function ratioP(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, n) => sum + n, 0)
  if (total === 0 || counts.length < 2) return 1
  let chi = 0
  for (const [i, n] of counts.entries()) {
    const expected = total * shares[i]!
    if (expected === 0) {
      if (n > 0) return 0
      continue
    }
    chi += (n - expected) ** 2 / expected
  }
  return chiSquareSurvival(chi, shares.filter(share => share > 0).length - 1)
}

/** One thing that was known before the exposure, per arm. */
export interface Baseline {
  name: string
  treatment: { n: number; mean: number; variance: number }
  control: { n: number; mean: number; variance: number }
}

export interface Balance {
  /** Standardised difference (treatment − control, in standard deviations) and its Holm-adjusted p, by name. */
  items: { name: string; difference: number; p: number }[]
  /** Largest of the absolute differences. */
  largest: number
  /** What chance alone reaches in 99 of 100 experiments of this size, and 0.1 at least. */
  bound: number
  isBalanced: boolean
}

const usual = 0.1

/**
 * Were the arms alike before? Standardised differences of means; out of balance if one exceeds both the usual 0.1 and what chance
 * alone would reach at this size.
 */
export function balance(baselines: readonly Baseline[]): Balance {
  const raw = baselines.map(({ name, treatment, control }) => {
    const sd = Math.sqrt((treatment.variance + control.variance) / 2)
    const chance = Math.sqrt(1 / treatment.n + 1 / control.n)
    const difference = sd === 0 ? 0 : (treatment.mean - control.mean) / sd
    return { name, difference, chance, p: chiSquareSurvival((difference / chance) ** 2, 1) }
  })
  const adjusted = holm(raw.map(({ p }) => p))
  const largest = Math.max(0, ...raw.map(({ difference }) => Math.abs(difference)))
  const chance = Math.max(0, ...raw.map(item => item.chance))
  const bound = Math.max(usual, chance * normalQuantile(1 - 0.005 / Math.max(1, raw.length)))
  return {
    items: raw.map(({ name, difference }, i) => ({ name, difference, p: adjusted[i]! })),
    largest,
    bound,
    isBalanced: largest < bound,
  }
}
