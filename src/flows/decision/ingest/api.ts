import { errorCodes } from '#kernel/error.ts'

/** Most bytes of one event, as JSON in UTF-8 (Segment's own limit). */
export const eventBytes = 32 * 1024
/** Most bytes and events of one Segment request. */
export const batchBytes = 500 * 1024
export const batchEvents = 2_500
/** Most bytes of one native request after unpacking, and most events in it. */
export const requestBytes = 10 * 1024 * 1024
export const requestEvents = 20_000

export const errors = errorCodes({
  'event.not-object': [
    'invalid',
    '事件要是一个 JSON 对象,例如 {"id":…,"type":…,"at":…}。',
    'An event is a JSON object such as {"id":…,"type":…,"at":…}.',
  ],
  'event.id': [
    'invalid',
    'id 要是 1–200 个字符的文字,每次重发保持不变。',
    'id must be text of 1–200 characters, the same each time it is sent again.',
  ],
  'event.type': [
    'invalid',
    'type(Segment 里是 event)要是 1–200 个字符的文字。',
    'type (event in Segment) must be text of 1–200 characters.',
  ],
  'event.at': [
    'invalid',
    'at 要是带时区的时间,例如 2026-01-14T14:22:03.000Z。',
    'at must be a time with a zone, such as 2026-01-14T14:22:03.000Z.',
  ],
  'event.future': [
    'invalid',
    '事件时间比现在晚 5 分钟以上,请检查发送方的时钟。',
    'The event lies more than 5 minutes in the future. Check the sender’s clock.',
  ],
  'event.ancient': [
    'invalid',
    '事件时间早于 1990 年,多半是没填好的默认值,请改成真实时间。',
    'The event is older than 1990, probably an unset default. Send its real time.',
  ],
  'event.subject': [
    'invalid',
    '{field} 要是 1–200 个字符的文字,没有就不要写。',
    '{field} must be text of 1–200 characters; leave it out if there is none.',
  ],
  'event.props': [
    'invalid',
    'props(Segment 里是 properties)要是一个 JSON 对象。',
    'props (properties in Segment) must be a JSON object.',
  ],
  'event.too-large': [
    'too-large',
    '单个事件最多 32 KB。大的内容放到别处,在事件里写链接。',
    'One event may hold 32 KB at most. Keep large content elsewhere and send a link.',
  ],
  'event.too-deep': [
    'invalid',
    'props 最多嵌套 16 层,请展平。',
    'props may be nested 16 levels deep at most. Flatten them.',
  ],
  'event.too-many-props': [
    'invalid',
    '一个事件最多 500 个属性名。变化的名字请放到值里。',
    'An event may have 500 property names at most. Put what varies into values.',
  ],
  'event.bad-name': [
    'invalid',
    '属性名不能是 __proto__,长度最多 200 个字符。',
    'A property name may not be __proto__ and may have 200 characters at most.',
  ],
  'event.bad-text': [
    'invalid',
    '文字里有空字符(U+0000)或残缺的字符,请去掉后重发。',
    'A text holds a NUL character (U+0000) or half a character. Remove it and send again.',
  ],
  'event.no-person': ['invalid', '要有 userId 或 anonymousId。', 'userId or anonymousId is needed.'],
  'event.no-group': ['invalid', 'group 要有 groupId。', 'group needs a groupId.'],
  'event.no-previous': ['invalid', 'alias 要有 userId 和 previousId。', 'alias needs userId and previousId.'],
  'event.unknown-call': [
    'invalid',
    '类型要是 track、identify、group、page、screen 或 alias。',
    'The type must be track, identify, group, page, screen or alias.',
  ],
  'event.too-many': [
    'invalid',
    '一次最多 {most} 个事件,这个之后的没有收下,请分批发。',
    'One request may hold {most} events; from this one on none was taken. Send smaller batches.',
  ],
})

/** One refused event of a request: its place in it, and why. */
export interface Rejection {
  index: number
  code: string
  message: { 'zh-CN': string; en: string }
}
