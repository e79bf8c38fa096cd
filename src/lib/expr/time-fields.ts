import type { Instant } from '#kernel/time.ts'

const DAY_MS = 86_400_000

/** Reads one field of a date whose UTC fields hold the wall time wanted. */
export type TimeField = (date: Date) => number

/** CEL's fields of a timestamp by method name. All read UTC fields, so that no machine's zone has a say. */
export const timeFields: Record<string, TimeField> = {
  getFullYear: date => date.getUTCFullYear(),
  getMonth: date => date.getUTCMonth(),
  getDate: date => date.getUTCDate(),
  getDayOfMonth: date => date.getUTCDate() - 1,
  getDayOfWeek: date => date.getUTCDay(),
  getDayOfYear: date => Math.floor((date.getTime() - startOfYear(date)) / DAY_MS),
  getHours: date => date.getUTCHours(),
  getMinutes: date => date.getUTCMinutes(),
  getSeconds: date => date.getUTCSeconds(),
  getMilliseconds: date => date.getUTCMilliseconds(),
}

function startOfYear(date: Date): number {
  return new Date(0).setUTCFullYear(date.getUTCFullYear(), 0, 1)
}

/** A field in a zone: `+08:00` or an IANA name. Throws a RangeError for a zone that doesn't exist. */
export function zonedField(field: TimeField, at: Instant, zone: string): number {
  return field(new Date(at + offsetOf(at, zone)))
}

const fixedOffset = /^([+-]?)(\d\d):(\d\d)$/
const formats = new Map<string, Intl.DateTimeFormat>()

function offsetOf(at: Instant, zone: string): number {
  const fixed = fixedOffset.exec(zone)
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value)
  const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second)
  return wall - Math.floor(at / 1000) * 1000
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      hourCycle: 'h23',
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}
