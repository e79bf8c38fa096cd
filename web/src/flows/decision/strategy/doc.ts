/** A strategy as JSON: what the form edits is this document itself, so that a part the form does not know is kept as it is. */
export type Doc = Record<string, unknown>
export type Path = readonly (string | number)[]

/** The value at a path; undefined where there is none. */
export function getIn(doc: unknown, path: Path): unknown {
  let value = doc
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

/** A copy with the value at a path changed; undefined takes a field or a list's item away. The order of fields stays. */
export function setIn<T>(doc: T, path: Path, value: unknown): T {
  const [part, ...rest] = path
  if (part === undefined) return value as T
  if (Array.isArray(doc) || (doc === undefined && typeof part === 'number')) {
    const list: unknown[] = Array.isArray(doc) ? [...doc] : []
    const next = setIn(list[Number(part)], rest, value)
    if (next === undefined) list.splice(Number(part), 1)
    else list[Number(part)] = next
    return list as T
  }
  const record = typeof doc === 'object' && doc !== null ? { ...(doc as Record<string, unknown>) } : {}
  const next = setIn(record[part], rest, value)
  if (next === undefined) delete record[part]
  else record[part] = next
  return record as T
}

/** A copy of a record with one field under another name, in its place. */
export function renameField(record: Doc, from: string, to: string): Doc {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name === from ? to : name, value]))
}

/** A copy of a list with one item moved by `by` places. */
export function moveItem<T>(list: readonly T[], index: number, by: number): T[] {
  const next = [...list]
  const [item] = next.splice(index, 1)
  if (item !== undefined) next.splice(Math.max(0, index + by), 0, item)
  return next
}

/** The path as the server names places: `when[1].for`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}

export const recordOf = (value: unknown): Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Doc) : {}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** A text as an input shows it; anything else as JSON, so that nothing odd is hidden. */
export function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}

/** One event type or several, as a list. */
export function typesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : value === undefined || value === '' ? [] : [textOf(value)]
}

/** Back from the list: one alone is a plain text unless it was written as a list. */
export function typesTo(types: string[], before: unknown): string | string[] {
  return types.length === 1 && !Array.isArray(before) ? types[0]! : types
}

export const units = ['ms', 's', 'm', 'h', 'd', 'w'] as const
export type Unit = (typeof units)[number]

/** Number and unit of a duration such as `1.5h`, or undefined if it is written otherwise. */
export function splitDuration(text: unknown): { amount: string; unit: Unit } | undefined {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text) : null
  return match ? { amount: match[1]!, unit: match[2] as Unit } : undefined
}

export const measureKinds = ['count', 'since', 'sum', 'max', 'distinct'] as const
export type MeasureKind = (typeof measureKinds)[number]

export function kindOfMeasure(measure: Doc): MeasureKind | undefined {
  return measureKinds.find(kind => Object.hasOwn(measure, kind))
}

/** Another kind of measure over the same events: what both kinds have is kept. */
export function changeMeasureKind(measure: Doc, kind: MeasureKind): Doc {
  const before = kindOfMeasure(measure)
  const type = before === undefined ? '' : measure[before]
  const { of, ...rest } = Object.fromEntries(Object.entries(measure).filter(([name]) => name !== before))
  const needsOf = kind === 'sum' || kind === 'max' || kind === 'distinct'
  const fallback = kind === 'distinct' ? 'person' : 'props.seconds'
  return { [kind]: type, ...(needsOf ? { of: of ?? fallback } : {}), ...rest }
}

export const isAbsence = (step: Doc): boolean => Object.hasOwn(step, 'absent')

/** An event step as an absence of the same events, or back. */
export function changeStepKind(step: Doc): Doc {
  if (isAbsence(step)) {
    const { absent, for: _for, ...rest } = step
    return { event: absent, ...rest }
  }
  const { event, as: _as, times: _times, ...rest } = step
  return { absent: event, ...rest, for: '7d' }
}

export const printDoc = (doc: unknown): string => JSON.stringify(doc, null, 2)

/** Reads a document typed by hand; where it breaks off, as the browser says it. */
export function readDoc(text: string): { doc: Doc } | { fault: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: '{ … }' }
    return { doc: value as Doc }
  } catch (error) {
    return { fault: (error as Error).message }
  }
}

/** The order in which people write the fields; the database keeps none. */
const fieldOrder = (
  'id key when within measures if cooldown then experiment do to role user as event absent count since sum max ' +
  'distinct of where times for window kit title reason text zh-CN en expires due value channels add remove lead ' +
  'endpoint body props holdout variants share unit salt outcome horizon'
).split(' ')

/** The same document with its fields in reading order; fields nobody knows follow as they were. */
export function inReadingOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inReadingOrder) as T
  if (typeof value !== 'object' || value === null) return value
  const place = (name: string) => fieldOrder.indexOf(name) + 1 || fieldOrder.length + 1
  const entries = Object.entries(value).toSorted(([a], [b]) => place(a) - place(b))
  return Object.fromEntries(entries.map(([name, inner]) => [name, inReadingOrder(inner)])) as T
}
