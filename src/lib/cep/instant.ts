import type { Instant } from '#kernel/time.ts'

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/**
 * Reads an instant as RFC 3339 with a zone, cut to milliseconds; undefined for anything else.
 * A leap second counts as the second after it.
 */
export function parseInstant(text: string): Instant | undefined {
  return plainUtc(text) ?? general(text)
}

/** `2026-01-14T14:22:03.000Z`, as almost every event writes it, read without a regular expression. */
function plainUtc(text: string): Instant | undefined {
  if (text.length !== 24 || text.charCodeAt(23) !== 90 || text.charCodeAt(19) !== 46) return undefined
  if (text.charCodeAt(10) !== 84 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined
  const year = digits(text, 0, 4)
  const second = digits(text, 17, 19)
  if (!(second < 60)) return undefined
  const day = dayNumber(year, digits(text, 5, 7), digits(text, 8, 10))
  return combine(day, digits(text, 11, 13), digits(text, 14, 16), second, digits(text, 20, 23))
}

/** The number written from `from` to `to`; NaN if a character is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function general(text: string): Instant | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year, month, date, hour, minute, second, fraction = '', sign, zoneHour = '0', zoneMinute = '0'] =
    match
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined
  const day = dayNumber(Number(year), Number(month), Number(date))
  const ms = Number(`${fraction}000`.slice(0, 3))
  const wall = combine(day, Number(hour), Number(minute), Math.min(Number(second), 59), ms)
  if (wall === undefined) return undefined
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000
  return Number(second) < 60 ? wall - offset : leapSecond(wall - offset, Number(second))
}

/** Leap seconds stand at the end of a day in UTC. */
function leapSecond(before: Instant, second: number): Instant | undefined {
  const at = before + 1000
  return second === 60 && Math.floor(at / 1000) % 86_400 === 0 ? at : undefined
}

function combine(day: number, hour: number, minute: number, second: number, ms: number): Instant | undefined {
  const valid = hour < 24 && minute < 60 && second < 60
  const at = day * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms
  return valid && !Number.isNaN(at) ? at : undefined
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysBefore = monthDays.map((_, month) => monthDays.slice(0, month).reduce((sum, days) => sum + days, 0))

/** Days since 1970-01-01 in the Gregorian calendar; NaN for a date that doesn't exist. */
function dayNumber(year: number, month: number, date: number): number {
  if (!(month >= 1 && month <= 12)) return Number.NaN
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (!(date >= 1 && date <= monthDays[month - 1]! + (leap && month === 2 ? 1 : 0))) return Number.NaN
  const before = year - 1
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const days = year * 365 + leaps + daysBefore[month - 1]! + (leap && month > 2 ? 1 : 0) + date - 1
  return days - 719_527
}

/** An instant as `2026-01-14T14:22:03.000Z`. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString()
}
