import { logistic } from './logit.ts'

/** A monotone map from a score to a probability, by its corners: straight between them, flat outside. */
export interface IsotonicMap {
  /** Rising, one more than zero. */
  at: number[]
  /** Never falling, 0–1. */
  value: number[]
}

interface Block {
  from: number
  to: number
  sum: number
  weight: number
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955; Barlow et al. 1972, § 1.2): the never-falling step
 * function of `score` with the least squared error. Equal scores are pooled first.
 * @param score one per case
 * @param outcome 0/1 (or any number) per case
 * @param weight per case; 1 if left out
 * @throws RangeError for no case at all
 */
export function fitIsotonic(
  score: ArrayLike<number>,
  outcome: ArrayLike<number>,
  weight?: ArrayLike<number>,
): IsotonicMap {
  if (score.length === 0) throw new RangeError('isotonic regression of nothing')
  const order = Array.from(score, (_, i) => i).sort((a, b) => score[a]! - score[b]!)
  const blocks: Block[] = []
  for (const i of order) {
    const w = weight?.[i] ?? 1
    const last = blocks.at(-1)
    if (last && last.to === score[i])
      absorb(last, { from: last.from, to: last.to, sum: w * outcome[i]!, weight: w })
    else {
      mergeViolators(blocks)
      blocks.push({ from: score[i]!, to: score[i]!, sum: w * outcome[i]!, weight: w })
    }
  }
  mergeViolators(blocks)
  return cornersOf(blocks)
}

function absorb(into: Block, block: Block): void {
  into.to = block.to
  into.sum += block.sum
  into.weight += block.weight
}

function mergeViolators(blocks: Block[]): void {
  while (blocks.length > 1) {
    const [before, last] = [blocks.at(-2)!, blocks.at(-1)!]
    if (before.sum * last.weight < last.sum * before.weight) return
    absorb(before, last)
    blocks.pop()
  }
}

function cornersOf(blocks: readonly Block[]): IsotonicMap {
  const at: number[] = []
  const value: number[] = []
  for (const { from, to, sum, weight } of blocks) {
    at.push(from)
    value.push(sum / weight)
    if (to > from) {
      at.push(to)
      value.push(sum / weight)
    }
  }
  return { at, value }
}

/** The value of the map at a score: straight between corners, flat outside. */
export function applyIsotonic({ at, value }: IsotonicMap, score: number): number {
  const last = at.length - 1
  if (score <= at[0]!) return value[0]!
  if (score >= at[last]!) return value[last]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (at[middle]! <= score) low = middle
    else high = middle
  }
  const share = (score - at[low]!) / (at[high]! - at[low]!)
  return value[low]! + share * (value[high]! - value[low]!)
}

/** `logistic(intercept + slope × score)`: Platt's map from log-odds to a probability. */
export interface PlattMap {
  intercept: number
  slope: number
}

/**
 * Platt scaling (Platt 1999, with the stable Newton iteration of Lin, Lin & Weng 2007 and its smoothed targets
 * (n₊+1)/(n₊+2) and 1/(n₋+2)). A weak Gaussian prior around the identity (sd 2) keeps a handful of cases from tearing it
 * away, and the slope is never below 0.05: the order of scores stays.
 * @param score log-odds per case
 * @param outcome 0/1 per case
 */
export function fitPlatt(score: ArrayLike<number>, outcome: ArrayLike<number>): PlattMap {
  const n = score.length
  let positives = 0
  for (let i = 0; i < n; i++) positives += outcome[i]!
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (n - positives + 2)
  const precision = 0.25
  let map: PlattMap = { intercept: 0, slope: 1 }
  for (let round = 0; round < 100; round++) {
    const g = [precision * map.intercept, precision * (map.slope - 1)] as [number, number]
    const h = [precision, 0, precision] as [number, number, number]
    for (let i = 0; i < n; i++) {
      const s = score[i]!
      const p = logistic(map.intercept + map.slope * s)
      const gap = p - (outcome[i] === 1 ? high : low)
      const w = p * (1 - p)
      g[0] += gap
      g[1] += gap * s
      h[0] += w
      h[1] += w * s
      h[2] += w * s * s
    }
    const determinant = h[0] * h[2] - h[1] * h[1]
    const step = [
      (h[2] * g[0] - h[1] * g[1]) / determinant,
      (h[0] * g[1] - h[1] * g[0]) / determinant,
    ] as const
    const size = Math.max(1, Math.abs(step[0]), Math.abs(step[1]))
    map = { intercept: map.intercept - step[0] / size, slope: map.slope - step[1] / size }
    if (Math.max(Math.abs(step[0]), Math.abs(step[1])) < 1e-10) break
  }
  return { ...map, slope: Math.max(0.05, map.slope) }
}
