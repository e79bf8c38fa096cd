import type { RobotKind } from '#kernel/ports/channel.ts'
import { type Instant, MINUTE, SECOND } from '#kernel/time.ts'

/** A token bucket: `capacity` at most, one token more each `refillMs`. */
export interface Rate {
  capacity: number
  refillMs: number
}

/** How full a robot's buckets were at an instant, in the order of its rates. */
export interface BucketState {
  levels: number[]
  at: Instant
}

/**
 * Rates that keep within the platforms' limits in whatever minute they count: capacity + tokens refilled in a window never
 * exceed it. WeCom and DingTalk take 20 a minute (DingTalk mutes for ten minutes beyond, so a little is left free), Feishu
 * 100 a minute and 5 a second.
 */
export const robotRates: Record<RobotKind, readonly Rate[]> = {
  wecom: [{ capacity: 8, refillMs: 5 * SECOND }],
  dingtalk: [{ capacity: 6, refillMs: 5 * SECOND }],
  feishu: [
    { capacity: 2, refillMs: 0.4 * SECOND },
    { capacity: 40, refillMs: 1.1 * SECOND },
  ],
}

/** The buckets at `now`; full where none are known. */
export function refilled(state: BucketState | null, rates: readonly Rate[], now: Instant): BucketState {
  const passed = state ? Math.max(0, now - state.at) : Number.POSITIVE_INFINITY
  const levels = rates.map(({ capacity, refillMs }, i) =>
    Math.min(capacity, (state?.levels[i] ?? capacity) + passed / refillMs),
  )
  return { levels, at: state ? Math.max(now, state.at) : now }
}

/** Whole tokens at hand: how many messages may go now. */
export function tokens(state: BucketState): number {
  return Math.max(0, Math.floor(Math.min(...state.levels)))
}

/** The buckets with one token less. */
export function taken(state: BucketState): BucketState {
  return { ...state, levels: state.levels.map(level => level - 1) }
}

/** Milliseconds until there is a token. */
export function wait(state: BucketState, rates: readonly Rate[]): number {
  const waits = rates.map(({ refillMs }, i) => Math.max(0, 1 - (state.levels[i] ?? 0)) * refillMs)
  return Math.min(Math.ceil(Math.max(...waits)), MINUTE)
}
