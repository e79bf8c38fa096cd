import { createHmac } from 'node:crypto'
import type { Message, Robot } from '#kernel/ports/channel.ts'
import type { Instant } from '#kernel/time.ts'
import type { Shape } from './fit.ts'
import { byteLength, unmarked } from './text.ts'

/** Body of `POST /robot/send`. Source: open.dingtalk.com/document/robots/custom-robot-access. */
export type DingtalkPayload =
  | {
      msgtype: 'actionCard'
      actionCard: { title: string; text: string; singleTitle: string; singleURL: string }
    }
  | { msgtype: 'markdown'; markdown: { title: string; text: string }; at?: { atMobiles: string[] } }

/** The limit of 20 000 bytes is on the whole body. A card has a button but calls nobody, so a mention means markdown. */
export const dingtalkShape: Shape<DingtalkPayload> = {
  maxBytes: 20_000,
  size: payload => byteLength(JSON.stringify(payload)),
  one: message => (message.link && !message.mentions ? card(message, message.link) : single(message)),
  digest: (title, messages) => ({
    msgtype: 'markdown',
    markdown: {
      title,
      text: paragraphs([`### ${unmarked(title)}`, ...messages.map(digestItem), calls(messages)]),
    },
    ...at(messages),
  }),
}

/** The address of a robot under `base`, signed when it has a secret: HMAC-SHA256 with the secret as the key. */
export function dingtalkUrl(base: string, robot: Robot, now: Instant): string {
  const query = new URLSearchParams({ access_token: robot.token })
  if (robot.secret) {
    query.set('timestamp', String(now))
    query.set('sign', dingtalkSign(robot.secret, now))
  }
  return `${base}/robot/send?${query}`
}

/** Base64 of HMAC-SHA256(key = secret, message = "timestamp in ms\nsecret"). */
export function dingtalkSign(secret: string, timestamp: Instant): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

function card(message: Message, link: NonNullable<Message['link']>): DingtalkPayload {
  const text = paragraphs([`### ${unmarked(message.title)}`, lines(message.text)])
  return {
    msgtype: 'actionCard',
    actionCard: { title: message.title, text, singleTitle: link.label, singleURL: link.url },
  }
}

function single(message: Message): DingtalkPayload {
  const { title, text, link } = message
  const parts = [`### ${unmarked(title)}`, lines(text), link ? `[${unmarked(link.label)}](${link.url})` : '']
  return {
    msgtype: 'markdown',
    markdown: { title, text: paragraphs([...parts, calls([message])]) },
    ...at([message]),
  }
}

function digestItem({ title, text, link }: Message, index: number): string {
  const head = `${index + 1}. ${unmarked(title)}`
  return paragraphs([link ? `[${head}](${link.url})` : head, text ? `> ${unmarked(text)}` : ''])
}

/** The number must stand in the text as well, or nobody is called. */
function calls(messages: readonly Message[]): string {
  return mobiles(messages)
    .map(mobile => `@${mobile}`)
    .join(' ')
}

function at(messages: readonly Message[]): { at?: { atMobiles: string[] } } {
  const atMobiles = mobiles(messages)
  return atMobiles.length > 0 ? { at: { atMobiles } } : {}
}

function mobiles(messages: readonly Message[]): string[] {
  return [...new Set(messages.flatMap(message => message.mentions ?? []))]
}

/** A single line break is not one in DingTalk's markdown. */
function lines(text: string): string {
  return unmarked(text).replace(/\n+/g, '\n\n')
}

function paragraphs(parts: string[]): string {
  return parts.filter(part => part !== '').join('\n\n')
}
