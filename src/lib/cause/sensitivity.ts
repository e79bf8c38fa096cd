import type { Estimate } from './aipw.ts'
import { deviation, type Estimand, mean, range, type Sample } from './sample.ts'

/** How strong a cause that nobody measured would have to be to explain the estimate away. */
export interface ConfounderCurve {
  /**
   * Share of what is left unexplained, of the outcome and of who is treated alike, that a hidden cause would have to
   * explain for the estimate to be 0.
   */
  robustness: number
  /** By strength of the hidden cause (that share): the estimate could be off by as much as `bias`, either way. */
  curve: { strength: number; bias: number }[]
}

const strengths = [0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3]

/**
 * Chernozhukov, Cinelli, Newey, Sharma & Syrgkanis (2022), "Long story short", theorem 2: |bias| ≤ S·C_Y·C_D with
 * S² = E(Y − g)²·Eα², C_Y² = r and C_D² = r/(1 − r) for a hidden cause of strength r on both sides.
 */
export function confounderCurve(
  sample: Sample,
  { estimate, nuisance }: Estimate,
  estimand: Estimand,
): ConfounderCurve {
  const { treated, outcome } = sample
  const share = sample.treatedCount / treated.length
  const left = outcome.map((y, i) => {
    const expected =
      treated[i] === 1 ? (nuisance.treated?.[i] ?? nuisance.untreated[i]! + estimate) : nuisance.untreated[i]!
    return (y - expected) ** 2
  })
  const riesz = nuisance.propensity.map((e, i) => {
    if (estimand === 'ate') return treated[i] === 1 ? 1 / e : -1 / (1 - e)
    return treated[i] === 1 ? 1 / share : -e / (1 - e) / share
  })
  const scale = Math.sqrt(mean(left) * mean(riesz.map(a => a * a)))
  const q = (estimate / scale) ** 2
  return {
    robustness: (Math.sqrt(q * q + 4 * q) - q) / 2,
    curve: strengths.map(strength => ({ strength, bias: (scale * strength) / Math.sqrt(1 - strength) })),
  }
}

/** E-values: on the scale of risk ratios, what a hidden cause would have to do to both treatment and outcome. 1: nothing. */
export interface EValue {
  riskRatio: number
  /** For the estimate, and for the end of its interval that is nearer to no effect. */
  estimate: number
  limit: number
}

/**
 * VanderWeele & Ding (2017). An outcome of 0 and 1: risk ratio of the treated against what they would have had. Any
 * other: RR ≈ exp(0.91·d) of the standardised difference d.
 */
export function eValueOf(sample: Sample, estimate: number, ci: readonly [number, number]): EValue {
  const ratio = ratioOf(sample)
  const limit = ci[0] <= 0 && ci[1] >= 0 ? 1 : ratio(estimate > 0 ? ci[0] : ci[1])
  return { riskRatio: ratio(estimate), estimate: eValue(ratio(estimate)), limit: eValue(limit) }
}

function ratioOf({ treated, outcome }: Sample): (effect: number) => number {
  const isBinary = outcome.every(y => y === 0 || y === 1)
  if (isBinary) {
    const risk = mean(outcome.filter((_, i) => treated[i] === 1))
    return effect => Math.max(risk, 1e-4) / Math.min(1, Math.max(risk - effect, 1e-4))
  }
  const spread = deviation(outcome)
  return effect => Math.exp((0.91 * effect) / spread)
}

/** RR + √(RR·(RR − 1)), of the reciprocal for a ratio below 1. */
export function eValue(riskRatio: number): number {
  const rr = riskRatio < 1 ? 1 / riskRatio : riskRatio
  return rr + Math.sqrt(rr * (rr - 1))
}

/** Covariates by how unlike the groups are in them, the most unlike first; at most `most`. */
export function mostUnlike(balance: readonly { before: number }[], most: number): number[] {
  return range(balance.length)
    .toSorted((a, b) => Math.abs(balance[b]!.before) - Math.abs(balance[a]!.before))
    .slice(0, most)
}
