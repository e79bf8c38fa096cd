import type { Message } from '#kernel/ports/channel.ts'
import { byteLength, cutBytes, linkAddress, plain, plainLine } from './text.ts'

/** How a robot's payload is made from messages, and how large it may be. */
export interface Shape<P> {
  maxBytes: number
  /** The bytes that count against `maxBytes`. */
  size(payload: P): number
  one(message: Message): P
  digest(title: string, messages: readonly Message[]): P
}

const titleBytes = 180
const labelBytes = 60
const digestTextBytes = 240

/** Cleans a message for any robot; a link that isn't http(s) is left out. */
export function tidy(message: Message): Message {
  const url = message.link && linkAddress(message.link.url)
  const mentions = (message.mentions ?? []).filter(id => /^[\w@.+-]{1,128}$/.test(id))
  return {
    title: cutBytes(plainLine(message.title), titleBytes),
    text: plain(message.text).trim(),
    ...(url && message.link
      ? { link: { url, label: cutBytes(plainLine(message.link.label), labelBytes) } }
      : {}),
    ...(mentions.length > 0 ? { mentions: [...new Set(mentions)] } : {}),
  }
}

/** One message, its text cut so far that the payload fits; then the mentions and the link go, if it must be. */
export function fitOne<P>(shape: Shape<P>, message: Message): P {
  const { title, text, link, mentions } = tidy(message)
  const variants: Message[] = [
    { title, text, ...(link ? { link } : {}), ...(mentions ? { mentions } : {}) },
    { title, text, ...(link ? { link } : {}) },
    { title, text },
  ]
  for (const variant of variants) {
    const payload = cutText(shape, variant)
    if (shape.size(payload) <= shape.maxBytes) return payload
  }
  throw new Error('a title alone is over the size limit')
}

/** A byte of text makes at least a byte of payload, so taking away the overshoot is enough, nearly always at once. */
function cutText<P>(shape: Shape<P>, message: Message): P {
  let text = message.text
  for (;;) {
    const payload = shape.one({ ...message, text })
    const over = shape.size(payload) - shape.maxBytes
    if (over <= 0 || text === '') return payload
    text = cutBytes(text, byteLength(text) - over)
  }
}

/** As many of the messages, from the first, as one digest holds. */
export function fitDigest<P>(
  shape: Shape<P>,
  messages: readonly Message[],
  title: (count: number) => string,
): { payload: P; carried: number } {
  const lines = messages.map(message => {
    const tidied = tidy(message)
    return { ...tidied, text: cutBytes(plainLine(tidied.text), digestTextBytes) }
  })
  const make = (count: number) =>
    shape.digest(cutBytes(plainLine(title(count)), titleBytes), lines.slice(0, count))
  let carried = 1
  let payload = make(1)
  while (carried < lines.length) {
    const next = make(carried + 1)
    if (shape.size(next) > shape.maxBytes) break
    payload = next
    carried++
  }
  if (carried === 1) return { payload: fitOne(shape, messages[0]!), carried }
  return { payload, carried }
}
