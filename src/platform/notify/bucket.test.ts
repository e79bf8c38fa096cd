import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BucketState, refilled, robotRates, taken, tokens, wait } from './bucket.ts'

const limits = {
  wecom: [[60_000, 20]],
  dingtalk: [[60_000, 20]],
  feishu: [
    [60_000, 100],
    [1000, 5],
  ],
} as const

describe('a robot’s token bucket', () => {
  for (const kind of ['wecom', 'dingtalk', 'feishu'] as const) {
    it(`keeps within the limits of ${kind} in every window, whenever messages come`, () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 150, maxLength: 300 }), gaps => {
          const sent: number[] = []
          let now = 0
          let state: BucketState | null = null
          for (const gap of gaps) {
            now += gap % 7 === 0 ? gap : gap % 60
            state = refilled(state, robotRates[kind], now)
            if (tokens(state) === 0) continue
            state = taken(state)
            sent.push(now)
          }
          for (const [window, most] of limits[kind]) {
            for (const start of sent) {
              expect(sent.filter(at => at >= start && at < start + window).length).toBeLessThanOrEqual(most)
            }
          }
        }),
      )
    })

    it(`has a token after the wait it names: ${kind}`, () => {
      let state = refilled(null, robotRates[kind], 0)
      while (tokens(state) > 0) state = taken(state)
      const ms = wait(state, robotRates[kind])
      expect(ms).toBeGreaterThan(0)
      expect(tokens(refilled(state, robotRates[kind], ms))).toBeGreaterThan(0)
    })
  }
})
