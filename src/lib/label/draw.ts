import type { Random } from '../stats/random.ts'

/** Something that may be drawn. `stratum` is what every kind of it has to be covered in, `uncertainty` is 0–1. */
export interface Unit {
  id: string
  stratum: string
  uncertainty: number
}

/** A unit that was drawn, and how likely that was: its sampling weight is 1 / `probability`. */
export interface Drawn<U extends Unit> {
  unit: U
  probability: number
}

/** What nobody is unsure of still gets this: a unit that can't be drawn could never be estimated. */
const leastUncertainty = 0.1

/**
 * How unsure a probability is, 0–1: its entropy in bits, so that 50 % is 1 and certainty is 0.
 * @param probability 0–1
 */
export function uncertaintyOf(probability: number): number {
  const part = (p: number) => (p <= 0 ? 0 : -p * Math.log2(p))
  return part(probability) + part(1 - probability)
}

/**
 * Sizes for a draw that looks where one is unsure and still covers every stratum: power allocation with exponent ½ (M. D.
 * Bankier, Power allocations: determining sample sizes for subnational areas, The American Statistician 42, 1988). A
 * stratum with 100 times the units gets 10 times the sample.
 */
export function sizesOf(units: readonly Unit[]): number[] {
  const own = units.map(unit => Math.max(leastUncertainty, unit.uncertainty))
  const totals = new Map<string, number>()
  for (const [i, { stratum }] of units.entries()) totals.set(stratum, (totals.get(stratum) ?? 0) + own[i]!)
  return units.map(({ stratum }, i) => own[i]! / Math.sqrt(totals.get(stratum)!))
}

/**
 * Inclusion probabilities proportional to size with a fixed sample size: n·x / Σx, those that would exceed 1 are taken
 * for certain and the rest shared out again (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, §3.6).
 * @param sizes positive
 * @param n how many to draw; more than there are takes all
 * @returns one per size, each in (0, 1], with sum min(n, sizes.length)
 */
export function inclusionProbabilities(sizes: readonly number[], n: number): number[] {
  if (n >= sizes.length) return sizes.map(() => 1)
  const certain = new Set<number>()
  for (;;) {
    const rest = sizes.reduce((sum, size, i) => (certain.has(i) ? sum : sum + size), 0)
    const left = n - certain.size
    const over = sizes.flatMap((size, i) => (!certain.has(i) && (left * size) / rest >= 1 ? [i] : []))
    if (over.length === 0) return sizes.map((size, i) => (certain.has(i) ? 1 : (left * size) / rest))
    for (const i of over) certain.add(i)
  }
}

/**
 * Systematic sampling with unequal probabilities (W. G. Madow, On the theory of systematic sampling II, Annals of
 * Mathematical Statistics 20, 1949): one random start, then every whole step along the cumulated probabilities. Exactly as
 * many are drawn as the probabilities add up to, and neighbours in the list share out the draws among them.
 * @param probabilities each in (0, 1]
 * @param start even over [0, 1)
 * @returns indices, rising
 */
export function systematic(probabilities: readonly number[], start: number): number[] {
  const drawn: number[] = []
  let passed = 0
  let next = start
  for (const [i, probability] of probabilities.entries()) {
    passed += probability
    if (passed <= next) continue
    drawn.push(i)
    next += 1
  }
  return drawn
}

/**
 * Draws by uncertainty and coverage with known probabilities. Units lie stratum by stratum, in random order within, so
 * that a stratum gets its expected number of draws, rounded up or down, and no rhythm of time lines up with the steps.
 * @param n how many; fewer units are all taken
 */
export function drawSample<U extends Unit>(units: readonly U[], n: number, random: Random): Drawn<U>[] {
  if (n <= 0 || units.length === 0) return []
  const order = random
    .shuffle(units)
    .toSorted((a, b) => (a.stratum < b.stratum ? -1 : a.stratum > b.stratum ? 1 : 0))
  const probabilities = inclusionProbabilities(sizesOf(order), n)
  return systematic(probabilities, random.uniform()).map(i => ({
    unit: order[i]!,
    probability: probabilities[i]!,
  }))
}
