import type { Id } from '#kernel/id.ts'
import { makeRandom } from '#lib/stats/random.ts'

/** Ids that are the same in every run, for tests of what follows the id, such as the arm of an experiment. */
export function seededIds(seed: number, count: number): Id[] {
  const random = makeRandom(seed)
  const hex = (length: number) => Array.from({ length }, () => random.integer(16).toString(16)).join('')
  return Array.from({ length: count }, () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}` as Id)
}
