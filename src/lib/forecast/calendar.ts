/** Days are whole numbers since 1970-01-01 in the caller's time zone; a month is its first day. */
export type Day = number

const DAY = 86_400_000
const date = (day: Day) => new Date(day * DAY)

/** First day of the month that lies so many months after the one of `day`. */
export function monthStart(day: Day, plus = 0): Day {
  const at = date(day)
  return Math.floor(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + plus, 1) / DAY)
}

/** First day of the quarter that lies so many quarters after the one of `day`. */
export function quarterStart(day: Day, plus = 0): Day {
  return monthStart(day, 3 * plus - (date(day).getUTCMonth() % 3))
}

/** 0, 1 or 2: the place of a day's month in its quarter. */
export const monthOfQuarter = (day: Day): number => date(day).getUTCMonth() % 3

/** YYYY-MM of a day. */
export const monthName = (day: Day): string => date(day).toISOString().slice(0, 7)

/** YYYY-MM-DD of a day. */
export const dayName = (day: Day): string => date(day).toISOString().slice(0, 10)

/** The day of a YYYY-MM-DD. */
export const dayOf = (name: string): Day => Math.floor(Date.parse(`${name}T00:00:00Z`) / DAY)
