export { isAllowed, isNoticed, isWorkday, nextAllowed, nextTimeOfDay, type QuietRules } from './calendar.ts'
export { startOfWeek, weekOf, weeksAfter } from './week.ts'
export { instantOf, isTimeZone, type LocalDate, type MinuteOfDay, minuteOf, wallClock } from './zone.ts'
