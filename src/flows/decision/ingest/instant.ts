import type { Instant } from '#kernel/time.ts'

const rfc3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Reads an RFC 3339 time with a zone, cut to milliseconds; undefined for anything else, 30 February included. */
export function parseInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || text.length > 40) return undefined
  const match = rfc3339.exec(text)
  if (!match) return undefined
  const day = Number(match[3])
  if (day > 28 && day > daysIn(Number(match[1]), Number(match[2]))) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** Days of a month, 1 to 12. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
