import type { Instant } from '#kernel/time.ts'
import type { CompiledExpr } from '#lib/expr/index.ts'
import { Column } from './column.ts'
import { parseDuration } from './duration.ts'
import { readPath } from './event.ts'
import type { Event, Measure } from './types.ts'

/** A measure's answer: of these, count and distinct are ints in CEL. */
export type MeasureKind = 'count' | 'sum' | 'max' | 'distinct' | 'since'

/** What a series has to remember of its events. */
type Family = 'times' | 'sum' | 'max' | 'distinct'

export type Scalar = string | number | boolean

/** What a series gathers: two measures of one definition share one series. */
export interface SeriesDefinition {
  type: string
  where: string | undefined
  of: string | undefined
  family: Family
  /** Milliseconds; 0 for all of history. */
  window: number
}

export interface MeasureDefinition {
  kind: MeasureKind
  series: SeriesDefinition
}

/** What a measure of a valid strategy asks for. */
export function defineMeasure(measure: Measure): MeasureDefinition {
  const kind = kindOf(measure)
  const type = (measure as Partial<Record<MeasureKind, string>>)[kind]!
  const family: Family = kind === 'count' || kind === 'since' ? 'times' : kind
  const window = measure.window === undefined ? 0 : parseDuration(measure.window)!
  const of = 'of' in measure ? measure.of : undefined
  return { kind, series: { type, where: measure.where, of, family, window } }
}

function kindOf(measure: Measure): MeasureKind {
  if ('count' in measure) return 'count'
  if ('sum' in measure) return 'sum'
  if ('max' in measure) return 'max'
  return 'distinct' in measure ? 'distinct' : 'since'
}

/** One text per definition. */
export function signature({ type, where, of, family, window }: SeriesDefinition): string {
  return JSON.stringify([type, where ?? null, of ?? null, family, window])
}

/** Entries of one key: instants ascending, and values beside them where the family needs values. */
interface Entries {
  at: Instant[]
  values: Scalar[] | undefined
}

/**
 * The events of all keys that one definition wants, as far as a later judgement can ask for them.
 *
 * A judgement never lies below an event that was processed in order, so in-order entries of a series without
 * a window melt into totals at once and those of a window series go when they leave it. Late and imported
 * entries may lie ahead of a judgement that is still to come: they wait in `entries` until an in-order event
 * has passed them.
 */
export class Series {
  readonly definition: SeriesDefinition
  readonly where: CompiledExpr | undefined
  readonly usesProfile: boolean
  private readonly path: ((event: Event) => unknown) | undefined
  /** Totals of what has melted, per key. */
  readonly count = new Column(0)
  readonly total: Column
  readonly distinct = new Map<number, Scalar[] | Set<Scalar>>()
  readonly entries = new Map<number, Entries>()

  constructor(definition: SeriesDefinition, where: CompiledExpr | undefined, usesProfile: boolean) {
    this.definition = definition
    this.where = where
    this.usesProfile = usesProfile
    this.path = definition.of === undefined ? undefined : reader(definition.of)
    // The total is the sum, the greatest value or the latest instant.
    this.total = new Column(definition.family === 'sum' ? 0 : Number.NEGATIVE_INFINITY)
  }

  /** Takes an event that the definition wants. `inOrder`: no judgement to come lies below it. */
  add(key: number, event: Event, inOrder: boolean): void {
    const value = this.valueOf(event)
    if (value === undefined) return
    if (inOrder && this.definition.window === 0 && !this.entries.has(key)) {
      this.melt(key, event.at, value)
      return
    }
    this.insert(key, event.at, value)
    if (inOrder) this.settle(key, event.at)
  }

  private valueOf(event: Event): Scalar | undefined {
    if (this.path === undefined) return 0
    const value = this.path(event)
    if (typeof value === 'number') return value
    const counts =
      this.definition.family === 'distinct' && (typeof value === 'string' || typeof value === 'boolean')
    return counts ? value : undefined
  }

  private melt(key: number, at: Instant, value: Scalar): void {
    switch (this.definition.family) {
      case 'times':
        this.count.set(key, this.count.get(key) + 1)
        if (at > this.total.get(key)) this.total.set(key, at)
        return
      case 'sum':
        this.total.set(key, this.total.get(key) + (value as number))
        return
      case 'max':
        if ((value as number) > this.total.get(key)) this.total.set(key, value as number)
        return
      case 'distinct':
        this.distinct.set(key, withValue(this.distinct.get(key), value))
    }
  }

  private insert(key: number, at: Instant, value: Scalar): void {
    let entries = this.entries.get(key)
    if (entries === undefined) {
      entries = { at: [], values: this.path && [] }
      this.entries.set(key, entries)
    }
    const index = upperBound(entries.at, at)
    entries.at = inserted(entries.at, index, at)
    if (entries.values) entries.values = inserted(entries.values, index, value)
  }

  /** Lets go what no judgement from `now` on can ask for apart. */
  private settle(key: number, now: Instant): void {
    const entries = this.entries.get(key)
    if (entries === undefined) return
    const { window } = this.definition
    const gone = upperBound(entries.at, now - window)
    if (gone === 0) return
    if (window === 0) {
      for (let i = 0; i < gone; i++) this.melt(key, entries.at[i]!, entries.values?.[i] ?? 0)
    }
    if (gone === entries.at.length) this.entries.delete(key)
    else this.dropFirst(entries, gone)
  }

  /** Lets go what a judgement at or above `horizon` can't ask for apart. */
  forget(horizon: Instant): void {
    for (const key of this.entries.keys()) this.settle(key, horizon)
  }

  /** Puts the distinct values of a key back, out of a snapshot. */
  restoreDistinct(key: number, values: Scalar[]): void {
    this.distinct.set(key, values.length > SMALL ? new Set(values) : values)
  }

  private dropFirst(entries: Entries, count: number): void {
    // Moving the rest costs as much as they are many: wait until it pays.
    if (this.definition.window > 0 && count < 16 && count * 2 < entries.at.length) return
    entries.at.splice(0, count)
    entries.values?.splice(0, count)
  }

  /** The measure at `m`: events before `m`, and at `m` too if `inclusive`. Null for the max or since of none. */
  measure(kind: MeasureKind, key: number, m: Instant, inclusive: boolean): number | null {
    const entries = this.entries.get(key)
    const { window } = this.definition
    let from = 0
    let to = 0
    if (entries) {
      from = window === 0 ? 0 : upperBound(entries.at, m - window)
      to = inclusive ? upperBound(entries.at, m) : lowerBound(entries.at, m)
    }
    return this.answer(kind, key, m, entries, from, Math.max(from, to))
  }

  private answer(
    kind: MeasureKind,
    key: number,
    m: Instant,
    entries: Entries | undefined,
    from: number,
    to: number,
  ): number | null {
    switch (kind) {
      case 'count':
        return this.count.get(key) + to - from
      case 'since': {
        const last = Math.max(
          this.total.get(key),
          to > from ? entries!.at[to - 1]! : Number.NEGATIVE_INFINITY,
        )
        return last === Number.NEGATIVE_INFINITY ? null : (m - last) / 1000
      }
      case 'sum':
        return sumOf(this.total.get(key), entries, from, to)
      case 'max': {
        const max = maxOf(this.total.get(key), entries, from, to)
        return max === Number.NEGATIVE_INFINITY ? null : max
      }
      case 'distinct':
        return this.countDistinct(key, entries, from, to)
    }
  }

  private countDistinct(key: number, entries: Entries | undefined, from: number, to: number): number {
    const melted = this.distinct.get(key)
    const known = melted === undefined ? 0 : Array.isArray(melted) ? melted.length : melted.size
    if (entries?.values === undefined || from === to) return known
    const seen = new Set(melted)
    for (let i = from; i < to; i++) seen.add(entries.values[i]!)
    return seen.size
  }
}

function reader(of: string): (event: Event) => unknown {
  if (of === 'customer') return event => event.customer
  if (of === 'person') return event => event.person
  if (of === 'opportunity') return event => event.opportunity
  const path = of.split('.').slice(1)
  return event => readPath(event.props, path)
}

/** Few values stay a list; a set would cost ten times the memory. */
const SMALL = 8

function withValue(values: Scalar[] | Set<Scalar> | undefined, value: Scalar): Scalar[] | Set<Scalar> {
  if (values === undefined) return [value]
  if (!Array.isArray(values)) return values.add(value)
  if (values.includes(value)) return values
  return values.length < SMALL ? inserted(values, values.length, value) : new Set(values).add(value)
}

function sumOf(total: number, entries: Entries | undefined, from: number, to: number): number {
  let sum = total
  for (let i = from; i < to; i++) sum += entries!.values![i] as number
  return sum
}

function maxOf(total: number, entries: Entries | undefined, from: number, to: number): number {
  let max = total
  for (let i = from; i < to; i++) max = Math.max(max, entries!.values![i] as number)
  return max
}

/** The first index whose instant is above `at`. */
function upperBound(list: readonly Instant[], at: Instant): number {
  const last = list.length - 1
  if (last < 0 || list[last]! <= at) return last + 1
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The first index whose instant is `at` or above. */
function lowerBound(list: readonly Instant[], at: Instant): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The list with a value put in. A short list is copied to fit exactly: growing in place reserves room for 17. */
function inserted<T>(list: T[], index: number, value: T): T[] {
  if (list.length < SMALL) return index === list.length ? [...list, value] : list.toSpliced(index, 0, value)
  if (index === list.length) list.push(value)
  else list.splice(index, 0, value)
  return list
}
