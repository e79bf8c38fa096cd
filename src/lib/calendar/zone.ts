import { HOUR, type Instant, MINUTE } from '#kernel/time.ts'

/** A calendar day, `YYYY-MM-DD`. */
export type LocalDate = string

/** Minutes since local midnight, 0–1439. */
export type MinuteOfDay = number

const formats = new Map<string, Intl.DateTimeFormat>()

function format(timeZone: string): Intl.DateTimeFormat {
  let made = formats.get(timeZone)
  if (!made) {
    made = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, made)
  }
  return made
}

/** Whether a name is an IANA time zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    return format(name) !== undefined
  } catch {
    return false
  }
}

/** What the clock on the wall shows in a zone. @throws RangeError for an unknown zone */
export function wallClock(instant: Instant, timeZone: string): { date: LocalDate; minute: MinuteOfDay } {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of format(timeZone).formatToParts(instant)) parts[type] = value
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

/**
 * The first instant at which the wall clock of a zone shows a date and minute. Where the clock is put forward over that
 * minute, the instant at which it jumps beyond it.
 */
export function instantOf(date: LocalDate, minute: MinuteOfDay, timeZone: string): Instant {
  const wanted = Date.parse(`${date}T00:00Z`) + minute * MINUTE
  // A zone is at most 14 h off; offsets around the day decide which of at most two readings is meant.
  const offsets = [-HOUR * 26, HOUR * 26].map(shift => offset(wanted + shift, timeZone))
  const candidates = offsets.map(ms => wanted - ms).sort((a, b) => a - b)
  const exact = candidates.find(candidate => candidate + offset(candidate, timeZone) === wanted)
  return exact ?? firstAfterGap(wanted, candidates[0]!, candidates[1]!, timeZone)
}

/** By bisection: the first minute between two instants whose wall clock is beyond `wanted`. */
function firstAfterGap(wanted: number, before: Instant, after: Instant, timeZone: string): Instant {
  let low = Math.floor(before / MINUTE) - 1
  let high = Math.ceil(after / MINUTE) + 1
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (middle * MINUTE + offset(middle * MINUTE, timeZone) >= wanted) high = middle
    else low = middle
  }
  return high * MINUTE
}

/** Milliseconds that a zone's wall clock is ahead of UTC, to the minute. */
function offset(instant: Instant, timeZone: string): number {
  const { date, minute } = wallClock(instant, timeZone)
  return Date.parse(`${date}T00:00Z`) + minute * MINUTE - Math.floor(instant / MINUTE) * MINUTE
}

/** The day after. */
export function nextDay(date: LocalDate): LocalDate {
  return new Date(Date.parse(`${date}T00:00Z`) + 24 * HOUR).toISOString().slice(0, 10)
}

/** `HH:MM` as minutes; undefined when it is none. */
export function minuteOf(time: string): MinuteOfDay | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time)
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined
}
