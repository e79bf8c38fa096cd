import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import {
  instantOf,
  isAllowed,
  isNoticed,
  isTimeZone,
  isWorkday,
  minuteOf,
  nextAllowed,
  nextTimeOfDay,
  type QuietRules,
  wallClock,
} from './index.ts'

const shanghai = 'Asia/Shanghai'
const at = (iso: string) => Date.parse(iso)

describe('working days', () => {
  it('follow the State Council notice: holidays off, make-up days on', () => {
    // Notice for 2025: National Day and Mid-Autumn 1–8 October; 28 September and 11 October are worked.
    const off = [
      '2025-10-01',
      '2025-10-08',
      '2025-01-28',
      '2025-02-04',
      '2025-05-31',
      '2025-09-27',
      '2026-01-01',
    ]
    const on = ['2025-09-28', '2025-10-11', '2025-01-26', '2025-02-08', '2025-04-27', '2025-09-29']
    expect(off.filter(isWorkday)).toEqual([])
    expect(on.filter(day => !isWorkday(day))).toEqual([])
  })

  it('are Monday to Friday where no notice is known yet', () => {
    expect(isWorkday('2040-03-02')).toBe(true)
    expect(isWorkday('2040-03-03')).toBe(false)
  })

  it('leave out, where no notice is known yet, the days off that the law itself names', () => {
    // The spring festival of 2030 begins on 3 February, a Sunday: its eve is the 2nd, its third day Tuesday the 5th.
    const days = ['2030-02-01', '2030-02-04', '2030-02-05', '2030-02-06', '2030-04-05', '2030-10-02']
    expect(isNoticed('2030-02-01')).toBe(false)
    expect(isNoticed('2025-02-01')).toBe(true)
    expect(days.map(isWorkday)).toEqual([true, false, false, true, false, false])
  })
})

describe('quiet hours', () => {
  const rules: QuietRules = { timeZone: shanghai, quiet: { from: 22 * 60, to: 8 * 60 }, workdaysOnly: true }

  it('hold a late message until the morning', () => {
    expect(nextAllowed(at('2025-09-29T23:30+08:00'), rules)).toBe(at('2025-09-30T08:00+08:00'))
    expect(nextAllowed(at('2025-09-29T22:00+08:00'), rules)).toBe(at('2025-09-30T08:00+08:00'))
    expect(nextAllowed(at('2025-09-29T21:59:59+08:00'), rules)).toBe(at('2025-09-29T21:59:59+08:00'))
    expect(nextAllowed(at('2025-09-30T08:00+08:00'), rules)).toBe(at('2025-09-30T08:00+08:00'))
  })

  it('hold a message over a holiday until the first working morning', () => {
    expect(nextAllowed(at('2025-09-30T22:15+08:00'), rules)).toBe(at('2025-10-09T08:00+08:00'))
  })

  it('let a message through on a make-up Saturday', () => {
    expect(nextAllowed(at('2025-10-11T10:00+08:00'), rules)).toBe(at('2025-10-11T10:00+08:00'))
  })
})

describe('time zones', () => {
  it('read and write wall clocks, over daylight saving too', () => {
    expect(wallClock(at('2025-03-09T06:59Z'), 'America/New_York')).toEqual({
      date: '2025-03-09',
      minute: 119,
    })
    // 02:30 doesn't exist that day: the clock jumps from 02:00 to 03:00, which is 07:00 UTC.
    expect(instantOf('2025-03-09', 150, 'America/New_York')).toBe(at('2025-03-09T07:00Z'))
    // 01:30 comes twice on 2 November; the first is meant.
    expect(instantOf('2025-11-02', 90, 'America/New_York')).toBe(at('2025-11-02T05:30Z'))
    expect(instantOf('2025-07-01', 0, 'Asia/Kathmandu')).toBe(at('2025-06-30T18:15Z'))
  })

  it('are known by name', () => {
    expect(['Asia/Shanghai', 'UTC', 'Mars/Base', ''].map(isTimeZone)).toEqual([true, true, false, false])
  })

  it('read times of day strictly', () => {
    expect(['00:00', '23:59', '24:00', '9:00', '12:60'].map(minuteOf)).toEqual([
      0,
      1439,
      undefined,
      undefined,
      undefined,
    ])
  })
})

const zone = fc.constantFrom(
  shanghai,
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
)
const minute = fc.integer({ min: 0, max: 1439 })
const instant = fc.integer({ min: at('2019-01-01T00:00Z'), max: at('2027-12-31T00:00Z') })
const anyRules = fc.record(
  { timeZone: zone, quiet: fc.record({ from: minute, to: minute }), workdaysOnly: fc.boolean() },
  { requiredKeys: ['timeZone', 'workdaysOnly'] },
) as fc.Arbitrary<QuietRules>

describe('for any rules and instant', () => {
  it('nextAllowed is the first allowed instant: allowed itself, and none before it', () => {
    fc.assert(
      fc.property(instant, anyRules, (from, rules) => {
        const next = nextAllowed(from, rules)
        expect(next).toBeGreaterThanOrEqual(from)
        expect(isAllowed(next, rules)).toBe(true)
        expect(nextAllowed(next, rules)).toBe(next)
        if (next === from) return
        // Quiet times begin and end on whole minutes: look at every seventh, and at the last millisecond.
        expect(isAllowed(next - 1, rules)).toBe(false)
        for (let time = from; time < next; time += 7 * MINUTE) expect(isAllowed(time, rules)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  it('instantOf undoes wallClock, but for the second pass of an hour that comes twice', () => {
    fc.assert(
      fc.property(instant, zone, (time, timeZone) => {
        const whole = Math.floor(time / MINUTE) * MINUTE
        const { date, minute: shown } = wallClock(whole, timeZone)
        const back = instantOf(date, shown, timeZone)
        expect(wallClock(back, timeZone)).toEqual({ date, minute: shown })
        expect([0, HOUR, HOUR / 2]).toContain(whole - back)
      }),
    )
  })

  it('nextTimeOfDay comes within a day and shows that time', () => {
    fc.assert(
      fc.property(instant, minute, fc.constantFrom(shanghai, 'UTC'), (time, wanted, timeZone) => {
        const next = nextTimeOfDay(time, wanted, timeZone)
        expect(next - time).toBeGreaterThan(0)
        expect(next - time).toBeLessThanOrEqual(DAY)
        expect(wallClock(next, timeZone).minute).toBe(wanted)
      }),
    )
  })
})
