import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR } from '#kernel/time.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { checkedOf, differencesOf, type Fact, gapOf, lowWeeks, measure, outcomeOf, picks } from './model.ts'

let made = 0
const fact = (more: Partial<Fact>): Fact => ({
  ...{ id: String(++made), userId: 'a', departmentId: null, strategyId: null, accountId: 'c', tier: null },
  ...{ industry: null, region: null, state: 'adopted', reason: null, chance: 0.5, week: 'w1', shownAt: 0 },
  ...{ openedAt: null, evidenceAt: null, answeredAt: 2 * HOUR, moved: 'none', ripe: true },
  ...more,
})
const some = (n: number, more: Partial<Fact>) => Array.from({ length: n }, () => fact(more))

describe('what is counted', () => {
  test('shares leave out what is open and what a manager dismissed, and every number has its suggestions', () => {
    const facts = [
      ...some(3, { state: 'adopted' }),
      ...some(1, { state: 'adapted' }),
      ...some(2, { state: 'rejected', reason: 'wrong-time' }),
      ...some(2, { state: 'untaken' }),
      ...some(4, { state: 'shown' }),
      ...some(1, { state: 'dismissed' }),
    ]
    const found = measure(facts, ['w0', 'w1'])
    expect(found.adoption).toMatchObject({ count: 4, n: 8, value: 0.5 })
    expect(found.counts).toMatchObject({
      shown: 13,
      adopted: 3,
      adapted: 1,
      rejected: 2,
      untaken: 2,
      open: 4,
      dismissed: 1,
    })
    expect(found.weeks).toEqual([
      { week: 'w0', count: 0, n: 0, low: null, high: null },
      { week: 'w1', count: 4, n: 8, low: found.adoption!.low, high: found.adoption!.high },
    ])
    for (const pick of ['shown', 'adopted', 'adapted', 'rejected', 'untaken', 'open'] as const)
      expect(facts.filter(picks[pick]).length).toBe(found.counts[pick])
  })

  test('evidence counts when it was looked at before the answer, not after', () => {
    const facts = [fact({ evidenceAt: HOUR }), fact({ evidenceAt: 3 * HOUR }), fact({})]
    expect(measure(facts, []).evidence).toMatchObject({ count: 1, n: 3 })
  })

  test('what came of it is compared only where the days are over', () => {
    const facts = [
      ...some(6, { moved: 'advanced' }),
      ...some(4, {}),
      ...some(2, { state: 'rejected', moved: 'won' }),
      ...some(8, { state: 'rejected' }),
      ...some(5, { state: 'rejected', moved: 'advanced', ripe: false }),
    ]
    const { taken, left, difference } = outcomeOf(facts)
    expect([taken, left]).toMatchObject([
      { count: 6, n: 10 },
      { count: 2, n: 10 },
    ])
    expect(difference!.value).toBeCloseTo(0.4, 12)
    expect(difference!.low).toBeLessThan(0.05)
    expect(checkedOf(facts)).toMatchObject({ looked: null, difference: null })
    expect(outcomeOf([...facts.slice(0, 4), ...facts.slice(10)]).difference).toBeNull()
  })

  test('the gap needs four people, and leaves out the one in the middle', () => {
    const person = (userId: string, moved: number, taken: number) =>
      Array.from({ length: 10 }, (_, i) =>
        fact({ userId, moved: i < moved ? 'won' : 'none', state: i < taken ? 'adopted' : 'rejected' }),
      )
    const three = [...person('a', 8, 9), ...person('b', 5, 1), ...person('c', 2, 3)]
    expect(gapOf(three)).toBeNull()
    const five = [...three, ...person('d', 7, 7), ...person('e', 1, 5)]
    expect(gapOf(five)).toMatchObject({ people: 4, high: { count: 16, n: 20 }, low: { count: 8, n: 20 } })
  })
})

describe('below comparable people, two weeks running', () => {
  const weeks = ['w1', 'w2'] as const
  const person = (userId: string, n: number, taken: number) =>
    weeks.flatMap(week => [
      ...some(taken, { userId, week }),
      ...some(n - taken, { userId, week, state: 'rejected', reason: 'other' }),
    ])
  const peers = [...person('b', 8, 6), ...person('c', 8, 5), ...person('d', 8, 7)]

  test('so few in both weeks that chance hardly explains it', () => {
    const found = lowWeeks(person('a', 8, 1), peers, weeks)
    expect(found).toMatchObject([{ count: 1, n: 8, peers: { people: 3, count: 18, n: 24 } }, { week: 'w2' }])
    expect(found![0]!.chance).toBeLessThan(0.01)
  })

  test('a little below, too few, one good week, or too few others: nothing is said', () => {
    expect(lowWeeks(person('a', 8, 4), peers, weeks)).toBeUndefined()
    expect(lowWeeks(person('a', 4, 0), peers, weeks)).toBeUndefined()
    const better = person('a', 8, 1).map(one => (one.week === 'w2' ? { ...one, state: 'adopted' } : one))
    expect(lowWeeks(better, peers, weeks)).toBeUndefined()
    expect(
      lowWeeks(
        person('a', 8, 0),
        peers.filter(one => one.userId !== 'd'),
        weeks,
      ),
    ).toBeUndefined()
  })

  test('where everybody is alike, hardly anybody is named', () => {
    const random = makeRandom(3)
    let named = 0
    for (let trial = 0; trial < 3_000; trial++) {
      const of = (userId: string) =>
        weeks.flatMap(week =>
          Array.from({ length: 10 }, () =>
            fact({ userId, week, state: random.uniform() < 0.5 ? 'adopted' : 'untaken' }),
          ),
        )
      if (lowWeeks(of('a'), ['b', 'c', 'd', 'e'].flatMap(of), weeks)) named++
    }
    expect(named / 3_000).toBeLessThanOrEqual(0.0025)
  })
})

describe('what is different', () => {
  test('load and mix come with both means, the most different first; the alike is left out', () => {
    const own = ['w1', 'w2'].flatMap((week, i) =>
      some(14 + i, { userId: 'a', week, tier: '二级甲等', industry: '公立医院' }),
    )
    const peers = ['b', 'c', 'd'].flatMap((userId, i) =>
      ['w1', 'w2'].flatMap(week => [
        ...some(4 + i, { userId, week, tier: '三级甲等', industry: '公立医院' }),
        ...some(1, { userId, week, tier: '二级甲等', industry: '公立医院' }),
      ]),
    )
    const found = differencesOf(own, peers)
    const load = found.find(one => one.factor === 'load')!
    expect(load).toMatchObject({ own: 14.5, peers: 6 })
    expect(load.difference).toBeGreaterThan(2)
    expect(found.find(one => one.value === '二级甲等')).toMatchObject({ own: 1, peers: 1 / 6 })
    expect(found.map(one => one.factor)).not.toContain('industry')
    const sizes = found.map(one => Math.abs(one.difference))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  })

  test('nobody differs from a copy of themselves', () => {
    const list = fc.array(
      fc.record({ tier: fc.constantFrom('A', 'B'), chance: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { minLength: 3, maxLength: 20 },
    )
    fc.assert(
      fc.property(list, rows => {
        const of = (userId: string) => rows.map(row => fact({ ...row, userId }))
        expect(differencesOf(of('a'), of('b'))).toEqual([])
      }),
    )
  })
})
