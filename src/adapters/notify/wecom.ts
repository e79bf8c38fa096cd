import type { Message, Robot } from '#kernel/ports/channel.ts'
import type { Shape } from './fit.ts'
import { byteLength, unmarked } from './text.ts'

/** Body of `POST /cgi-bin/webhook/send`. Source: developer.work.weixin.qq.com/document/path/99110. */
export type WecomPayload =
  | { msgtype: 'markdown'; markdown: { content: string } }
  | { msgtype: 'text'; text: { content: string } }

/** The limits are on `content`: 4096 bytes of markdown, 2048 of text. */
export const wecomMarkdown: Shape<WecomPayload> = {
  maxBytes: 4096,
  size: contentBytes,
  one: message => markdown(joined([`**${unmarked(message.title)}**`, ...body(message)])),
  digest: (title, messages) =>
    markdown(joined([`**${unmarked(title)}**`, ...messages.map(digestItem), calls(messages)])),
}

export const wecomText: Shape<WecomPayload> = {
  maxBytes: 2048,
  size: contentBytes,
  one: ({ title, text, link, mentions }) =>
    plainText([
      quiet(title),
      quiet(text),
      link ? `${quiet(link.label)} ${link.url}` : '',
      calls([{ mentions }]),
    ]),
  digest: (title, messages) => plainText([quiet(title), ...messages.map(textItem), calls(messages)]),
}

/** The address of a robot under `base`. */
export function wecomUrl(base: string, robot: Robot): string {
  return `${base}/cgi-bin/webhook/send?key=${encodeURIComponent(robot.token)}`
}

function body({ text, link, mentions }: Message): string[] {
  return [unmarked(text), link ? `[${unmarked(link.label)}](${link.url})` : '', calls([{ mentions }])]
}

function digestItem({ title, text, link }: Message, index: number): string {
  const head = `${index + 1}. ${unmarked(title)}`
  return joined([link ? `[${head}](${link.url})` : head, text ? `> ${unmarked(text)}` : ''])
}

function textItem({ title, text, link }: Message, index: number): string {
  return joined([`${index + 1}. ${quiet(title)}`, quiet(text), link?.url ?? ''])
}

/** `<@id>` calls people in plain text too. */
function quiet(text: string): string {
  return text.replaceAll('<', '＜')
}

function calls(messages: readonly { mentions?: string[] | undefined }[]): string {
  const ids = new Set(messages.flatMap(message => message.mentions ?? []))
  return [...ids].map(id => `<@${id}>`).join('')
}

function joined(lines: string[]): string {
  return lines.filter(line => line !== '').join('\n')
}

function markdown(content: string): WecomPayload {
  return { msgtype: 'markdown', markdown: { content } }
}

function plainText(lines: string[]): WecomPayload {
  return { msgtype: 'text', text: { content: joined(lines) } }
}

function contentBytes(payload: WecomPayload): number {
  return byteLength(payload.msgtype === 'markdown' ? payload.markdown.content : payload.text.content)
}
