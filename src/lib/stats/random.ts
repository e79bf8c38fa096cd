import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of pseudo-random numbers: one seed gives one stream, on every machine. Not for secrets. */
export interface Random {
  /** Even over [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number
  /** Standard normal: mean 0, variance 1. */
  normal(): number
  /** An integer, even over 0 … below − 1. `below` is at least 1. */
  integer(below: number): number
  /** A new list of the same items in even random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/** A seeded stream (xoroshiro128+). @param seed an integer; the lower 32 bits count */
export function makeRandom(seed: number): Random {
  const generator = xoroshiro128plusFromState(spread(seed))
  const uniform = () => uniformFloat64(generator)
  const integer = (below: number) => uniformInt(generator, 0, below - 1)
  return { uniform, integer, normal: makeNormal(uniform), shuffle: items => shuffled(items, integer) }
}

/** Four words from a seed by SplitMix32, because the generator alone starts alike for seeds that are close together. */
function spread(seed: number): number[] {
  let state = seed | 0
  return Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) | 0
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return word ^ (word >>> 15)
  })
}

/** Marsaglia's polar method: normals come in pairs, the second is kept for the next call. */
function makeNormal(uniform: () => number): () => number {
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const value = kept
      kept = undefined
      return value
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square === 0 || square >= 1) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      kept = y * factor
      return x * factor
    }
  }
}

function shuffled<T>(items: readonly T[], integer: (below: number) => number): T[] {
  const out = [...items]
  for (let last = out.length - 1; last > 0; last--) {
    const other = integer(last + 1)
    const moved = out[last] as T
    out[last] = out[other] as T
    out[other] = moved
  }
  return out
}
