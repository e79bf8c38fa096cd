import type { Path } from './paths.ts'

/** All of a success to the first, or the last, touchpoint; in the order of `channels`. */
export function touchCredit(
  paths: readonly Path[],
  channels: readonly string[],
  which: 'first' | 'last',
): number[] {
  return spread(paths, channels, ({ steps }) => [which === 'first' ? steps[0]! : steps.at(-1)!])
}

/** A success in equal parts to every touch of its path: a touchpoint that comes twice gets two parts. */
export function linearCredit(paths: readonly Path[], channels: readonly string[]): number[] {
  return spread(paths, channels, ({ steps }) => steps)
}

/**
 * Shapley values over the coalition value function v(S) = successes of the paths all of whose touchpoints lie in S (Shapley
 * 1953; Zhao, Mahboobi & Bagheri 2018, "Shapley value methods for attribution modeling", eq. 3–6).
 *
 * v is a sum of unanimity games, one for each path, so by linearity and symmetry the value is exact in closed form: each
 * success in equal parts to the *different* touchpoints of its path. No enumeration of coalitions, and no sampling at any size.
 */
export function shapleyCredit(paths: readonly Path[], channels: readonly string[]): number[] {
  return spread(paths, channels, ({ steps }) => [...new Set(steps)])
}

function spread(
  paths: readonly Path[],
  channels: readonly string[],
  sharers: (path: Path) => readonly string[],
): number[] {
  const places = new Map(channels.map((channel, index) => [channel, index]))
  const credit = channels.map(() => 0)
  for (const path of paths) {
    if (path.conversions === 0) continue
    const sharing = sharers(path)
    for (const channel of sharing) credit[places.get(channel)!]! += path.conversions / sharing.length
  }
  return credit
}
