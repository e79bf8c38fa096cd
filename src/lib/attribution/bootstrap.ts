import { makeRandom, type Random } from '#lib/stats/random.ts'
import { creditAll, type Method, methods } from './attribute.ts'
import { type CodedPath, codePaths, conversionsOf } from './coded.ts'
import { channelsOf, type Path } from './paths.ts'
import type { Range } from './rate.ts'

/** By channel, the interval of each method's share of all successes (0–1), and of the removal effect (0–1). */
export type CreditRanges = Map<string, Record<Method, Range>>

const z = 1.959963984540054
/** With fewer successes drawing them again shows next to no spread, however little is known. */
const fewestSuccesses = 10
const mostRounds = 200
const leastRounds = 24
/** Touches gone through in all rounds together; beyond, fewer rounds are drawn, for their spread needs no more. */
const mostTouches = 8_000_000

/**
 * 95 % intervals by the Poisson bootstrap (Chamandy et al. 2012, "Estimating uncertainty for massive data streams"): every
 * journey is drawn again Poisson(1) times and all methods computed anew; the interval is the estimate ± 1.96 standard
 * deviations of what came out, within 0–1. Of the same paths and seed come the same intervals. Below ten successes nothing
 * can be said: every interval is 0–1.
 */
export function bootstrapShares(paths: readonly Path[], seed = 1): CreditRanges {
  const channels = channelsOf(paths)
  if (conversionsOf(paths) < fewestSuccesses) return new Map(channels.map(channel => [channel, unknown]))
  const random = makeRandom(seed)
  const coded = codePaths(paths, channels)
  const touches = coded.reduce((sum, path) => sum + path.steps.length, 1)
  const rounds = Math.max(leastRounds, Math.min(mostRounds, Math.floor(mostTouches / touches)))
  const spread = makeSpread(channels.length)
  const redraw = makeRedraw(coded, random)
  for (let round = 0; round < rounds; round++) spread.note(sharesOf(redraw(), channels.length))
  const estimate = sharesOf(coded, channels.length)
  return new Map(channels.map((channel, index) => [channel, spread.around(estimate, index)]))
}

const unknown: Record<Method, Range> = {
  markov: [0, 1],
  removal: [0, 1],
  shapley: [0, 1],
  first: [0, 1],
  last: [0, 1],
  linear: [0, 1],
}

type Shares = Record<Method, number[]>

/** Undefined where nothing succeeded: then there is nothing to share. */
function sharesOf(paths: readonly CodedPath[], size: number): Shares | undefined {
  const conversions = conversionsOf(paths)
  if (conversions === 0) return undefined
  const credits = creditAll(paths, size)
  const shares = methods.map(method => [
    method,
    method === 'removal' ? credits.removal : credits[method].map(credit => credit / conversions),
  ])
  return Object.fromEntries(shares) as Shares
}

/** Sums of what was drawn, for the standard deviation of each share. */
function makeSpread(size: number) {
  const empty = () =>
    Object.fromEntries(methods.map(method => [method, new Array<number>(size).fill(0)])) as Shares
  const [sums, squares] = [empty(), empty()]
  let drawn = 0
  const deviation = (method: Method, index: number) => {
    const mean = sums[method][index]! / drawn
    return Math.sqrt(Math.max(0, (squares[method][index]! / drawn - mean * mean) * (drawn / (drawn - 1))))
  }
  return {
    note: (shares: Shares | undefined): void => {
      if (!shares) return
      drawn++
      for (const method of methods)
        for (const [index, share] of shares[method].entries()) {
          sums[method][index]! += share
          squares[method][index]! += share * share
        }
    },
    around: (estimate: Shares | undefined, index: number): Record<Method, Range> => {
      const ranges = methods.map(method => {
        if (!estimate || drawn < 2) return [method, [0, 1]]
        const [middle, reach] = [estimate[method][index]!, z * deviation(method, index)]
        return [method, [Math.max(0, middle - reach), Math.min(1, middle + reach)]]
      })
      return Object.fromEntries(ranges) as Record<Method, Range>
    },
  }
}

/** Draws all paths again at each call, into the same objects; paths of which no journey was drawn are left out. */
function makeRedraw(paths: readonly CodedPath[], random: Random): () => CodedPath[] {
  const drawers = paths.map(path => ({
    drawn: { ...path },
    conversions: poisson(path.conversions, random),
    nulls: poisson(path.nulls, random),
  }))
  return () => {
    const some: CodedPath[] = []
    for (const { drawn, conversions, nulls } of drawers) {
      drawn.conversions = conversions()
      drawn.nulls = nulls()
      if (drawn.conversions + drawn.nulls > 0) some.push(drawn)
    }
    return some
  }
}

/** Above this mean the normal is as good as the Poisson for an interval. */
const manyPoisson = 50

/** Draws of a Poisson distribution: by multiplication (Knuth 1969, 3.4.1), for a large mean by the rounded normal. */
function poisson(mean: number, random: Random): () => number {
  if (mean <= 0) return () => 0
  if (mean > manyPoisson) return () => Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  const limit = Math.exp(-mean)
  return () => {
    let count = 0
    for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
    return count
  }
}
