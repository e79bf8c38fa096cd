/** What each way of looking ahead says of one month: the pipeline of deals, and the same month a quarter and a year before. */
export const views = ['pipeline', 'quarterAgo', 'yearAgo'] as const
export type View = (typeof views)[number]
export type Views = Readonly<Record<View, number | undefined>>

/** One month that was forecast and has come. */
export interface PastMonth {
  said: Views
  forecast: number
  actual: number
  /** Variance of the logarithm that its simulation had from the chance of deals and from what it didn’t know, without `spread`. */
  chance: number
}

/** What a forecaster learns from its own misses. */
export interface Correction {
  /** A bias of the pipeline that repeats: what it says is multiplied by it. */
  factor: number
  /** How far each view missed so far: variance of log(actual/said), drawn towards a prior. */
  variance: Readonly<Record<View, number>>
  /** How much months differ from the forecast beyond the chance of single deals: standard deviation of the logarithm. */
  spread: number
}

/** Months of belief in what is assumed before anything is known. */
const priorMonths = 2
const priorMiss = 0.25
const spreadMonths = 4
const priorSpread = 0.1
const leastSpread = 0.03
/** Months after which a miss counts half. */
const halfLife = 6
const most = 1

const missOf = (said: number | undefined, actual: number): number | undefined =>
  said === undefined || said <= 0 || actual <= 0
    ? undefined
    : Math.max(-most, Math.min(most, Math.log(actual / said)))

/**
 * Learns from one-step-ahead misses, in order of time. A bias of the pipeline that repeats is taken out by and by, and each
 * view gets a say by how little it missed.
 */
export function correctionOf(past: readonly PastMonth[]): Correction {
  const factor = biasOf(past)
  const variance = (view: View) => {
    const by = view === 'pipeline' ? Math.log(factor) : 0
    const misses = past.flatMap(({ said, actual }) => missOf(said[view], actual) ?? [])
    const squares = misses.reduce((sum, miss) => sum + (miss - by) ** 2, 0)
    return (squares + priorMonths * priorMiss ** 2) / (misses.length + priorMonths)
  }
  return {
    factor,
    variance: {
      pipeline: variance('pipeline'),
      quarterAgo: variance('quarterAgo'),
      yearAgo: variance('yearAgo'),
    },
    spread: spreadOf(past),
  }
}

/** Geometric mean of actual ÷ what the pipeline said, newer months weighing more, drawn towards 1. */
function biasOf(past: readonly PastMonth[]): number {
  let sum = 0
  let weights = 0
  past.forEach(({ said, actual }, index) => {
    const miss = missOf(said.pipeline, actual)
    if (miss === undefined) return
    const weight = newness(index, past.length)
    sum += weight * miss
    weights += weight
  })
  return Math.exp(sum / (weights + priorMonths))
}

/** What misses exceed the chance of single deals by, newer months weighing more. */
function spreadOf(past: readonly PastMonth[]): number {
  let excess = spreadMonths * priorSpread ** 2
  let weights = spreadMonths
  past.forEach(({ forecast, actual, chance }, index) => {
    const miss = missOf(forecast, actual)
    if (miss === undefined) return
    const weight = newness(index, past.length)
    excess += weight * (miss * miss - chance)
    weights += weight
  })
  return Math.sqrt(Math.max(leastSpread ** 2, excess / weights))
}

const newness = (index: number, months: number) => 2 ** ((index - months + 1) / halfLife)

/**
 * One figure from all views: the average weighted by the inverse of their variance (Bates & Granger 1969), the pipeline’s bias taken
 * out first.
 */
export function combined(said: Views, { factor, variance }: Correction): number {
  let sum = 0
  let weights = 0
  for (const view of views) {
    const value = said[view]
    if (value === undefined) continue
    sum += (view === 'pipeline' ? factor * value : value) / variance[view]
    weights += 1 / variance[view]
  }
  return weights === 0 ? 0 : sum / weights
}
