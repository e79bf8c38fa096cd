import type { Path } from './paths.ts'

/** One place in the tree: journeys that came this way, and how many of them succeeded. */
export interface PathNode {
  step: string
  /** Journeys through this place. */
  journeys: number
  conversions: number
  /** Of them, journeys that go no further than here. */
  ends: number
  /** Most travelled first. */
  children: PathNode[]
}

/**
 * Folds paths into a tree, from their first touchpoint (`start`) or backwards from their last (`success`, then only
 * journeys that succeeded count). Deeper than `depth` is cut; of each place the `most` busiest ways are kept, and what
 * is left out shows as the difference between `journeys` and the sum of its children and `ends`.
 */
export function pathTree(
  paths: readonly Path[],
  from: 'start' | 'success',
  { depth = 6, most = 6 }: { depth?: number; most?: number } = {},
): PathNode {
  const root: Growing = growing('')
  for (const path of paths) {
    const nulls = from === 'success' ? 0 : path.nulls
    const journeys = path.conversions + nulls
    if (journeys === 0) continue
    const steps = from === 'success' ? path.steps.toReversed() : path.steps
    walk(root, steps.slice(0, depth), journeys, path.conversions)
  }
  return settle(root, most)
}

interface Growing extends Omit<PathNode, 'children'> {
  ways: Map<string, Growing>
}

const growing = (step: string): Growing => ({ step, journeys: 0, conversions: 0, ends: 0, ways: new Map() })

function walk(root: Growing, steps: readonly string[], journeys: number, conversions: number): void {
  let place = root
  for (const step of [undefined, ...steps]) {
    if (step !== undefined) {
      const next = place.ways.get(step) ?? growing(step)
      place.ways.set(step, next)
      place = next
    }
    place.journeys += journeys
    place.conversions += conversions
  }
  place.ends += journeys
}

function settle({ ways, ...node }: Growing, most: number): PathNode {
  const children = [...ways.values()]
    .sort((a, b) => b.journeys - a.journeys || (a.step < b.step ? -1 : 1))
    .slice(0, most)
    .map(child => settle(child, most))
  return { ...node, children }
}
