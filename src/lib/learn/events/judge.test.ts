import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#kernel/time.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { judgePrefix } from './judge.ts'
import { type EventCase, partsOf } from './prefix.ts'

/** Cases of five kinds of acts; the more often the first kind came lately, the likelier the good end. */
function cases(count: number, isTelling: boolean): EventCase[] {
  const random = makeRandom(4)
  return Array.from({ length: count }, (_, number) => {
    const length = 8 + random.integer(8)
    const activity = Int32Array.from({ length: length + 1 }, () => random.integer(5))
    let at = number * HOUR
    const times = Float64Array.from({ length: length + 1 }, () => {
      at += random.uniform() * DAY
      return at
    })
    const hits = activity.subarray(0, 6).filter(one => one === 0).length
    const outcome = Number(random.uniform() < (isTelling ? 0.1 + 0.3 * Math.min(3, hits) : 0.4))
    return { activity, at: times, before: length, outcome }
  })
}

describe('learning how a case ends', () => {
  it('tells later cases apart by what came first, and its contributions add up to the log-odds', () => {
    const verdict = judgePrefix(cases(1_200, true), 6, 0.8)
    expect(verdict.auc).toBeGreaterThan(0.68)
    expect(verdict.n).toBe(240)
    expect(verdict.decompositionError).toBeLessThan(1e-12)
  })

  it('finds nothing where there is nothing', () => {
    const { auc } = judgePrefix(cases(1_200, false), 6, 0.8)
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.12)
  })

  it('leaves cases out that ended within the prefix, and sees no event after it', () => {
    const all = cases(600, true)
    const ended = all.filter((one, i) => i >= 480 && one.before < 12).length
    expect(judgePrefix(all, 12, 0.8).n).toBe(120 - ended)
    const [one] = all
    const later = { ...one!, activity: one!.activity.map((kind, i) => (i >= 6 ? 4 - kind : kind)) }
    expect(partsOf(later, 6, [DAY, 10 * DAY])).toEqual(partsOf(one!, 6, [DAY, 10 * DAY]))
  })
})
