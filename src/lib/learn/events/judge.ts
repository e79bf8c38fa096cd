import { DAY, HOUR } from '#kernel/time.ts'
import { logistic, logit, softplus } from '#lib/stats/logit.ts'
import { auc, brier } from '#lib/stats/metrics.ts'
import { fitMode, type Prior } from '../posterior.ts'
import { timesSparse } from '../sparse.ts'
import {
  type EventCase,
  type HalfLives,
  type Part,
  partsOf,
  rowsOf,
  type Vocabulary,
  vocabularyOf,
} from './prefix.ts'

/** How well the first events of a case tell its outcome, measured on later cases. */
export interface PrefixVerdict {
  prefix: number
  /** Later cases it was measured on, and how many of them were positive. */
  n: number
  positives: number
  /** Cases that were learned from. */
  learned: number
  /** Not a number where a class is missing. */
  auc: number
  brier: number
  /** The half-lives that were chosen, in ms. */
  halfLives: HalfLives
  /** Largest |Σ contributions − log-odds| over the cases measured. */
  decompositionError: number
}

/** Pairs of half-lives to choose from by held-out likelihood: from hours to a quarter of a year. */
const candidates: HalfLives[] = [
  [2 * HOUR, DAY],
  [6 * HOUR, 3 * DAY],
  [DAY, 10 * DAY],
  [7 * DAY, 90 * DAY],
]
const sds = [0.3, 0.1, 1]
/** Lengths beside the one asked for, as parts of it: a case teaches at each, the nearer the more. */
const lengths = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.4, 1.6, 1.8]
const bandwidth = 0.4
/** A key needs so many prefixes. */
const least = 15

interface Row {
  one: EventCase
  length: number
  weight: number
}

/**
 * Learns from the first `share` of the cases by their start, measures on the rest: the chance of the outcome after
 * exactly `prefix` events of a case whose outcome came later than that. The model is additive over events, with the prior's
 * width and the half-lives chosen on the last fifth of the cases learned from.
 * @param cases by start
 */
export function judgePrefix(cases: readonly EventCase[], prefix: number, share: number): PrefixVerdict {
  const cut = Math.floor(cases.length * share)
  const early = cases.slice(0, cut)
  const train = neighbours(early, prefix)
  const test = cases.slice(cut).filter(one => one.before >= prefix)
  const choice = choose(early, prefix)
  const model = learn(train, choice)
  const y = Float64Array.from(test, one => one.outcome)
  const parts = test.map(one => partsOf(one, prefix, choice.halfLives))
  const odds = timesSparse(rowsOf(parts, model.vocabulary), model.weights.subarray(1), model.weights[0])
  const p = odds.map(logistic)
  return {
    prefix,
    n: test.length,
    positives: y.reduce((a, b) => a + b, 0),
    learned: new Set(train.map(row => row.one)).size,
    auc: auc(p, y),
    brier: brier(p, y),
    halfLives: choice.halfLives,
    decompositionError: parts.reduce(
      (most, one, i) => Math.max(most, Math.abs(sumOf(one, model) - odds[i]!)),
      0,
    ),
  }
}

/** What each event of a prefix adds, and the age of the case (`event` −1), summed with the intercept: the log-odds. */
function sumOf(parts: readonly Part[], { vocabulary, weights }: Model): number {
  const byEvent = new Map<number, number>()
  for (const { key, event, value } of parts) {
    const column = vocabulary.get(key)
    if (column !== undefined) byEvent.set(event, (byEvent.get(event) ?? 0) + weights[column + 1]! * value)
  }
  return [...byEvent.values()].reduce((a, b) => a + b, weights[0]!)
}

/** Every case at each length near the one asked for that it reached before its outcome. */
function neighbours(cases: readonly EventCase[], prefix: number): Row[] {
  const all = [...new Set(lengths.map(part => Math.max(1, Math.round(part * prefix))))]
  return cases.flatMap(one =>
    all
      .filter(length => one.before >= length)
      .map(length => ({ one, length, weight: Math.exp(-Math.abs(Math.log(length / prefix)) / bandwidth) })),
  )
}

interface Choice {
  halfLives: HalfLives
  sd: number
}

interface Model {
  vocabulary: Vocabulary
  /** Intercept first. */
  weights: Float64Array
}

/**
 * The half-lives first, at the middle width of the prior, then the width: what tells best how the last fifth of the cases ended, no case
 * being on both sides, and each prefix counting as it does in learning.
 */
function choose(cases: readonly EventCase[], prefix: number): Choice {
  const cut = Math.floor(cases.length * 0.8)
  const [train, held] = [neighbours(cases.slice(0, cut), prefix), neighbours(cases.slice(cut), prefix)]
  let best: (Choice & { loss: number }) | undefined
  const attempt = (choice: Choice): void => {
    const loss = lossOf(learn(train, choice), held, choice)
    if (!best || loss < best.loss) best = { ...choice, loss }
  }
  for (const halfLives of candidates) attempt({ halfLives, sd: sds[0]! })
  for (const sd of sds.slice(1)) attempt({ halfLives: best!.halfLives, sd })
  return best!
}

function lossOf({ vocabulary, weights }: Model, rows: readonly Row[], { halfLives }: Choice): number {
  const parts = rows.map(row => partsOf(row.one, row.length, halfLives))
  const odds = timesSparse(rowsOf(parts, vocabulary), weights.subarray(1), weights[0])
  return rows.reduce(
    (sum, { one, weight }, i) => sum + weight * softplus(one.outcome > 0 ? -odds[i]! : odds[i]!),
    0,
  )
}

function learn(rows: readonly Row[], { halfLives, sd }: Choice): Model {
  const parts = rows.map(row => partsOf(row.one, row.length, halfLives))
  const vocabulary = vocabularyOf(parts, least)
  const y = Float64Array.from(rows, row => row.one.outcome)
  const weight = Float64Array.from(rows, row => row.weight)
  const prior = priorOf(vocabulary.size, y, sd)
  return { vocabulary, weights: fitMode(rowsOf(parts, vocabulary), y, prior, { weight }).mean }
}

function priorOf(width: number, y: Float64Array, sd: number): Prior {
  const mean = new Float64Array(width + 1)
  mean[0] = logit((y.reduce((a, b) => a + b, 0) + 0.5) / (y.length + 1))
  const spread = new Float64Array(width + 1).fill(sd)
  spread[0] = 10
  return { mean, sd: spread }
}
