import { LuDecomposition, Matrix } from 'ml-matrix'
import { type CodedPath, conversionsOf } from './coded.ts'

export interface Chain {
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
 * @param size how many channels there are
 */
export function absorbingChain(paths: readonly CodedPath[], size: number): Chain {
  const counts = countTransitions(paths, size + 1)
  const absorption = successFrom(counts, undefined)
  const removal = Array.from({ length: size }, (_, index) =>
    absorption === 0 ? 0 : Math.max(0, 1 - successFrom(counts, index + 1) / absorption),
  )
  const whole = removal.reduce((sum, effect) => sum + effect, 0)
  const conversions = conversionsOf(paths)
  const markov = removal.map(effect => (whole === 0 ? 0 : (effect / whole) * conversions))
  return { absorption, removal, markov }
}

/** Transition counts between states: 0 is the start, then the channels. */
interface Counts {
  states: number
  to: Float64Array
  success: Float64Array
  total: Float64Array
}

function countTransitions(paths: readonly CodedPath[], states: number): Counts {
  const to = new Float64Array(states * states)
  const success = new Float64Array(states)
  const total = new Float64Array(states)
  for (const { steps, conversions, nulls } of paths) {
    const weight = conversions + nulls
    if (weight === 0) continue
    let from = 0
    for (const step of steps) {
      to[from * states + step + 1]! += weight
      total[from]! += weight
      from = step + 1
    }
    success[from]! += conversions
    total[from]! += weight
  }
  return { states, to, success, total }
}

/** Probability of success from the start, with one state removed or none. A removed state succeeds never. */
function successFrom({ states, to, success, total }: Counts, removed: number | undefined): number {
  if (total[0] === 0) return 0
  const system = Matrix.eye(states)
  const ends = Matrix.zeros(states, 1)
  for (let row = 0; row < states; row++) {
    if (total[row] === 0 || row === removed) continue
    ends.set(row, 0, success[row]! / total[row]!)
    for (let column = 1; column < states; column++) {
      const share = to[row * states + column]! / total[row]!
      if (share > 0) system.set(row, column, system.get(row, column) - share)
    }
  }
  return new LuDecomposition(system).solve(ends).get(0, 0)
}
