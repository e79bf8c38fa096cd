import type { LocalText } from '#kernel/error.ts'
import { parseInstant } from './instant.ts'
import type { Event, JsonObject, KeyKind } from './types.ts'

export type ParsedEvent = { ok: true; event: Event } | { ok: false; path: string; message: LocalText }

const noProps: JsonObject = Object.freeze({})

const messages: Record<string, LocalText> = {
  object: { 'zh-CN': '事件应是一个 JSON 对象', en: 'An event is a JSON object' },
  text: { 'zh-CN': '应是非空字符串', en: 'This must be a text that is not empty' },
  optional: {
    'zh-CN': '应是非空字符串，或不写',
    en: 'This must be a text that is not empty, or be left out',
  },
  at: {
    'zh-CN': '应是带时区的 RFC 3339 时间，例如 2026-01-14T14:22:03.000Z',
    en: 'This must be an RFC 3339 time with a zone, like 2026-01-14T14:22:03.000Z',
  },
  props: { 'zh-CN': '应是一个对象，或不写', en: 'This must be an object, or be left out' },
}

function fault(path: string, message: keyof typeof messages): ParsedEvent {
  return { ok: false, path, message: messages[message]! }
}

/** Checks an event out of JSON. Fields that the language doesn't know are passed over. */
export function parseEvent(json: unknown): ParsedEvent {
  if (!isObject(json)) return fault('', 'object')
  const { id, type, at, customer, person, opportunity, props } = json as Record<string, unknown>
  if (!isText(id)) return fault('id', 'text')
  if (!isText(type)) return fault('type', 'text')
  const instant = typeof at === 'string' ? parseInstant(at) : undefined
  if (instant === undefined) return fault('at', 'at')
  if (customer !== undefined && !isText(customer)) return fault('customer', 'optional')
  if (person !== undefined && !isText(person)) return fault('person', 'optional')
  if (opportunity !== undefined && !isText(opportunity)) return fault('opportunity', 'optional')
  if (props !== undefined && !isObject(props)) return fault('props', 'props')
  return { ok: true, event: makeEvent(id, type, instant, customer, person, opportunity, props as JsonObject) }
}

function makeEvent(
  id: string,
  type: string,
  at: number,
  customer: string | undefined,
  person: string | undefined,
  opportunity: string | undefined,
  props: JsonObject | undefined,
): Event {
  // Every event has the same shape, whatever it leaves out: the engine reads millions of them.
  const event = { id, type, at, customer, person, opportunity, props: props ?? noProps }
  return event
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Order of events: by `at`, then by `id` in code units. */
export function compareEvents(left: Event, right: Event): number {
  return left.at - right.at || compareText(left.id, right.id)
}

/** Order of texts by code unit. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Reads a path of own properties, as in `of` of a measure and `key` of a strategy. */
export function readPath(props: JsonObject, path: readonly string[]): unknown {
  let value: unknown = props
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** Makes the function that reads an event's key; undefined where it is no text or empty: the event is ignored. */
export function keyReader(kind: KeyKind): (event: Event) => string | undefined {
  if (kind === 'customer') return event => event.customer || undefined
  if (kind === 'person') return event => event.person || undefined
  if (kind === 'opportunity') return event => event.opportunity || undefined
  const path = kind.slice('props.'.length).split('.')
  return event => {
    const value = readPath(event.props, path)
    return isText(value) ? value : undefined
  }
}

/** Keeps the first event of every id and sorts the rest by `(at, id)`, as replay does. */
export function settleEvents(events: readonly Event[]): Event[] {
  const ids = new Set<string>()
  const kept = events.filter(event => !ids.has(event.id) && ids.add(event.id))
  return kept.sort(compareEvents)
}
