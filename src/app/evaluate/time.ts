import { BadInput, place, shown } from './bad-input.ts'

const clock = String.raw`(?:(?:[T ]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?`
const zone = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`
const yearFirst = new RegExp(
  `^(\\d{4})(?:-|/|\\.|年)(\\d{1,2})(?:-|/|\\.|月)(\\d{1,2})日?${clock}${zone}$`,
  'i',
)
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})[-/.](\\d{4})${clock}${zone}$`, 'i')
const monthAlone = /^(\d{4})(?:-|\/|年)(\d{1,2})月?$/
const quarterAlone = /^(\d{4})[- ]?Q([1-4])$/i
const compact = /^(19|20|21)\d{6}$/
const epoch = /^-?\d{9,14}(\.\d+)?$/
/** Whole numbers from here on are milliseconds since 1970, smaller ones seconds: 1e11 seconds are the year 5138. */
const leastMilliseconds = 1e11

type Order = 'day' | 'month'

/**
 * A column of times as instants in milliseconds. Read are 2026-01-31, 2026/1/31, 2026年1月31日 and 20260131, each but the last
 * also with a time and a zone; 2026-01 and 2026Q1; seconds or milliseconds since 1970; and 31/01/2026 or 01/31/2026 where the column
 * shows which of the two is the day. A date alone is midnight, a time without a zone is UTC, so that every machine reads a file alike.
 * @throws BadInput for a cell that is no time, or an order of day and month that can't be told
 */
export function readTimes(cells: readonly string[], name: string, options?: { empty: 'nan' }): Float64Array {
  const timeOf = timeReader(cells, name)
  const values = new Float64Array(cells.length)
  for (const [row, cell] of cells.entries()) {
    const value = cell === '' ? Number.NaN : timeOf(cell)
    if (Number.isNaN(value) && !(cell === '' && options)) throw notTime(name, row, cell)
    values[row] = value
  }
  return values
}

/**
 * Reads cells that are written like these; NaN for what is no time.
 * @throws BadInput for an order of day and month that can't be told
 */
export function timeReader(cells: readonly string[], name: string): (cell: string) => number {
  const order = orderOf(cells, name)
  return cell => timeOf(cell, order)
}

/** Which of the two numbers before the year is the day: the one that exceeds 12 somewhere; with points it is the first. */
function orderOf(cells: readonly string[], name: string): Order {
  let first: { row: number; cell: string } | undefined
  for (const [row, cell] of cells.entries()) {
    const found = yearLast.exec(cell)
    if (!found) continue
    if (found[2] === '.' || Number(found[1]) > 12) return 'day'
    if (Number(found[3]) > 12) return 'month'
    first ??= { row, cell }
  }
  if (!first) return 'day'
  const { zh, en } = place(name, first.row)
  throw new BadInput(
    `${zh}：${shown(first.cell)} 分不清哪个是日、哪个是月；请写成 2026-01-31 这样。`,
    `${en}: ${shown(first.cell)} doesn't tell the day from the month; write dates as 2026-01-31.`,
  )
}

function timeOf(cell: string, order: Order): number {
  const found = yearFirst.exec(cell)
  if (found) return instantOf([found[1], found[2], found[3]], found.slice(4))
  const turned = yearLast.exec(cell)
  if (turned) {
    const [, a, , b, year] = turned
    return instantOf(order === 'day' ? [year, b, a] : [year, a, b], turned.slice(5))
  }
  const month = monthAlone.exec(cell)
  if (month) return instantOf([month[1], month[2], '1'], [])
  const quarter = quarterAlone.exec(cell)
  if (quarter) return instantOf([quarter[1], String(3 * Number(quarter[2]) - 2), '1'], [])
  if (compact.test(cell)) return instantOf([cell.slice(0, 4), cell.slice(4, 6), cell.slice(6)], [])
  if (epoch.test(cell))
    return Math.abs(Number(cell)) < leastMilliseconds ? 1_000 * Number(cell) : Number(cell)
  return spelled(cell)
}

/** A month written as a word, such as `31 Jan 2026 10:00`. */
function spelled(cell: string): number {
  if (!/\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(cell) || !/\d{4}/.test(cell))
    return Number.NaN
  return Date.parse(/(Z|UTC|GMT|[+-]\d{2}:?\d{2})(\s*\(.*\))?$/i.test(cell) ? cell : `${cell} UTC`)
}

type Parts = readonly (string | undefined)[]

/** @returns NaN for a day that no calendar has or a time beyond 24:00 */
function instantOf(
  date: Parts,
  [hour = '0', minute = '0', second = '0', fraction = '', zone]: Parts,
): number {
  const [year, month, day] = date.map(Number) as [number, number, number]
  const at = new Date(Date.UTC(year, month - 1, day))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return Number.NaN
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second)
  if (Number(minute) > 59 || Number(second) > 60 || seconds > 86_400) return Number.NaN
  return at.getTime() + 1_000 * seconds + Number(fraction.slice(0, 3).padEnd(3, '0')) - offsetOf(zone)
}

/** `+08:00`, `+0800` or `+08` in milliseconds. */
function offsetOf(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '')
  if (!found) return 0
  const minutes = 60 * Number(found[2]) + Number(found[3] ?? 0)
  return (found[1] === '-' ? -1 : 1) * 60_000 * minutes
}

function notTime(name: string, row: number, cell: string): BadInput {
  const { zh, en } = place(name, row)
  return cell === ''
    ? new BadInput(`${zh}是空的，应是时间。`, `${en} is empty; a time is needed.`)
    : new BadInput(
        `${zh}不是时间：${shown(cell)}。请写成 2026-01-31 或 2026-01-31 10:00 这样。`,
        `${en} is not a time: ${shown(cell)}. Write it as 2026-01-31 or 2026-01-31 10:00.`,
      )
}
