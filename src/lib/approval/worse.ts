/** A measure and which way is worse for the seller. */
export interface Direction {
  measure: string
  worse: 'up' | 'down'
}

/**
 * The measures that got worse from one revision to the next. What was known and isn't any more, or isn't known in either, counts as worse:
 * nobody can say it isn't.
 */
export function gotWorse(
  before: Readonly<Record<string, number | null>>,
  after: Readonly<Record<string, number | null>>,
  directions: readonly Direction[],
): string[] {
  return directions
    .filter(({ measure, worse }) => {
      const [old, now] = [before[measure] ?? null, after[measure] ?? null]
      if (now === null || old === null) return now === null
      return worse === 'up' ? now > old : now < old
    })
    .map(({ measure }) => measure)
}
