import type { Instant } from '#kernel/time.ts'
import type { CompiledExpr } from '#lib/expr/index.ts'
import { Column, Row } from './column.ts'
import { parseDuration } from './duration.ts'
import { Entries, type Scalar } from './entries.ts'
import { readPath } from './event.ts'
import type { Event, Measure } from './types.ts'

/** A measure's answer: of these, count and distinct are ints in CEL. */
export type MeasureKind = 'count' | 'sum' | 'max' | 'distinct' | 'since'

/** What a series has to remember of its events. */
type Family = 'times' | 'sum' | 'max' | 'distinct'

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
  readonly distinct = new Row<Scalar[] | Set<Scalar>>()
  readonly entries: Entries

  constructor(definition: SeriesDefinition, where: CompiledExpr | undefined, usesProfile: boolean) {
    this.definition = definition
    this.where = where
    this.usesProfile = usesProfile
    this.path = definition.of === undefined ? undefined : reader(definition.of)
    this.entries = new Entries(this.path !== undefined)
    // The total is the sum, the greatest value or the latest instant.
    this.total = new Column(definition.family === 'sum' ? 0 : Number.NEGATIVE_INFINITY)
  }

  /** Takes an event that the definition wants. `inOrder`: no judgement to come lies below it. */
  add(key: number, event: Event, inOrder: boolean): void {
    const value = this.valueOf(event)
    if (value === undefined) return
    if (this.definition.window > 0) {
      // In order, entries that leave the window make room for the one that comes.
      if (inOrder) this.entries.drop(key, event.at - this.definition.window)
      this.entries.add(key, event.at, value)
    } else if (!inOrder) this.entries.add(key, event.at, value)
    else {
      if (this.entries.has(key)) this.meltUntil(key, event.at)
      this.melt(key, event.at, value)
    }
  }

  /** Melts the late and imported entries of a key that an in-order event at `until` has passed. */
  private meltUntil(key: number, until: Instant): void {
    this.entries.drop(key, until, (at, value) => this.melt(key, at, value))
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

  /** Lets go what a judgement at or above `horizon` can't ask for apart. */
  forget(horizon: Instant): void {
    const { window } = this.definition
    this.entries.eachKeyBefore(horizon - window, key => {
      if (window === 0) this.meltUntil(key, horizon)
      else this.entries.drop(key, horizon - window)
    })
  }

  /** Puts the distinct values of a key back, out of a snapshot. */
  restoreDistinct(key: number, values: Scalar[]): void {
    this.distinct.set(key, values.length > SMALL ? new Set(values) : values)
  }

  /** The measure at `m`: events before `m`, and at `m` too if `inclusive`. Null for the max or since of none. */
  measure(kind: MeasureKind, key: number, m: Instant, inclusive: boolean): number | null {
    const { window } = this.definition
    const from = window === 0 ? Number.NEGATIVE_INFINITY : m - window
    // A judgement by an event is below none to come; absences of one key may complete in any order.
    if (inclusive && window > 0) this.entries.drop(key, from)
    switch (kind) {
      case 'count':
        return this.count.get(key) + this.entries.count(key, from, m, inclusive)
      case 'since': {
        const last = Math.max(this.total.get(key), this.entries.latest(key, from, m, inclusive))
        return last === Number.NEGATIVE_INFINITY ? null : (m - last) / 1000
      }
      case 'sum':
        return this.sum(key, from, m, inclusive)
      case 'max':
        return this.max(key, from, m, inclusive)
      case 'distinct':
        return this.countDistinct(key, from, m, inclusive)
    }
  }

  private sum(key: number, from: Instant, m: Instant, inclusive: boolean): number {
    let sum = this.total.get(key)
    this.entries.each(key, from, m, inclusive, (_, value) => {
      sum += value as number
    })
    return sum
  }

  private max(key: number, from: Instant, m: Instant, inclusive: boolean): number | null {
    let max = this.total.get(key)
    this.entries.each(key, from, m, inclusive, (_, value) => {
      max = Math.max(max, value as number)
    })
    return max === Number.NEGATIVE_INFINITY ? null : max
  }

  private countDistinct(key: number, from: Instant, m: Instant, inclusive: boolean): number {
    const melted = this.distinct.get(key)
    const known = melted === undefined ? 0 : Array.isArray(melted) ? melted.length : melted.size
    if (!this.entries.has(key)) return known
    const seen = new Set(melted)
    this.entries.each(key, from, m, inclusive, (_, value) => seen.add(value))
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
  return values.length < SMALL ? [...values, value] : new Set(values).add(value)
}
