import { HOUR, type Instant, MINUTE } from '#kernel/time.ts'
import { instantOf, isWorkday, wallClock } from '#lib/calendar/index.ts'

const zone = 'Asia/Shanghai'
const windows = [
  [9 * 60, 12 * 60],
  [13 * 60, 18 * 60],
] as const

/**
 * The instant after so many working hours: working days of mainland China, 9:00–12:00 and 13:00–18:00 in Shanghai.
 * @param hours above 0
 */
export function workingHoursAfter(from: Instant, hours: number): Instant {
  let left = hours * HOUR
  let { date } = wallClock(from, zone)
  // A year's working days take every deadline that can be written down.
  for (let day = 0; day < 4000; day++) {
    for (const [begins, ends] of isWorkday(date) ? windows : []) {
      const start = Math.max(from, instantOf(date, begins, zone))
      const end = instantOf(date, ends, zone)
      if (end <= start) continue
      if (left <= end - start) return start + left
      left -= end - start
    }
    date = new Date(Date.parse(`${date}T00:00Z`) + 24 * 60 * MINUTE).toISOString().slice(0, 10)
  }
  throw new RangeError('deadline')
}
