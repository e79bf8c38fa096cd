import type { Column } from './column.ts'
import type { Engine } from './engine.ts'
import type { Scalar } from './entries.ts'
import type { Series, SeriesDefinition } from './series.ts'
import type { Counters, Group, Space } from './space.ts'
import { sweep } from './sweep.ts'
import type { Event, Instant, JsonObject, KeyKind, Strategy } from './types.ts'
import { type Done, doneSteps, type Run } from './version.ts'

/** Of this module's own making: another number is another layout, and the log has to be read instead. */
export const SNAPSHOT_FORMAT = 1

const KEYS_PER_LINE = 1000

export interface Header {
  format: number
  clock: Instant | null
  counts: Engine['counts']
  spaces: SpaceHeader[]
}

export interface SpaceHeader {
  kind: KeyKind
  tracked: boolean
  series: SeriesDefinition[]
  groups: GroupHeader[]
}

export interface GroupHeader {
  id: string
  versions: { strategy: Strategy; version: number }[]
  current: number
  counters: Counters
  lastError: string | null
  lastFiring: Instant | null
}

/** Pairs of (offset of the key in its block, value). */
export type Sparse<T> = [number, T][]

export interface SeriesBlock {
  count: Sparse<number>
  total: Sparse<number>
  distinct: Sparse<Scalar[]>
  /** Instants, and values beside them where the family has values. */
  entries: Sparse<[Instant[], Scalar[]]>
}

/** id, at, number of the event if it is kept (else -1), slot, taken */
export type DoneLine = [string, Instant, number, number, string[] | null]

/** version, start, step, left, due, taken, done (the first event step first) */
export type RunLine = [number, Instant, number, number, Instant | null, string[] | null, DoneLine[]]

export interface GroupBlock {
  fired: Sparse<Instant>
  absence: Sparse<Instant>
  runs: Sparse<RunLine[]>
}

/** Some keys of one space and all that is known of them. */
export interface Block {
  space: number
  keys: string[]
  last: Sparse<[Instant, string]>
  profiles: Sparse<JsonObject>
  former: Sparse<[Instant, JsonObject | null][]>
  series: SeriesBlock[]
  groups: GroupBlock[]
  /** Events that runs of these keys keep, each once. */
  events: Event[]
}

/**
 * The engine's state as lines of JSON: a header, then blocks of keys, then an end mark. Read it to its end
 * before the engine goes on. Also lets go what the engine no longer needs.
 */
export function* snapshotLines(engine: Engine): Generator<string, void> {
  sweep(engine)
  const spaces = [...engine.spaces.values()]
  const header: Header = {
    format: SNAPSHOT_FORMAT,
    clock: Number.isFinite(engine.clock) ? engine.clock : null,
    counts: engine.counts,
    spaces: spaces.map(spaceHeader),
  }
  yield JSON.stringify(header)
  let blocks = 0
  for (const [index, space] of spaces.entries()) {
    for (let from = 0; from < space.names.length; from += KEYS_PER_LINE, blocks++) {
      yield JSON.stringify(blockOf(index, space, from, Math.min(from + KEYS_PER_LINE, space.names.length)))
    }
  }
  yield JSON.stringify({ end: blocks })
}

function spaceHeader(space: Space): SpaceHeader {
  return {
    kind: space.kind,
    tracked: space.tracked,
    series: [...space.series.values()].map(series => series.definition),
    groups: space.groups.map(group => ({
      id: group.id,
      versions: group.versions.map(({ strategy, version }) => ({ strategy, version })),
      current: group.current === undefined ? -1 : group.versions.indexOf(group.current),
      counters: group.counters,
      lastError: group.lastError,
      lastFiring: group.lastFiring,
    })),
  }
}

function blockOf(index: number, space: Space, from: number, to: number): Block {
  const events = new Map<Event, number>()
  return {
    space: index,
    keys: space.names.slice(from, to),
    last: sparse(from, to, key => {
      const at = space.lastAt.get(key)
      return Number.isFinite(at) ? [at, space.lastId[key]!] : undefined
    }),
    profiles: sparse(from, to, key => space.profiles.get(key)),
    former: sparse(from, to, key => space.former.get(key)?.map(({ r, was }) => [r, was ?? null])),
    series: [...space.series.values()].map(series => seriesBlock(series, from, to)),
    groups: space.groups.map(group => groupBlock(group, from, to, events)),
    events: [...events.keys()],
  }
}

function sparse<T>(from: number, to: number, read: (key: number) => T | undefined): Sparse<T> {
  const pairs: Sparse<T> = []
  for (let key = from; key < to; key++) {
    const value = read(key)
    if (value !== undefined) pairs.push([key - from, value])
  }
  return pairs
}

function sparseColumn(column: Column, from: number, to: number): Sparse<number> {
  return sparse(from, to, key => {
    const value = column.get(key)
    return value === column.empty ? undefined : value
  })
}

function seriesBlock(series: Series, from: number, to: number): SeriesBlock {
  return {
    count: sparseColumn(series.count, from, to),
    total: sparseColumn(series.total, from, to),
    distinct: sparse(from, to, key => {
      const values = series.distinct.get(key)
      return values && [...values]
    }),
    entries: sparse(from, to, key => (series.entries.has(key) ? entriesOf(series, key) : undefined)),
  }
}

function entriesOf(series: Series, key: number): [Instant[], Scalar[]] {
  const ats: Instant[] = []
  const values: Scalar[] = []
  series.entries.each(key, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, true, (at, value) => {
    ats.push(at)
    if (series.definition.family !== 'times') values.push(value)
  })
  return [ats, values]
}

function groupBlock(group: Group, from: number, to: number, events: Map<Event, number>): GroupBlock {
  return {
    fired: sparseColumn(group.lastFired, from, to),
    absence: sparseColumn(group.lastAbsence, from, to),
    runs: sparse(from, to, key => {
      const first = group.runs.get(key)
      return first && runLines(group, first, events)
    }),
  }
}

function runLines(group: Group, first: Run, events: Map<Event, number>): RunLine[] {
  const lines: RunLine[] = []
  for (let run: Run | undefined = first; run !== undefined; run = run.next) {
    const { version, start, step, left, due, taken } = run
    lines.push([
      group.versions.indexOf(version),
      start,
      step,
      left,
      Number.isFinite(due) ? due : null,
      taken ?? null,
      doneSteps(run).map(done => doneLine(done, events)),
    ])
  }
  return lines
}

function doneLine({ id, at, event, slot, taken }: Done, events: Map<Event, number>): DoneLine {
  return [id, at, event === undefined ? -1 : numberOf(events, event), slot, taken ?? null]
}

function numberOf(events: Map<Event, number>, event: Event): number {
  const known = events.get(event)
  if (known !== undefined) return known
  events.set(event, events.size)
  return events.size - 1
}
