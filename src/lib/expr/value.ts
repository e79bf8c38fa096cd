import type { CelValue } from '@bufbuild/cel'
import type { Instant } from '#kernel/time.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** An instant in CEL (`google.protobuf.Timestamp`), whole in milliseconds. */
export class Time {
  readonly ms: Instant
  constructor(ms: Instant) {
    this.ms = ms
  }
}

/** A duration in CEL (`google.protobuf.Duration`), whole in milliseconds. */
export class Span {
  readonly ms: number
  constructor(ms: number) {
    this.ms = ms
  }
}

/** A value that only the library knows how to handle: uint, bytes, types, finer times, maps with other keys. */
export class Foreign {
  readonly value: CelValue
  constructor(value: CelValue) {
    this.value = value
  }
}

/** An error as a value: no stack trace, so that a million of them cost little. */
export class Fail {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** A CEL value: JSON's own (numbers are doubles), int as bigint, and the classes above. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Time
  | Span
  | Foreign
  | Fail
  | readonly Value[]
  | ValueMap

/** A map with string keys. Only own properties count. */
export interface ValueMap {
  readonly [name: string]: Value
}

/** An event as expressions see it: `at` becomes a timestamp. */
export interface EventView {
  readonly id: string
  readonly type: string
  readonly at: Instant
  readonly customer?: string | undefined
  readonly person?: string | undefined
  readonly opportunity?: string | undefined
  readonly props: JsonObject
}

/**
 * What an expression is evaluated on: events by slot, the profile, values by slot. `locals` belongs to the
 * variables of macros; an evaluation that is not inside another may share one array for good.
 */
export interface Frame {
  events: (EventView | undefined)[]
  profile: JsonObject
  values: Value[]
  locals: Value[]
}

/** A frame with nothing in it. */
export function emptyFrame(): Frame {
  return { events: [], profile: {}, values: [], locals: [] }
}

/** Whether a value is a map (of ours: string keys). */
export function isMap(value: Value): value is ValueMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Time || value instanceof Span || value instanceof Foreign || value instanceof Fail)
  )
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The event as a CEL map, for expressions that use it whole. */
export function eventMap(event: EventView): ValueMap {
  const map: Record<string, Value> = { id: event.id, type: event.type, at: new Time(event.at) }
  if (event.customer !== undefined) map.customer = event.customer
  if (event.person !== undefined) map.person = event.person
  if (event.opportunity !== undefined) map.opportunity = event.opportunity
  map.props = event.props
  return map
}

/** The CEL name of a value's type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Time) return 'timestamp'
  if (value instanceof Span) return 'duration'
  return isMap(value) ? 'map' : 'value'
}
