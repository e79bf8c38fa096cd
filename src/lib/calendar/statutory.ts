import chineseDays from 'chinese-days'
import type { LocalDate } from './zone.ts'

/** With slashes the package reads the text as the day it names, in whatever time zone the machine stands. */
const solarOf = (year: number, monthAndDay: string): LocalDate =>
  chineseDays.getSolarDateFromLunar(`${year}/${monthAndDay}`).date

const shift = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** 清明 in this century: the day of April by the usual approximation [Y·D + C] − [Y/4], D = 0.2422, C = 4.81. */
function qingming(year: number): LocalDate {
  const y = year % 100
  const day = Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4)
  return `${year}-04-${String(day).padStart(2, '0')}`
}

const years = new Map<number, ReadonlySet<LocalDate>>()

/**
 * The days off that the law itself names (全国年节及纪念日放假办法 as of 2025): New Year, eve and first three days of the spring festival, 清明,
 * 1–2 May, 端午, 中秋, 1–3 October. Which other days are moved is known only from the yearly notice.
 */
export function statutoryHolidays(year: number): ReadonlySet<LocalDate> {
  const known = years.get(year)
  if (known) return known
  const fixed = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map(day => `${year}-${day}`)
  const spring = solarOf(year, '01/01')
  const festival = [-1, 0, 1, 2].map(days => shift(spring, days))
  const found = new Set([
    ...fixed,
    ...festival,
    qingming(year),
    solarOf(year, '05/05'),
    solarOf(year, '08/15'),
  ])
  years.set(year, found)
  return found
}
