import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWorkday } from '#lib/calendar/index.ts'
import { addDays, daysBetween, findSlots, type Need, type Team, workdaysFrom } from './index.ts'

const team = (id: string, ...skills: string[][]): Team => ({
  id,
  resources: skills.map((each, n) => ({ id: `${id}${n}`, skills: each })),
})
const need = (change: Partial<Need> = {}): Need => ({
  ...{ skill: '腔镜', people: 1, days: 2, from: '2026-11-23', to: '2026-11-27' },
  ...change,
})
const nobodyTaken = { isWorkday, taken: () => false }

describe('slots', () => {
  it('come earliest first, with the least versatile who can do it', () => {
    const found = findSlots([team('a', ['腔镜', '影像'], ['腔镜'])], need(), nobodyTaken)
    expect(found.offers.map(({ from, to }) => [from, to])).toEqual([
      ['2026-11-23', '2026-11-24'],
      ['2026-11-24', '2026-11-25'],
      ['2026-11-25', '2026-11-26'],
    ])
    expect(found.offers[0]).toMatchObject({ resourceIds: ['a1'], free: 2 })
  })

  it('keep out of the spring festival 2027: eve on 5 February, a Friday, third day on Monday the 8th', () => {
    const wish = need({ days: 3, from: '2027-02-03', to: '2027-02-28' })
    const [first] = findSlots([team('a', ['腔镜'])], wish, nobodyTaken).offers
    expect(first!.days).toEqual(['2027-02-03', '2027-02-04', '2027-02-09'])
  })

  it('are counted in working days, over a holiday too', () => {
    // National Day 2025 is 1–8 October, Saturday 11 October is worked.
    const days = workdaysFrom('2025-09-30', 4, isWorkday)
    expect(days).toEqual(['2025-09-30', '2025-10-09', '2025-10-10', '2025-10-11'])
  })

  it('tell why there are none, and when the next one is', () => {
    const teams = [team('none', ['影像']), team('few', ['腔镜']), team('busy', ['腔镜'], ['腔镜'])]
    const taken = (id: string, day: string) => id === 'busy0' && day <= '2026-12-01'
    const found = findSlots(teams, need({ people: 2 }), { isWorkday, taken })
    expect(found.offers).toEqual([])
    expect(found.reasons).toEqual([
      { teamId: 'none', kind: 'skill' },
      { teamId: 'few', kind: 'people', have: 1 },
      { teamId: 'busy', kind: 'full', free: 1 },
    ])
    expect(found.later).toMatchObject([{ teamId: 'busy', from: '2026-12-02', to: '2026-12-03' }])
    expect(findSlots(teams, need({ days: 6 }), nobodyTaken).reasons).toContainEqual({
      ...{ teamId: 'few', kind: 'window', workdays: 5 },
    })
  })
})

const start = '2027-01-25'
const skills = ['腔镜', '影像', '呼吸']
const anyTeam = fc
  .array(fc.subarray(skills), { minLength: 0, maxLength: 4 })
  .chain(each => fc.constantFrom('a', 'b', 'c').map(id => team(id, ...each)))
const anyNeed = fc.record({
  skill: fc.option(fc.constantFrom(...skills), { nil: null }),
  people: fc.integer({ min: 1, max: 3 }),
  days: fc.integer({ min: 1, max: 4 }),
  from: fc.integer({ min: 0, max: 20 }).map(n => addDays(start, n)),
  to: fc.integer({ min: 5, max: 35 }).map(n => addDays(start, n)),
})
const anyTaken = fc
  .func(fc.integer({ min: 0, max: 2 }))
  .map(f => (id: string, day: string) => f(id, day) === 0)

describe('for any teams, bookings and wish', () => {
  it('a slot is never on a day off, never of somebody taken or unable, and within the window', () => {
    fc.assert(
      fc.property(anyTeam, anyNeed, anyTaken, (one, wish, taken) => {
        for (const offer of findSlots([one], wish, { isWorkday, taken }, 50).offers) {
          expect(offer.days).toHaveLength(wish.days)
          expect(offer.days.every(day => isWorkday(day) && day >= wish.from && day <= wish.to)).toBe(true)
          // No working day is jumped over.
          expect(daysBetween(offer.from, offer.to).filter(isWorkday)).toEqual(offer.days)
          expect(new Set(offer.resourceIds).size).toBe(wish.people)
          for (const id of offer.resourceIds) {
            const found = one.resources.find(each => each.id === id)
            expect(wish.skill === null || found!.skills.includes(wish.skill)).toBe(true)
            expect(offer.days.some(day => taken(id, day))).toBe(false)
          }
        }
      }),
    )
  })

  it('none is left out: every first day on which enough are free is offered', () => {
    fc.assert(
      fc.property(anyTeam, anyNeed, anyTaken, (one, wish, taken) => {
        const offered = findSlots([one], wish, { isWorkday, taken }, 50).offers.map(({ from }) => from)
        const plain = daysBetween(wish.from, wish.to).filter(day => {
          const days = workdaysFrom(day, wish.days, isWorkday)
          if (days[0] !== day || days.at(-1)! > wish.to) return false
          const free = one.resources.filter(
            ({ id, skills: can }) =>
              (wish.skill === null || can.includes(wish.skill)) && days.every(each => !taken(id, each)),
          )
          return free.length >= wish.people
        })
        expect(offered).toEqual(plain)
      }),
    )
  })

  it('booking every offer as it comes never goes above anybody’s day', () => {
    fc.assert(
      fc.property(anyTeam, fc.array(anyNeed, { maxLength: 20 }), (one, wishes) => {
        const booked = new Set<string>()
        for (const wish of wishes) {
          const taken = (id: string, day: string) => booked.has(`${id} ${day}`)
          const [first] = findSlots([one], wish, { isWorkday, taken }, 1).offers
          for (const id of first?.resourceIds ?? [])
            for (const day of first!.days) {
              expect(booked.has(`${id} ${day}`)).toBe(false)
              booked.add(`${id} ${day}`)
            }
        }
      }),
    )
  })
})
