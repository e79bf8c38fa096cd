import { createHmac } from 'node:crypto'
import type { Message, Robot } from '#kernel/ports/channel.ts'
import { type Instant, SECOND } from '#kernel/time.ts'
import type { Shape } from './fit.ts'
import { byteLength } from './text.ts'

type Element =
  | { tag: 'div'; text: { tag: 'plain_text'; content: string } }
  | { tag: 'markdown'; content: string }
  | { tag: 'action'; actions: Button[] }

interface Button {
  tag: 'button'
  type: 'primary' | 'default'
  text: { tag: 'plain_text'; content: string }
  url: string
}

/** Body of `POST /open-apis/bot/v2/hook/TOKEN`, before signing. Source: open.feishu.cn, custom bot guide. */
export interface FeishuPayload {
  msg_type: 'interactive'
  card: {
    config: { wide_screen_mode: true }
    header: { template: 'blue'; title: { tag: 'plain_text'; content: string } }
    elements: Element[]
  }
}

/** 20 KB are allowed for the body; the signature's two fields are kept free. */
export const feishuShape: Shape<FeishuPayload> = {
  maxBytes: 20_000 - 120,
  size: payload => byteLength(JSON.stringify(payload)),
  one: message => card(message.title, [...parts(message.text, message, 'primary'), ...calls([message])]),
  digest: (title, messages) => card(title, [...messages.flatMap(digestItem), ...calls(messages)]),
}

/** The address of a robot under `base`. */
export function feishuUrl(base: string, robot: Robot): string {
  return `${base}/open-apis/bot/v2/hook/${encodeURIComponent(robot.token)}`
}

/** The body, signed when the robot has a secret. */
export function feishuBody(payload: FeishuPayload, robot: Robot, now: Instant): object {
  if (!robot.secret) return payload
  const timestamp = Math.floor(now / SECOND)
  return { timestamp: String(timestamp), sign: feishuSign(robot.secret, timestamp), ...payload }
}

/** Base64 of HMAC-SHA256(key = "timestamp in s\nsecret", message empty): the other way round than DingTalk's. */
export function feishuSign(secret: string, timestamp: number): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64')
}

function card(title: string, elements: Element[]): FeishuPayload {
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: { template: 'blue', title: { tag: 'plain_text', content: title } },
      elements,
    },
  }
}

function digestItem(message: Message, index: number): Element[] {
  const head = `${index + 1}. ${message.title}`
  return parts(message.text ? `${head}\n${message.text}` : head, message, 'default')
}

/** Text is plain text in a card, so nothing in it can act as markup. */
function parts(content: string, { link }: Message, type: Button['type']): Element[] {
  const elements: Element[] = content === '' ? [] : [{ tag: 'div', text: { tag: 'plain_text', content } }]
  if (!link) return elements
  const button: Button = {
    tag: 'button',
    type,
    text: { tag: 'plain_text', content: link.label },
    url: link.url,
  }
  return [...elements, { tag: 'action', actions: [button] }]
}

function calls(messages: readonly Message[]): Element[] {
  const ids = [...new Set(messages.flatMap(message => message.mentions ?? []))]
  return ids.length > 0 ? [{ tag: 'markdown', content: ids.map(id => `<at id=${id}></at>`).join('') }] : []
}
