import { logit, softplus } from './logit.ts'

/** A figure with its 95 % interval. */
export interface Interval {
  value: number
  se: number
  low: number
  high: number
}

const z95 = 1.959963984540054

/** Ranks from 1; equal values share the mean of theirs. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++
    for (let k = i; k < j; k++) ranks[order[k]!] = (i + j + 1) / 2
    i = j
  }
  return ranks
}

/**
 * Area under the ROC curve: the chance that a positive case scores above a negative one, ties half (Mann & Whitney 1947).
 * NaN where a class is missing.
 * @param score one per case, higher for "more likely"
 * @param outcome 0/1 per case
 */
export function auc(score: ArrayLike<number>, outcome: ArrayLike<number>): number {
  const ranks = midranks(score)
  let positives = 0
  let sum = 0
  for (let i = 0; i < ranks.length; i++) {
    if (outcome[i] !== 1) continue
    positives++
    sum += ranks[i]!
  }
  const negatives = ranks.length - positives
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** AUC with DeLong's standard error (DeLong, DeLong & Clarke-Pearson 1988; by midranks, Sun & Xu 2014). */
export function aucInterval(score: ArrayLike<number>, outcome: ArrayLike<number>): Interval {
  const [positive, negative] = [[] as number[], [] as number[]]
  for (let i = 0; i < score.length; i++) (outcome[i] === 1 ? positive : negative).push(score[i]!)
  const value = auc(score, outcome)
  const [m, n] = [positive.length, negative.length]
  if (m < 2 || n < 2) return { value, se: Number.NaN, low: 0, high: 1 }
  const all = midranks([...positive, ...negative])
  const [own, other] = [midranks(positive), midranks(negative)]
  const v10 = positive.map((_, i) => (all[i]! - own[i]!) / n)
  const v01 = negative.map((_, j) => 1 - (all[m + j]! - other[j]!) / m)
  const se = Math.sqrt(variance(v10) / m + variance(v01) / n)
  return bounded(value, se, 0, 1)
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1)
}

function bounded(value: number, se: number, least: number, most: number): Interval {
  return { value, se, low: Math.max(least, value - z95 * se), high: Math.min(most, value + z95 * se) }
}

/** Mean squared distance between probability and outcome (Brier 1950); 0 is perfect, lower is better. */
export function brier(probability: ArrayLike<number>, outcome: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < probability.length; i++) sum += (probability[i]! - outcome[i]!) ** 2
  return sum / probability.length
}

/** Mean negative log-likelihood in nats per case; probabilities are drawn into [1e-12, 1 − 1e-12]. */
export function logLoss(probability: ArrayLike<number>, outcome: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < probability.length; i++) {
    const odds = logit(probability[i]!)
    sum += softplus(outcome[i] === 1 ? -odds : odds)
  }
  return sum / probability.length
}

/** Cases of like probability: what was said, and what came. */
export interface ReliabilityBin {
  /** Mean probability said. */
  said: number
  /** Share that came true, with its 95 % Wilson interval. */
  came: number
  low: number
  high: number
  n: number
}

/**
 * Cases in up to `most` bins of equal size by probability (equal ones stay together), for a reliability plot.
 * Intervals: Wilson 1927.
 */
export function reliability(
  probability: ArrayLike<number>,
  outcome: ArrayLike<number>,
  most = 10,
): ReliabilityBin[] {
  const order = Array.from(probability, (_, i) => i).sort((a, b) => probability[a]! - probability[b]!)
  const bins: ReliabilityBin[] = []
  for (let i = 0; i < order.length; ) {
    let j = Math.min(order.length, Math.round(((bins.length + 1) * order.length) / most))
    j = Math.max(j, i + 1)
    while (j < order.length && probability[order[j]!] === probability[order[j - 1]!]) j++
    bins.push(binOf(order.slice(i, j), probability, outcome))
    i = j
  }
  return bins
}

function binOf(
  cases: readonly number[],
  probability: ArrayLike<number>,
  outcome: ArrayLike<number>,
): ReliabilityBin {
  const n = cases.length
  const said = cases.reduce((sum, i) => sum + probability[i]!, 0) / n
  const came = cases.reduce((sum, i) => sum + outcome[i]!, 0) / n
  return { said, came, n, ...wilson(came, n) }
}

/** Wilson's 95 % interval of a share. */
export function wilson(share: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 }
  const z2 = z95 * z95
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Expected calibration error: mean |said − came| over ten bins of equal size (Naeini et al. 2015, equal-mass bins). */
export function ece(probability: ArrayLike<number>, outcome: ArrayLike<number>, bins = 10): number {
  const all = reliability(probability, outcome, bins)
  const n = all.reduce((sum, bin) => sum + bin.n, 0)
  return all.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.said - bin.came), 0)
}

/**
 * Population stability index Σ (b − a) ln(b / a) over ten bins cut at the quantiles of `before`, and one below its least
 * value (Siddiqi 2006; below 0.1 steady, above 0.25 shifted). Half a case is added to each, so that an empty bin stays finite.
 */
export function psi(before: ArrayLike<number>, after: ArrayLike<number>, bins = 10): number {
  const sorted = Float64Array.from(before).sort()
  const quantiles = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]!,
  )
  const cuts = [...new Set(quantiles)]
  const shares = (values: ArrayLike<number>): number[] => {
    const counts = new Array<number>(cuts.length + 2).fill(0.5)
    for (let i = 0; i < values.length; i++) {
      let bin = values[i]! < sorted[0]! ? 0 : 1
      while (bin > 0 && bin <= cuts.length && values[i]! > cuts[bin - 1]!) bin++
      counts[bin]!++
    }
    return counts.map(count => count / (values.length + counts.length / 2))
  }
  const [a, b] = [shares(before), shares(after)]
  return a.reduce((sum, share, i) => sum + (b[i]! - share) * Math.log(b[i]! / share), 0)
}

/**
 * Cohen's κ of two raters over the same cases, with the large-sample standard error of Fleiss, Cohen & Everitt 1969.
 * @param first category per case, as rated by one
 * @param second the same cases, rated by the other
 */
export function cohenKappa(first: readonly string[], second: readonly string[]): Interval {
  const n = first.length
  const categories = [...new Set([...first, ...second])]
  const share = (list: readonly string[], k: string) => list.filter(one => one === k).length / n
  const rows = categories.map(k => share(first, k))
  const columns = categories.map(k => share(second, k))
  const cells = categories.map(a =>
    categories.map(b => first.filter((one, i) => one === a && second[i] === b).length / n),
  )
  const agreed = categories.reduce((sum, _, k) => sum + cells[k]![k]!, 0)
  const chance = categories.reduce((sum, _, k) => sum + rows[k]! * columns[k]!, 0)
  if (n === 0 || chance === 1) return { value: Number.NaN, se: Number.NaN, low: -1, high: 1 }
  const kappa = (agreed - chance) / (1 - chance)
  let a = 0
  let b = 0
  for (const [i, row] of cells.entries())
    for (const [j, cell] of row.entries()) {
      if (i === j) a += cell * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2
      else b += cell * (columns[i]! + rows[j]!) ** 2
    }
  const c = (kappa - chance * (1 - kappa)) ** 2
  const se = Math.sqrt(Math.max(0, a + (1 - kappa) ** 2 * b - c) / n) / (1 - chance)
  return bounded(kappa, se, -1, 1)
}

/**
 * Fleiss' κ (Fleiss 1971) for cases rated by two or more, not necessarily the same number each, with Gwet's linearised
 * standard error (Gwet 2021, "Large-sample variance of Fleiss generalized kappa", eq. 10). Cases with one rating are left out.
 * @param counts per case, how many chose each category
 */
export function fleissKappa(counts: readonly (readonly number[])[]): Interval {
  const total = (row: readonly number[]) => row.reduce((sum, x) => sum + x, 0)
  const cases = counts.filter(row => total(row) >= 2)
  const n = cases.length
  if (n < 2) return { value: Number.NaN, se: Number.NaN, low: -1, high: 1 }
  const shares = (cases[0] ?? []).map((_, k) => cases.reduce((sum, row) => sum + row[k]! / total(row), 0) / n)
  const chance = shares.reduce((sum, p) => sum + p * p, 0)
  if (chance > 1 - 1e-12) return { value: Number.NaN, se: Number.NaN, low: -1, high: 1 }
  const agreement = cases.map(row => {
    const raters = total(row)
    return row.reduce((sum, x) => sum + x * (x - 1), 0) / (raters * (raters - 1))
  })
  const agreed = agreement.reduce((sum, p) => sum + p, 0) / n
  const kappa = (agreed - chance) / (1 - chance)
  const spread = cases.reduce((sum, row, i) => {
    const expected = row.reduce((all, x, k) => all + (x / total(row)) * shares[k]!, 0)
    const own = (agreement[i]! - chance) / (1 - chance)
    return sum + (own - (2 * (1 - kappa) * (expected - chance)) / (1 - chance) - kappa) ** 2
  }, 0)
  return bounded(kappa, Math.sqrt(spread / (n * (n - 1))), -1, 1)
}
