import { expect, test } from 'vitest'
import { startOfWeek, weekOf, weeksAfter } from './index.ts'

const shanghai = 'Asia/Shanghai'

test('a week begins on Monday at midnight of its own zone', () => {
  // Sunday 23:59 and Monday 00:00 in Shanghai, 16 hours earlier in UTC.
  expect(weekOf(Date.parse('2026-11-22T15:59:59Z'), shanghai)).toBe('2026-11-16')
  expect(weekOf(Date.parse('2026-11-22T16:00:00Z'), shanghai)).toBe('2026-11-23')
  expect(startOfWeek('2026-11-23', shanghai)).toBe(Date.parse('2026-11-22T16:00:00Z'))
})

test('weeks count on over the turn of the year and a change of the clock', () => {
  expect(weeksAfter('2026-12-28', 1)).toBe('2027-01-04')
  expect(weeksAfter('2027-01-04', -2)).toBe('2026-12-21')
  const berlin = 'Europe/Berlin'
  expect(startOfWeek('2026-10-26', berlin) - startOfWeek('2026-10-19', berlin)).toBe(169 * 3_600_000)
})
