/** A journey as it was travelled: touchpoints in order, and how often it ended in success or without. */
export interface Path {
  /** At least one touchpoint; the same may come several times. */
  steps: readonly string[]
  /** Journeys along this path that ended in success. */
  conversions: number
  /** Journeys along this path that did not. */
  nulls: number
}

/** Every touchpoint of the paths, in the order in which it first comes. */
export function channelsOf(paths: readonly Path[]): string[] {
  return [...new Set(paths.flatMap(path => path.steps))]
}
