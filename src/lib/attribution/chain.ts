import { LuDecomposition, Matrix } from 'ml-matrix'
import { channelsOf, conversionsOf, type Path } from './paths.ts'

export interface Chain {
  channels: string[]
  /** Probability that a journey ends in success. */
  absorption: number
  /** By channel: 1 − (probability of success without the channel ÷ absorption). 0 where nothing succeeds. */
  removal: number[]
  /** By channel: successes shared in proportion to the removal effects. */
  markov: number[]
}

/**
 * Absorbing Markov chain of order 1 over the channels (Anderl et al. 2016, "Mapping the customer journey", eq. 1–3): start →
 * channels → success or nothing, transition counts weighted by journeys. Removing a channel sends whoever would go there to
 * nothing. Solved exactly as `(I − Q) a = r`, one solve for the whole and one for each channel; nothing is simulated.
 */
export function absorbingChain(paths: readonly Path[], channels: string[] = channelsOf(paths)): Chain {
  const counts = countTransitions(paths, channels)
  const absorption = successFrom(counts, undefined)
  const removal = channels.map((_, index) =>
    absorption === 0 ? 0 : Math.max(0, 1 - successFrom(counts, index) / absorption),
  )
  const whole = removal.reduce((sum, effect) => sum + effect, 0)
  const conversions = conversionsOf(paths)
  const markov = removal.map(effect => (whole === 0 ? 0 : (effect / whole) * conversions))
  return { channels, absorption, removal, markov }
}

/** Transition counts: rows are start and channels, columns are channels; `success` and `total` by row. */
interface Counts {
  size: number
  to: Float64Array
  success: Float64Array
  total: Float64Array
}

function countTransitions(paths: readonly Path[], channels: readonly string[]): Counts {
  const places = new Map(channels.map((channel, index) => [channel, index + 1]))
  const size = channels.length + 1
  const counts: Counts = {
    size,
    to: new Float64Array(size * size),
    success: new Float64Array(size),
    total: new Float64Array(size),
  }
  for (const { steps, conversions, nulls } of paths) {
    const weight = conversions + nulls
    let from = 0
    for (const step of steps) {
      const to = places.get(step)!
      counts.to[from * size + to]! += weight
      counts.total[from]! += weight
      from = to
    }
    counts.success[from]! += conversions
    counts.total[from]! += weight
  }
  return counts
}

/** Probability of success from the start, with one channel removed or none. A removed channel succeeds never. */
function successFrom(counts: Counts, removed: number | undefined): number {
  const { size, to, success, total } = counts
  if (total[0] === 0) return 0
  const system = Matrix.eye(size)
  const ends = Matrix.zeros(size, 1)
  for (let row = 0; row < size; row++) {
    if (total[row] === 0 || (removed !== undefined && row === removed + 1)) continue
    ends.set(row, 0, success[row]! / total[row]!)
    for (let column = 1; column < size; column++) {
      const share = to[row * size + column]! / total[row]!
      if (share > 0) system.set(row, column, system.get(row, column) - share)
    }
  }
  return new LuDecomposition(system).solve(ends).get(0, 0)
}
