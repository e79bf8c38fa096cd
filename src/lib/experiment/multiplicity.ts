/**
 * Holm's step-down adjustment: p-values that keep the chance of any false alarm among all of them at α.
 * Holm 1979, Scand. J. Statist. 6. @returns in the order given
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!)
  const adjusted = new Array<number>(ps.length).fill(1)
  let highest = 0
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * ps[index]!))
    adjusted[index] = highest
  }
  return adjusted
}
