import { logistic } from '#lib/stats/logit.ts'
import type { Column } from './column.ts'

/** A split sends a row left when its code's place is at most `upTo`; a leaf has a value only. */
interface Node {
  column: number
  upTo: number
  left: Node | undefined
  right: Node | undefined
  value: number
}

/** Boosted trees over codes; log-odds are the offset plus what each tree adds. */
export interface Boosted {
  trees: Node[]
  /** Per column: the place of each code, by which trees split. */
  place: Uint8Array[]
}

interface Settings {
  depth: number
  rate: number
  /** Least Hessian weight of a leaf. */
  leastWeight: number
  ridge: number
  most: number
  /** Ends after so many trees without a better loss on the rows held out. */
  patience: number
}

const settings: Settings = { depth: 4, rate: 0.07, leastWeight: 6, ridge: 4, most: 300, patience: 25 }

interface Data {
  columns: readonly Column[]
  y: ArrayLike<number>
  /** Log-odds before the first tree, per row of the table. */
  offset: Float64Array
}

/**
 * Adds trees to given log-odds as long as the rows held out gain (gradient boosting with second-order leaves over
 * histograms; Friedman 2001, Chen & Guestrin 2016, eq. 5–7). Where nothing is gained there is no tree.
 * @param train numbers of the rows to learn from
 * @param held numbers of the rows that say when to stop
 */
export function boost(data: Data, train: Int32Array, held: Int32Array): Boosted {
  const place = data.columns.map(column => placesOf(column, data.y, train))
  const odds = Float64Array.from(data.offset)
  const trees: Node[] = []
  let best = { loss: lossOf(odds, data.y, held), trees: 0 }
  for (let round = 0; round < settings.most && round - best.trees < settings.patience; round++) {
    const tree = growTree(data, place, odds, train)
    trees.push(tree)
    for (const rows of [train, held])
      for (const row of rows) odds[row]! += outputOf(tree, data.columns, place, row)
    const loss = lossOf(odds, data.y, held)
    if (loss < best.loss - 1e-9) best = { loss, trees: round + 1 }
  }
  return { trees: trees.slice(0, best.trees), place }
}

/** What the trees add to a row's log-odds. */
export function boosted({ trees, place }: Boosted, columns: readonly Column[], row: number): number {
  let sum = 0
  for (const tree of trees) sum += outputOf(tree, columns, place, row)
  return sum
}

function lossOf(odds: Float64Array, y: ArrayLike<number>, rows: Int32Array): number {
  let loss = 0
  for (const row of rows) {
    const x = y[row] === 1 ? -odds[row]! : odds[row]!
    loss += x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
  }
  return loss / rows.length
}

/** Numbers keep their order; categories are put in order of their share of positives among the rows learned from (Fisher 1958). */
function placesOf(column: Column, y: ArrayLike<number>, train: Int32Array): Uint8Array {
  if (column.kind === 'number') return Uint8Array.from({ length: column.levels }, (_, code) => code)
  const [n, positives] = [new Float64Array(column.levels), new Float64Array(column.levels)]
  for (const row of train) {
    const code = column.codes[row]!
    n[code]!++
    positives[code]! += y[row]!
  }
  const share = n.map((count, code) => (positives[code]! + 5 * 0.5) / (count + 5))
  const order = Array.from(share.keys()).sort((a, b) => share[a]! - share[b]!)
  const place = new Uint8Array(column.levels)
  order.forEach((code, at) => {
    place[code] = at
  })
  return place
}

function growTree(data: Data, place: Uint8Array[], odds: Float64Array, train: Int32Array): Node {
  const [gradient, weight] = [new Float64Array(odds.length), new Float64Array(odds.length)]
  for (const row of train) {
    const p = logistic(odds[row]!)
    gradient[row] = data.y[row]! - p
    weight[row] = p * (1 - p)
  }
  const grow = (rows: Int32Array, depth: number): Node => {
    const split = depth > 0 ? bestSplit(data.columns, place, rows, gradient, weight) : undefined
    if (!split) return leaf(rows, gradient, weight)
    const { column, upTo } = split
    const goesLeft = (row: number) => place[column]![data.columns[column]!.codes[row]!]! <= upTo
    const left = grow(rows.filter(goesLeft), depth - 1)
    const right = grow(
      rows.filter(row => !goesLeft(row)),
      depth - 1,
    )
    return { column, upTo, left, right, value: 0 }
  }
  return grow(train, settings.depth)
}

function leaf(rows: Int32Array, gradient: Float64Array, weight: Float64Array): Node {
  let [g, w] = [0, 0]
  for (const row of rows) {
    g += gradient[row]!
    w += weight[row]!
  }
  const value = (settings.rate * g) / (w + settings.ridge)
  return { column: 0, upTo: 0, left: undefined, right: undefined, value }
}

function bestSplit(
  columns: readonly Column[],
  place: Uint8Array[],
  rows: Int32Array,
  gradient: Float64Array,
  weight: Float64Array,
): { column: number; upTo: number } | undefined {
  let best: { column: number; upTo: number } | undefined
  let most = 1e-6
  for (const [number, column] of columns.entries()) {
    const [g, w] = [new Float64Array(column.levels), new Float64Array(column.levels)]
    for (const row of rows) {
      const at = place[number]![column.codes[row]!]!
      g[at]! += gradient[row]!
      w[at]! += weight[row]!
    }
    const split = splitOf(g, w)
    if (split && split.gain > most) {
      most = split.gain
      best = { column: number, upTo: split.upTo }
    }
  }
  return best
}

/** The best cut of a histogram of gradients and weights. */
function splitOf(g: Float64Array, w: Float64Array): { gain: number; upTo: number } | undefined {
  const [allG, allW] = [g.reduce((a, b) => a + b, 0), w.reduce((a, b) => a + b, 0)]
  const { ridge, leastWeight } = settings
  const whole = allG ** 2 / (allW + ridge)
  let best: { gain: number; upTo: number } | undefined
  let [leftG, leftW] = [0, 0]
  for (let at = 0; at < g.length - 1; at++) {
    leftG += g[at]!
    leftW += w[at]!
    if (w[at] === 0 || leftW < leastWeight || allW - leftW < leastWeight) continue
    const gain = leftG ** 2 / (leftW + ridge) + (allG - leftG) ** 2 / (allW - leftW + ridge) - whole
    if (!best || gain > best.gain) best = { gain, upTo: at }
  }
  return best
}

function outputOf(tree: Node, columns: readonly Column[], place: Uint8Array[], row: number): number {
  let node = tree
  while (node.left && node.right)
    node = place[node.column]![columns[node.column]!.codes[row]!]! <= node.upTo ? node.left : node.right
  return node.value
}
