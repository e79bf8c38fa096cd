import { DAY, type Instant } from '#kernel/time.ts'
import { instantOf, type LocalDate, wallClock } from './zone.ts'

/** The Monday of the week of an instant, in a time zone. */
export function weekOf(at: Instant, timeZone: string): LocalDate {
  return mondayOf(wallClock(at, timeZone).date)
}

/** The Monday so many weeks after (or, negative, before) the one given. */
export function weeksAfter(monday: LocalDate, weeks: number): LocalDate {
  return mondayOf(dayOf(Date.parse(`${monday}T12:00Z`) + weeks * 7 * DAY))
}

/** The instant at which a week begins in a time zone. */
export function startOfWeek(monday: LocalDate, timeZone: string): Instant {
  return instantOf(monday, 0, timeZone)
}

function mondayOf(date: LocalDate): LocalDate {
  const noon = Date.parse(`${date}T12:00Z`)
  return dayOf(noon - ((new Date(noon).getUTCDay() + 6) % 7) * DAY)
}

const dayOf = (instant: Instant): LocalDate => new Date(instant).toISOString().slice(0, 10)
