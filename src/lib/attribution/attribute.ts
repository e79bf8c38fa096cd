import { absorbingChain } from './chain.ts'
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
export function attribute(paths: readonly Path[], channels: string[] = channelsOf(paths)): Attribution {
  const { absorption, removal, markov } = absorbingChain(paths, channels)
  const shapley = shapleyCredit(paths, channels)
  const first = touchCredit(paths, channels, 'first')
  const last = touchCredit(paths, channels, 'last')
  const linear = linearCredit(paths, channels)
  const rows = channels.map((channel, index) => ({
    channel,
    markov: markov[index]!,
    removal: removal[index]!,
    shapley: shapley[index]!,
    first: first[index]!,
    last: last[index]!,
    linear: linear[index]!,
  }))
  return { channels: rows.sort((a, b) => b.markov - a.markov), absorption }
}
