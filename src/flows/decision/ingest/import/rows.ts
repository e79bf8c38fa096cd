import { eventFields, type Mapping } from './columns.ts'

/** One row of a table, by column. Dates come from Excel alone, their wall time read as UTC. */
export type TableRow = Record<string, unknown>

export interface RowContext {
  mapping: Mapping
  /** Zone of times that name none, such as `+08:00`. */
  zone: string
  /** Makes the id of a row that brings none: the same for the same row of the same file. */
  idOf(row: number): string
}

/** A row as a native event, unchecked: what can't be read is left as it is, so that the check names it. */
export function toEvent(
  row: TableRow,
  number: number,
  { mapping, zone, idOf }: RowContext,
): Record<string, unknown> {
  const event: Record<string, unknown> = {}
  for (const field of eventFields) {
    const column = mapping[field]
    const value = column === undefined ? '' : row[column]
    if (isEmpty(value)) continue
    event[field] = field === 'at' ? toTime(value, zone) : String(value).trim()
  }
  event.id ??= idOf(number)
  const props: Record<string, unknown> = {}
  for (const [name, column] of Object.entries(mapping)) {
    if (name.startsWith('props.') && !isEmpty(row[column]))
      props[name.slice('props.'.length)] = toValue(row[column])
  }
  return { ...event, props }
}

const isEmpty = (value: unknown) => value === undefined || value === null || String(value).trim() === ''

/** Numbers and truth values as such; long runs of digits are names of something and stay text. */
function toValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (/^-?(0|[1-9]\d{0,9})(\.\d{1,9})?$/.test(text)) return Number(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

const loose =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})[:\uff1a时](\d{1,2})(?:[:\uff1a分](\d{1,2})(\.\d+)?秒?|分)?)?$/

/**
 * A time as RFC 3339. Understands RFC 3339, `2026-01-14 14:22`, `2026/1/14`, `2026年1月14日 14:22`, Excel's dates, and
 * seconds or milliseconds since 1970. Anything else is handed back as text.
 */
export function toTime(value: unknown, zone: string): string {
  if (value instanceof Date) return value.toISOString().replace('Z', zone)
  const text = String(value).trim()
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1_000).toISOString()
  if (/^\d{13}$/.test(text)) return new Date(Number(text)).toISOString()
  const match = loose.exec(text)
  if (!match) return text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/, '$1T$2')
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const two = (part: string | undefined) => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`
}
