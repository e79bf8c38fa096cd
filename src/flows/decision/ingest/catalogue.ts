import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LogEntry, LoggedEvent } from '#kernel/ports/event-log.ts'
import { addEventCounts, type CountRow, mergeEventTypes, type TypeRow } from './store.ts'

/** One property of an event type: its path below props, the kinds of value met, and some short values. */
export interface PropertyNote {
  kinds: string[]
  samples: (string | number | boolean)[]
}

const mostTypes = 1_000
export const mostProperties = 100
const mostSamples = 8
const mostSampleText = 60
const deepest = 3
/** After this many events of a type only one in so many is looked into: its properties hardly change. */
const lookedInto = 200
const lookEvery = 50
/** Everything beyond the bounded number of types is counted together under this name. */
export const otherTypes = '…'

interface TypeNote {
  seen: number
  firstAt: number
  lastAt: number
  sources: Set<string>
  properties: Map<string, PropertyNote>
  /** By day (YYYY-MM-DD, received): events since the last flush. */
  counts: Map<string, number>
  isNew: boolean
}

/**
 * Learns event types, their properties, sample values and rates by listening to the log. Bounded in every direction, kept
 * in memory and written now and then: never in ingest's way.
 */
export function makeCatalogue(db: Db) {
  const workspaces = new Map<Id, Map<string, TypeNote>>()

  const noteOf = (workspaceId: Id, type: string): TypeNote => {
    let types = workspaces.get(workspaceId)
    if (!types) {
      types = new Map()
      workspaces.set(workspaceId, types)
    }
    const name = types.has(type) || types.size < mostTypes ? type : otherTypes
    let note = types.get(name)
    if (!note) {
      note = {
        seen: 0,
        firstAt: Infinity,
        lastAt: 0,
        sources: new Set(),
        properties: new Map(),
        counts: new Map(),
        isNew: true,
      }
      types.set(name, note)
    }
    return note
  }

  const learn = (entry: LogEntry, body: LoggedEvent): void => {
    const note = noteOf(entry.workspaceId, body.type)
    note.seen++
    note.firstAt = Math.min(note.firstAt, entry.received)
    note.lastAt = entry.received
    const day = dayOf(entry.received)
    note.counts.set(day, (note.counts.get(day) ?? 0) + 1)
    if (note.seen > lookedInto && note.seen % lookEvery !== 0) return
    if (note.sources.size < 20) note.sources.add(body.source)
    lookInto(body.props, '', 1, note)
    note.isNew = true
  }

  let last: Promise<void> = Promise.resolve()
  /** One after the other: two at once would wait for each other's row locks, and hold connections meanwhile. */
  const flush = (): Promise<void> => {
    last = last.then(writeChanged)
    return last
  }

  const writeChanged = async (): Promise<void> => {
    for (const [workspaceId, types] of workspaces) {
      const changed = [...types].filter(([, note]) => note.counts.size > 0 || note.isNew)
      if (changed.length === 0) continue
      const rows: TypeRow[] = changed
        .filter(([, note]) => note.isNew)
        .map(([type, note]) => toRow(type, note))
      const counts: CountRow[] = changed.flatMap(([type, note]) =>
        [...note.counts].map(([day, amount]) => ({ type, day, amount, lastAt: note.lastAt })),
      )
      for (const [, note] of changed) {
        note.counts = new Map()
        note.isNew = false
      }
      try {
        await db.tx(workspaceId, async tx => {
          await mergeEventTypes(tx, workspaceId, rows)
          await addEventCounts(tx, workspaceId, counts)
        })
      } catch {
        for (const { type, day, amount } of counts) {
          const note = noteOf(workspaceId, type)
          note.counts.set(day, (note.counts.get(day) ?? 0) + amount)
          note.isNew = true
        }
      }
    }
  }

  return {
    hear: (entries: readonly LogEntry[]): void => {
      for (const entry of entries) if (entry.body.kind === 'event') learn(entry, entry.body)
    },
    flush,
    /** Forgets sample values that hold one of these words: somebody has been erased. */
    forget: (workspaceId: Id, words: readonly string[]): void => {
      for (const note of workspaces.get(workspaceId)?.values() ?? [])
        for (const property of note.properties.values())
          property.samples = property.samples.filter(
            sample => !words.some(word => String(sample).includes(word)),
          )
    },
  }
}

export type Catalogue = ReturnType<typeof makeCatalogue>

let lastDay = { from: 0, name: '' }
/** The day of an instant, UTC; the same day again costs nothing. */
function dayOf(at: number): string {
  if (at < lastDay.from || at >= lastDay.from + 86_400_000) {
    lastDay = { from: at - (at % 86_400_000), name: new Date(at).toISOString().slice(0, 10) }
  }
  return lastDay.name
}

function lookInto(value: object, path: string, depth: number, note: TypeNote): void {
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < deepest)
      lookInto(inner, at, depth + 1, note)
    else noteProperty(at, inner, note)
  }
}

function noteProperty(path: string, value: unknown, note: TypeNote): void {
  let property = note.properties.get(path)
  if (!property) {
    if (note.properties.size >= mostProperties) return
    property = { kinds: [], samples: [] }
    note.properties.set(path, property)
  }
  const kind = kindOf(value)
  if (!property.kinds.includes(kind)) property.kinds.push(kind)
  for (const sample of Array.isArray(value) ? value.slice(0, 3) : [value]) {
    if (property.samples.length < mostSamples && isSample(sample) && !property.samples.includes(sample))
      property.samples.push(sample)
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/** Short values that don't look like a way to reach or name a person. */
function isSample(value: unknown): value is string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return !/^1[3-9]\d{9}$/.test(String(value))
  return typeof value === 'string' && value.length > 0 && value.length <= mostSampleText && !isPersonal(value)
}

/** Whether a text holds an e-mail address or a Chinese mobile number. */
export function isPersonal(text: string): boolean {
  return /[^\s@]+@[^\s@]+\.[^\s@]+|(^|\D)1[3-9]\d{9}(\D|$)/.test(text)
}

function toRow(type: string, note: TypeNote): TypeRow {
  return {
    type,
    firstAt: note.firstAt,
    lastAt: note.lastAt,
    sources: [...note.sources],
    properties: Object.fromEntries(note.properties),
  }
}
