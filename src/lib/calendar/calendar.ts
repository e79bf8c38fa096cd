// Its data, not its functions: those read days by the machine's own time zone and are a day off west of Greenwich.
import notice from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import type { Instant } from '#kernel/time.ts'
import { statutoryHolidays } from './statutory.ts'
import { instantOf, type LocalDate, type MinuteOfDay, nextDay, wallClock } from './zone.ts'

const holidays = new Set(Object.keys(notice.holidays))
const makeUpDays = new Set(Object.keys(notice.workdays))
const noticed = new Set([...holidays].map(yearOf))

/** When a person may be disturbed. */
export interface QuietRules {
  /** IANA name, e.g. `Asia/Shanghai`. */
  timeZone: string
  /** Quiet from one time of day up to, not including, another; over midnight when `from` is later. Equal means none. */
  quiet?: { from: MinuteOfDay; to: MinuteOfDay }
  /** Quiet all day on weekends and public holidays, except make-up working days. */
  workdaysOnly: boolean
}

function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4))
}

/** Whether the yearly notice on holidays is known for the year of a day; else days may still be moved. */
export const isNoticed = (date: LocalDate): boolean => noticed.has(yearOf(date))

/**
 * Whether a day is a working day in mainland China: public holidays off, make-up days 调休 on, by the State Council's yearly
 * notice as `chinese-days` carries it; in a year without a notice yet, Monday to Friday but for the days that the law itself names.
 */
export function isWorkday(date: LocalDate): boolean {
  if (makeUpDays.has(date)) return true
  if (holidays.has(date)) return false
  if (!isNoticed(date) && statutoryHolidays(yearOf(date)).has(date)) return false
  const weekday = new Date(`${date}T00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** Whether an instant may disturb. */
export function isAllowed(instant: Instant, rules: QuietRules): boolean {
  const { date, minute } = wallClock(instant, rules.timeZone)
  return !isQuiet(minute, rules.quiet) && (!rules.workdaysOnly || isWorkday(date))
}

/** The first instant, from `instant` on, that may disturb: `instant` itself, the end of quiet hours or of the days off. */
export function nextAllowed(instant: Instant, rules: QuietRules): Instant {
  let at = instant
  // The longest run of days off is under two weeks; a day takes at most three steps.
  for (let step = 0; step < 100; step++) {
    if (isAllowed(at, rules)) return at
    at = nextChange(at, rules)
  }
  return at
}

/** The next instant at which the wall clock of a zone shows a time of day, later than `instant`. */
export function nextTimeOfDay(instant: Instant, minute: MinuteOfDay, timeZone: string): Instant {
  const { date } = wallClock(instant, timeZone)
  const today = instantOf(date, minute, timeZone)
  return today > instant ? today : instantOf(nextDay(date), minute, timeZone)
}

/** From a quiet instant to the next one worth looking at: the end of quiet hours today, or tomorrow's beginning. */
function nextChange(at: Instant, { timeZone, quiet, workdaysOnly }: QuietRules): Instant {
  const { date, minute } = wallClock(at, timeZone)
  const dayIsOpen = !workdaysOnly || isWorkday(date)
  if (dayIsOpen && quiet && minute < quiet.to) {
    const end = instantOf(date, quiet.to, timeZone)
    if (end > at) return end
  }
  return instantOf(nextDay(date), 0, timeZone)
}

function isQuiet(minute: MinuteOfDay, quiet: QuietRules['quiet']): boolean {
  if (!quiet || quiet.from === quiet.to) return false
  return quiet.from < quiet.to
    ? minute >= quiet.from && minute < quiet.to
    : minute >= quiet.from || minute < quiet.to
}
