import { makeRandom, type Random } from '#lib/stats/random.ts'
import { attribute, type ChannelCredit, type Method, methods } from './attribute.ts'
import { channelsOf, conversionsOf, type Path } from './paths.ts'

/** A 95 % interval. */
export type Range = readonly [low: number, high: number]

/** By channel, the interval of each method's share of all successes (0–1), and of the removal effect (0–1). */
export type CreditRanges = Map<string, Record<Method, Range>>

/**
 * 95 % intervals by the Poisson bootstrap (Chamandy et al. 2012): every journey is drawn again Poisson(1) times, the
 * methods computed anew, and the middle 95 % of `rounds` results kept. Deterministic for a seed.
 */
export function bootstrapShares(paths: readonly Path[], rounds = 200, seed = 1): CreditRanges {
  const random = makeRandom(seed)
  const channels = channelsOf(paths)
  const drawn = new Map(channels.map(channel => [channel, emptyDraws()]))
  for (let round = 0; round < rounds; round++) {
    const again = paths.map(path => redraw(path, random))
    const conversions = conversionsOf(again)
    if (conversions === 0) continue
    for (const credit of attribute(again, channels).channels)
      note(drawn.get(credit.channel)!, credit, conversions)
  }
  return new Map([...drawn].map(([channel, draws]) => [channel, middle(draws)]))
}

type Draws = Record<Method, number[]>
const emptyDraws = (): Draws => ({ markov: [], removal: [], shapley: [], first: [], last: [], linear: [] })

function redraw(path: Path, random: Random): Path {
  return {
    steps: path.steps,
    conversions: poisson(path.conversions, random),
    nulls: poisson(path.nulls, random),
  }
}

function note(draws: Draws, credit: ChannelCredit, conversions: number): void {
  for (const method of methods)
    draws[method].push(method === 'removal' ? credit.removal : credit[method] / conversions)
}

function middle(draws: Draws): Record<Method, Range> {
  return Object.fromEntries(methods.map(method => [method, range(draws[method])])) as Record<Method, Range>
}

function range(values: number[]): Range {
  if (values.length === 0) return [0, 1]
  const sorted = values.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  return [at(0.025), at(0.975)]
}

/** Above this mean the normal is as good as the Poisson for an interval. */
const manyPoisson = 50

/** One draw of a Poisson distribution: by multiplication (Knuth 1969, 3.4.1), for a large mean by the rounded normal. */
function poisson(mean: number, random: Random): number {
  if (mean <= 0) return 0
  if (mean > manyPoisson) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}
