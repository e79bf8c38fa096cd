import { absorbingChain } from './chain.ts'
import { type CodedPath, codePaths } from './coded.ts'
import { linearCredit, shapleyCredit, touchCredit } from './credit.ts'
import { channelsOf, type Path } from './paths.ts'

export const methods = ['markov', 'removal', 'shapley', 'first', 'last', 'linear'] as const
export type Method = (typeof methods)[number]

/** Credit of one channel by every method: successes, save `removal`, which is a share (0–1). */
export type ChannelCredit = { channel: string } & Record<Method, number>

export interface Attribution {
  /** Most credited by the chain first. */
  channels: ChannelCredit[]
  /** Probability that a journey ends in success. */
  absorption: number
}

/** Every method over the same paths, side by side. Each but `removal` adds up to all successes. */
export function attribute(paths: readonly Path[]): Attribution {
  const names = channelsOf(paths)
  const { absorption, ...credits } = creditAll(codePaths(paths, names), names.length)
  const channels = names.map((channel, index) => ({
    channel,
    markov: credits.markov[index]!,
    removal: credits.removal[index]!,
    shapley: credits.shapley[index]!,
    first: credits.first[index]!,
    last: credits.last[index]!,
    linear: credits.linear[index]!,
  }))
  return { channels: channels.sort((a, b) => b.markov - a.markov), absorption }
}

/** The same over coded paths: each method's credit by channel. */
export function creditAll(
  paths: readonly CodedPath[],
  size: number,
): Record<Method, number[]> & { absorption: number } {
  return {
    ...absorbingChain(paths, size),
    shapley: shapleyCredit(paths, size),
    first: touchCredit(paths, size, 'first'),
    last: touchCredit(paths, size, 'last'),
    linear: linearCredit(paths, size),
  }
}
