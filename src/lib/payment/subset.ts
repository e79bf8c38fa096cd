import type { Minor } from './types.ts'

/** How many amounts are looked at, how many are put together at most, and how many steps are spent. */
const most = { amounts: 18, together: 5, steps: 20_000 }

/**
 * Sets of two to five amounts that add up exactly; at most two are told, since from the second on it is ambiguous. Earlier amounts are
 * preferred: the first answer is the first in lexical order of the positions. Beyond 18 amounts or 20 000 steps it gives up looking.
 */
export function subsetsOf(amounts: readonly Minor[], total: Minor): number[][] {
  const list = amounts.slice(0, most.amounts)
  const tail = list.map(() => 0)
  for (let i = list.length - 1; i >= 0; i--) tail[i] = list[i]! + (tail[i + 1] ?? 0)
  const found: number[][] = []
  const chosen: number[] = []
  let steps = 0
  const look = (from: number, left: Minor): void => {
    if (left === 0 && chosen.length >= 2) found.push([...chosen])
    if (left <= 0 || chosen.length === most.together || (tail[from] ?? 0) < left) return
    for (let i = from; i < list.length && found.length < 2 && steps < most.steps; i++) {
      steps++
      if (list[i]! > left) continue
      chosen.push(i)
      look(i + 1, left - list[i]!)
      chosen.pop()
    }
  }
  look(0, total)
  return found
}
