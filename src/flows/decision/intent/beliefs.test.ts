import { describe, expect, it } from 'vitest'
import { defaultModel, type ScoreModel } from '#lib/score/index.ts'
import { standingsOf, type VersionOfModel } from './beliefs.ts'

const term = defaultModel.events[0]!
const version = (
  createdAt: number,
  origin: VersionOfModel['origin'],
  weight: number,
  sd = 0.3,
): VersionOfModel => ({
  ...{ createdAt, origin },
  model: { ...defaultModel, events: [{ ...term, weight, sd }] } satisfies ScoreModel,
})
const standing = (...versions: VersionOfModel[]) => standingsOf(versions).get(term.id)
const always = Number.NEGATIVE_INFINITY

describe('what is believed before the data', () => {
  it('is what was there from the beginning, whatever was learned since', () => {
    const belief = { weight: 0.5, sd: 0.3 }
    const first = version(1, 'hand', 0.5)
    expect(standing(first, version(2, 'plain', 0.9, 0.1), version(3, 'plain', 1.1, 0.05))).toEqual({
      ...{ belief, setAt: always, labelledAt: always },
    })
    // Labels are in the weight in force, and not in the belief.
    expect(standing(first, version(2, 'labels', 0.9, 0.1))).toEqual({ belief, setAt: always, labelledAt: 2 })
  })

  it('is what somebody set by hand, who knew the labels of before', () => {
    const set = version(3, 'hand', 0.7)
    expect(standing(version(1, 'hand', 0.5), version(2, 'labels', 0.9), set)).toEqual({
      belief: { weight: 0.7, sd: 0.3 },
      ...{ setAt: 3, labelledAt: 3 },
    })
  })

  it('stays where somebody saved a learned weight as it was, to change another', () => {
    const learned = version(2, 'plain', 0.9, 0.1)
    const saved = version(3, 'hand', 0.9, 0.1)
    expect(standing(version(1, 'hand', 0.5), learned, saved)).toMatchObject({ belief: { weight: 0.5 } })
  })
})
