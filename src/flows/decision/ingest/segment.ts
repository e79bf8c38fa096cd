import { newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { errors } from './api.ts'
import {
  checkContent,
  checkTime,
  type Fault,
  type IncomingEvent,
  isName,
  isObject,
  readInstant,
} from './model.ts'

export const segmentCalls = ['track', 'identify', 'group', 'page', 'screen', 'alias'] as const
export type SegmentCall = (typeof segmentCalls)[number]

/** What a Segment message asks for. Ids are the sender's own. */
export type SegmentAct =
  | { act: 'event'; event: IncomingEvent }
  | {
      act: 'identify'
      at: Instant
      person: string
      also?: string
      traits: Record<string, unknown>
      customer?: string
    }
  | { act: 'group'; at: Instant; person: string; customer: string; traits: Record<string, unknown> }
  | { act: 'alias'; at: Instant; person: string; previous: string }

/** What all messages of a request share. */
export interface Envelope {
  received: Instant
  sentAt: Instant | undefined
  /** History: its clocks are not corrected, since it wasn't sent when it happened. */
  imported: boolean
}

/** Reads the envelope of a batch or of a single message. */
export function readEnvelope(body: Record<string, unknown>, received: Instant, imported: boolean): Envelope {
  return { received, sentAt: readInstant(body.sentAt), imported }
}

/**
 * Reads one message of the Segment HTTP tracking API.
 *
 * - track → an event of the type `event` with `properties` as props;
 * - page, screen → `page.viewed`, `screen.viewed`, props being `properties` and, where given, `name` and `category`;
 * - identify, group → facts about a contact, an account; identify with both ids also joins the anonymous one;
 * - alias → one person under two ids.
 *
 * `messageId` is the event's id; without one a new id is made, and a resend can't be recognised.
 * @param call what the path says; a message of a batch says it itself, in `type`
 */
export function readMessage(
  message: unknown,
  call: SegmentCall | undefined,
  envelope: Envelope,
): SegmentAct | Fault {
  if (!isObject(message)) return { error: errors['event.not-object'] }
  const kind = call ?? message.type
  if (!segmentCalls.includes(kind as SegmentCall)) return { error: errors['event.unknown-call'] }
  const badContent = checkContent(message)
  if (badContent) return badContent
  const at = instantOf(message, envelope)
  const badTime = checkTime(at, envelope.received)
  if (badTime) return badTime
  const person = textId(message.userId) ?? textId(message.anonymousId)
  if (person === undefined)
    return { error: errors[kind === 'alias' ? 'event.no-previous' : 'event.no-person'] }
  return readers[kind as SegmentCall](message, person, at!)
}

type Reader = (message: Record<string, unknown>, person: string, at: Instant) => SegmentAct | Fault

const readers: Record<SegmentCall, Reader> = {
  track: (message, person, at) =>
    isName(message.event)
      ? readEvent(message, person, at, message.event, message.properties)
      : { error: errors['event.type'] },
  page: (message, person, at) => readEvent(message, person, at, 'page.viewed', named(message)),
  screen: (message, person, at) => readEvent(message, person, at, 'screen.viewed', named(message)),
  identify(message, person, at) {
    const traits = message.traits ?? {}
    if (!isObject(traits)) return { error: errors['event.props'] }
    const anonymous = textId(message.anonymousId)
    const customer = groupOf(message)
    return {
      act: 'identify',
      at,
      person,
      traits,
      ...(anonymous !== undefined && anonymous !== person && { also: anonymous }),
      ...(customer !== undefined && { customer }),
    }
  },
  group(message, person, at) {
    const customer = textId(message.groupId)
    const traits = message.traits ?? {}
    if (customer === undefined) return { error: errors['event.no-group'] }
    return isObject(traits)
      ? { act: 'group', at, person, customer, traits }
      : { error: errors['event.props'] }
  },
  alias(message, person, at) {
    const previous = textId(message.previousId)
    return previous === undefined
      ? { error: errors['event.no-previous'] }
      : { act: 'alias', at, person, previous }
  },
}

function readEvent(
  message: Record<string, unknown>,
  person: string,
  at: Instant,
  type: string,
  properties: unknown,
): SegmentAct | Fault {
  const props = properties ?? {}
  if (!isObject(props)) return { error: errors['event.props'] }
  const id = message.messageId ?? newId()
  if (!isName(id)) return { error: errors['event.id'] }
  const customer = groupOf(message)
  return { act: 'event', event: { id, type, at, person, props, ...(customer !== undefined && { customer }) } }
}

function named(message: Record<string, unknown>): unknown {
  const properties = message.properties ?? {}
  if (!isObject(properties)) return properties
  const { name, category } = message
  return {
    ...(typeof category === 'string' && { category }),
    ...(typeof name === 'string' && { name }),
    ...properties,
  }
}

function groupOf(message: Record<string, unknown>): string | undefined {
  return isObject(message.context) ? textId(message.context.groupId) : undefined
}

/** Some SDKs send ids as numbers. */
function textId(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
  return isName(text) ? text : undefined
}

/**
 * When it happened, by the server's clock: what passed between the act and the sending, taken back from the instant the
 * request came in (Segment: `timestamp = receivedAt − (sentAt − originalTimestamp)`).
 */
function instantOf(message: Record<string, unknown>, envelope: Envelope): Instant | undefined {
  if (message.timestamp === undefined || message.timestamp === null) return envelope.received
  const original = readInstant(message.timestamp)
  const sentAt = readInstant(message.sentAt) ?? envelope.sentAt
  if (original === undefined || sentAt === undefined || envelope.imported) return original
  return envelope.received - (sentAt - original)
}
