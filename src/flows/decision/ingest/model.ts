import type { ErrorCode } from '#kernel/error.ts'
import { type Instant, MINUTE } from '#kernel/time.ts'
import { parseInstant } from '#lib/cep/index.ts'
import { errors, eventBytes } from './api.ts'

/** A valid event as its sender knows it: subjects are ids of ours or of the sender's. */
export interface IncomingEvent {
  id: string
  type: string
  at: Instant
  customer?: string
  person?: string
  opportunity?: string
  props: Record<string, unknown>
}

/** Why an event is refused. `details` fill the message. */
export interface Fault {
  error: ErrorCode
  details?: Record<string, unknown>
}

const future = 5 * MINUTE
const ancient = Date.UTC(1990, 0, 1)
const maxText = 200
const maxDepth = 16
const maxNames = 500

export function isFault(value: object): value is Fault {
  return 'error' in value
}

/**
 * Checks one native event. Hand-written, because it runs for every event; unknown fields are left aside.
 * @param received the instant the request came in
 */
export function checkEvent(input: unknown, received: Instant): IncomingEvent | Fault {
  if (!isObject(input)) return { error: errors['event.not-object'] }
  const { id, type, customer, person, opportunity } = input
  if (!isName(id)) return { error: errors['event.id'] }
  if (!isName(type)) return { error: errors['event.type'] }
  const at = readInstant(input.at)
  const badTime = checkTime(at, received)
  if (badTime) return badTime
  const props = input.props ?? {}
  if (!isObject(props)) return { error: errors['event.props'] }
  const badProps = checkContent(props)
  if (badProps) return badProps
  const event: IncomingEvent = { id, type, at: at!, props }
  return (
    setSubject(event, 'customer', customer) ??
    setSubject(event, 'person', person) ??
    setSubject(event, 'opportunity', opportunity) ??
    event
  )
}

function setSubject(
  event: IncomingEvent,
  field: 'customer' | 'person' | 'opportunity',
  value: unknown,
): Fault | undefined {
  if (value === undefined || value === null) return undefined
  if (!isName(value)) return { error: errors['event.subject'], details: { field } }
  event[field] = value
  return undefined
}

/** Reads an RFC 3339 time with a zone; undefined for anything else. */
export function readInstant(value: unknown): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined
}

/** Refuses what is no time, ancient (an unset default) or more than five minutes ahead of the server. */
export function checkTime(at: Instant | undefined, received: Instant): Fault | undefined {
  if (at === undefined) return { error: errors['event.at'] }
  if (at < ancient) return { error: errors['event.ancient'] }
  return at > received + future ? { error: errors['event.future'] } : undefined
}

/** Whether a value is text of 1–200 whole characters without NUL: an id, a type, a name. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxText && isSound(value)
}

/** Neither NUL, which PostgreSQL can't hold, nor half a surrogate pair, which UTF-8 can't. */
function isSound(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Tally {
  names: number
  /** At least as many bytes as the JSON has. */
  bytes: number
}

/** Checks what an event carries: size, depth, names and texts. */
export function checkContent(content: Record<string, unknown>): Fault | undefined {
  const tally = { names: 0, bytes: 2 }
  const fault = weigh(content, 1, tally)
  if (fault) return { error: fault }
  // The tally counts high; only what it finds suspicious is measured.
  if (tally.bytes > eventBytes && Buffer.byteLength(JSON.stringify(content)) > eventBytes) {
    return { error: errors['event.too-large'] }
  }
  return undefined
}

function weigh(value: unknown, depth: number, tally: Tally): ErrorCode | undefined {
  if (typeof value === 'string') {
    tally.bytes += value.length * 6 + 3
    return isSound(value) ? undefined : errors['event.bad-text']
  }
  if (typeof value !== 'object' || value === null) {
    tally.bytes += 26
    return undefined
  }
  if (depth > maxDepth) return errors['event.too-deep']
  tally.bytes += 3
  return Array.isArray(value) ? weighList(value, depth, tally) : weighObject(value, depth, tally)
}

function weighList(list: unknown[], depth: number, tally: Tally): ErrorCode | undefined {
  for (const item of list) {
    const fault = weigh(item, depth + 1, tally)
    if (fault) return fault
  }
  return undefined
}

function weighObject(object: object, depth: number, tally: Tally): ErrorCode | undefined {
  // JSON's objects have no inherited names, so `in` meets their own alone.
  for (const name in object) {
    if (++tally.names > maxNames) return errors['event.too-many-props']
    if (name === '__proto__' || name.length > maxText) return errors['event.bad-name']
    tally.bytes += name.length * 6 + 4
    const fault = isSound(name)
      ? weigh((object as Record<string, unknown>)[name], depth + 1, tally)
      : errors['event.bad-text']
    if (fault) return fault
  }
  return undefined
}
