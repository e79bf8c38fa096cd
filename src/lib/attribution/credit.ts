import type { CodedPath } from './coded.ts'

/** All of a success to the first, or the last, touchpoint. */
export function touchCredit(paths: readonly CodedPath[], size: number, which: 'first' | 'last'): number[] {
  const credit = new Array<number>(size).fill(0)
  for (const { steps, conversions } of paths)
    if (conversions > 0) credit[steps[which === 'first' ? 0 : steps.length - 1]!]! += conversions
  return credit
}

/** A success in equal parts to every touch of its path: a touchpoint that comes twice gets two parts. */
export function linearCredit(paths: readonly CodedPath[], size: number): number[] {
  return share(paths, size, path => path.steps)
}

/**
 * Shapley values over the coalition value function v(S) = successes of the paths all of whose touchpoints lie in S (Shapley
 * 1953; Zhao, Mahboobi & Bagheri 2018, "Shapley value methods for attribution modeling", eq. 3–6).
 *
 * v is a sum of unanimity games, one for each path, so by linearity and symmetry the value is exact in closed form: each
 * success in equal parts to the *different* touchpoints of its path. No enumeration of coalitions, and no sampling at any size.
 */
export function shapleyCredit(paths: readonly CodedPath[], size: number): number[] {
  return share(paths, size, path => path.distinct)
}

function share(
  paths: readonly CodedPath[],
  size: number,
  sharers: (path: CodedPath) => readonly number[],
): number[] {
  const credit = new Array<number>(size).fill(0)
  for (const path of paths) {
    if (path.conversions === 0) continue
    const sharing = sharers(path)
    const part = path.conversions / sharing.length
    for (const channel of sharing) credit[channel]! += part
  }
  return credit
}
