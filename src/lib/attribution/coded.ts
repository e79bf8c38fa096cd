import type { Path } from './paths.ts'

/** A path whose channels are places in a list: fast to go through again and again. */
export interface CodedPath {
  steps: readonly number[]
  /** The different channels of the path. */
  distinct: readonly number[]
  conversions: number
  nulls: number
}

/** @param channels every channel that the paths name */
export function codePaths(paths: readonly Path[], channels: readonly string[]): CodedPath[] {
  const places = new Map(channels.map((channel, index) => [channel, index]))
  return paths.map(({ steps, conversions, nulls }) => {
    const coded = steps.map(step => places.get(step)!)
    return { steps: coded, distinct: [...new Set(coded)], conversions, nulls }
  })
}

/** Successes over all paths. */
export function conversionsOf(paths: readonly Pick<Path, 'conversions'>[]): number {
  return paths.reduce((sum, path) => sum + path.conversions, 0)
}
