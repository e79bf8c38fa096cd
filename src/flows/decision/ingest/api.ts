import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

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
    '事件要是一个 JSON 对象，例如 {"id":…,"type":…,"at":…}。',
    'An event is a JSON object such as {"id":…,"type":…,"at":…}.',
  ],
  'event.id': [
    'invalid',
    'id 要是 1–200 个字符的文字，每次重发保持不变。',
    'id must be text of 1–200 characters, the same each time it is sent again.',
  ],
  'event.type': [
    'invalid',
    'type（Segment 里是 event）要是 1–200 个字符的文字。',
    'type (event in Segment) must be text of 1–200 characters.',
  ],
  'event.at': [
    'invalid',
    'at 要是带时区的时间，例如 2026-01-14T14:22:03.000Z。',
    'at must be a time with a zone, such as 2026-01-14T14:22:03.000Z.',
  ],
  'event.future': [
    'invalid',
    '事件时间比现在晚 5 分钟以上，请检查发送方的时钟。',
    'The event lies more than 5 minutes in the future. Check the sender’s clock.',
  ],
  'event.ancient': [
    'invalid',
    '事件时间早于 1990 年，多半是没填好的默认值，请改成真实时间。',
    'The event is older than 1990, probably an unset default. Send its real time.',
  ],
  'event.subject': [
    'invalid',
    '{field} 要是 1–200 个字符的文字，没有就不要写。',
    '{field} must be text of 1–200 characters; leave it out if there is none.',
  ],
  'event.props': [
    'invalid',
    'props（Segment 里是 properties）要是一个 JSON 对象。',
    'props (properties in Segment) must be a JSON object.',
  ],
  'event.too-large': [
    'too-large',
    '单个事件最多 32 KB。大的内容放到别处，在事件里写链接。',
    'One event may hold 32 KB at most. Keep large content elsewhere and send a link.',
  ],
  'event.too-deep': [
    'invalid',
    'props 最多嵌套 16 层，请展平。',
    'props may be nested 16 levels deep at most. Flatten them.',
  ],
  'event.too-many-props': [
    'invalid',
    '一个事件最多 500 个属性名。变化的名字请放到值里。',
    'An event may have 500 property names at most. Put what varies into values.',
  ],
  'event.bad-name': [
    'invalid',
    '属性名不能是 __proto__，长度最多 200 个字符。',
    'A property name may not be __proto__ and may have 200 characters at most.',
  ],
  'event.bad-text': [
    'invalid',
    '文字里有空字符(U+0000)或残缺的字符，请去掉后重发。',
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
    '一次最多 {most} 个事件，这个之后的没有收下，请分批发。',
    'One request may hold {most} events; from this one on none was taken. Send smaller batches.',
  ],
  'event.not-json': ['invalid', '这一行不是有效的 JSON。', 'This line is not valid JSON.'],
  'events.not-json': [
    'invalid',
    '请求体不是有效的 JSON，请检查格式后重发。',
    'The body is not valid JSON. Check it and send it again.',
  ],
  'events.not-gzip': [
    'invalid',
    '请求体不是有效的 gzip，请检查压缩方式后重发。',
    'The body is not valid gzip. Check how it is packed and send it again.',
  ],
  'events.encoding': [
    'invalid',
    '不支持 {encoding} 压缩，请用 gzip 或不压缩。',
    'The encoding {encoding} is not supported. Use gzip or none.',
  ],
  'events.too-large': [
    'too-large',
    '请求体最多 {most}（解压后），请拆小后再发。',
    'A request may hold {most} at most, unpacked. Split it and send the parts.',
  ],
  'events.too-many': [
    'too-large',
    '一次最多 {most} 个事件，请分批发。',
    'One request may hold {most} events at most. Send smaller batches.',
  ],
  'events.batch-too-large': [
    'invalid',
    '请求超出大小限制：单个事件 32 KB，一批 500 KB。',
    'The request exceeds the limits: 32 KB for one event, 500 KB for a batch.',
  ],
  'events.not-batch': ['invalid', 'batch 要是一个事件列表。', 'batch must be a list of events.'],
  'events.key': [
    'unauthenticated',
    '密钥无效或已停用。请在“设置 › 密钥”里新建一把写入密钥。',
    'The key is unknown or revoked. Make a write key under Settings › Keys.',
  ],
  'import.missing': ['missing', '找不到这次导入，请重新开始。', 'This import was not found. Start it again.'],
})

/** One refused event of a request: its place in it, and why. */
export interface Rejection {
  index: number
  code: string
  message: { 'zh-CN': string; en: string }
}

const rejection = z.object({
  index: z.number(),
  code: z.string(),
  message: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

export const eventsAnswer = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(rejection),
})
export type EventsAnswer = z.infer<typeof eventsAnswer>

/** An event as programs send it. Subjects are ids of ours or of the sender's. */
export const nativeEvent = z.object({
  id: z.string().min(1).max(200),
  type: z.string().min(1).max(200),
  at: z.iso.datetime({ offset: true }),
  customer: z.string().min(1).max(200).nullish(),
  person: z.string().min(1).max(200).nullish(),
  opportunity: z.string().min(1).max(200).nullish(),
  props: z.record(z.string(), z.unknown()).optional(),
})

/** Answers 202 when durable. JSON (one event or a list) or NDJSON, gzip if wanted; a key as bearer. */
export const sendEvents = route({
  method: 'POST',
  path: '/api/v1/events',
  summary: 'Send events',
  body: z.union([nativeEvent, z.array(nativeEvent)]),
  answer: eventsAnswer,
})

const segmentAnswer = z.object({ success: z.boolean(), rejected: z.array(rejection) })
const segmentRoute = (path: string, summary: string) =>
  route({ method: 'POST', path, summary: `Segment HTTP tracking API: ${summary}`, answer: segmentAnswer })

/** The Segment HTTP tracking API, so that its SDKs work once their host is set. Basic auth by write key, or `writeKey` in the body. */
export const segmentRoutes = {
  track: segmentRoute('/v1/track', 'an act of a person'),
  identify: segmentRoute('/v1/identify', 'facts about a person'),
  group: segmentRoute('/v1/group', 'a person’s company, and facts about it'),
  page: segmentRoute('/v1/page', 'a web page was viewed'),
  screen: segmentRoute('/v1/screen', 'a screen of an app was viewed'),
  alias: segmentRoute('/v1/alias', 'two ids are one person'),
  batch: segmentRoute('/v1/batch', 'several messages'),
  import: segmentRoute('/v1/import', 'several messages of the past'),
}

const page = {
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

export const rejectionView = z.object({
  seq: z.number(),
  at: z.iso.datetime(),
  source: z.string(),
  code: z.string(),
  message: z.object({ 'zh-CN': z.string(), en: z.string() }),
  body: z.string(),
})
export type RejectionView = z.infer<typeof rejectionView>

export const listRejections = route({
  method: 'GET',
  path: '/api/v1/events/rejected',
  summary: 'Refused events, newest first',
  query: z.object({ code: z.string().max(60).optional(), ...page }),
  answer: z.object({
    items: z.array(rejectionView),
    more: z.boolean(),
    counts: z.array(z.object({ code: z.string(), amount: z.number() })),
  }),
})

const propertyNote = z.object({
  kinds: z.array(z.string()),
  samples: z.array(z.union([z.string(), z.number(), z.boolean()])),
})

export const eventTypeView = z.object({
  type: z.string(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  sources: z.array(z.string()),
  properties: z.record(z.string(), propertyNote),
  total: z.number(),
  days: z.array(z.object({ day: z.string(), amount: z.number() })),
})
export type EventTypeView = z.infer<typeof eventTypeView>

export const readCatalogue = route({
  method: 'GET',
  path: '/api/v1/events/catalogue',
  summary: 'Event types met so far: their properties, sample values and events by day (30 days)',
  answer: z.array(eventTypeView),
})

/** One event of the live tail. Without the permission `person.reveal` it comes without person and personal texts. */
export interface TailEvent {
  id: string
  type: string
  at: number
  received: number
  source: string
  imported: boolean
  customer: { id: string; name: string } | null
  person: { id: string; name: string } | null
  props: Record<string, unknown>
}

export const tailEvents = route({
  method: 'GET',
  path: '/api/v1/events/tail',
  summary: 'Events as they come in, as server-sent events',
  query: z.object({ types: z.string().max(2_000).optional(), customer: z.uuid().optional() }),
})

export const timelineEntry = z.object({
  id: z.string(),
  type: z.string(),
  at: z.number(),
  received: z.number(),
  source: z.string(),
  imported: z.boolean(),
  customer: z.uuid().nullable(),
  person: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  device: z.string().nullable(),
  object: z.string().nullable(),
  section: z.string().nullable(),
  seconds: z.number().nullable(),
  props: z.record(z.string(), z.unknown()),
  /** Log-odds that the act adds to the account's intent now; null where it has no part in it. */
  weight: z.number().nullable(),
})
export type TimelineEntryView = z.infer<typeof timelineEntry>

const timelineQuery = z.object({
  /** First words of event types, such as `document,page`. */
  kinds: z.string().max(500).optional(),
  /** Place of the last entry seen: `at` and `id` of it, with a comma between. */
  before: z.string().max(300).regex(/^\d+,/).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const timelineAnswer = z.object({ entries: z.array(timelineEntry), more: z.boolean() })

export const readAccountTimeline = route({
  method: 'GET',
  path: '/api/v1/accounts/:id/timeline',
  summary: 'What the people of an account did, newest first, each with its weight now',
  params: z.object({ id: z.uuid() }),
  query: timelineQuery,
  answer: timelineAnswer,
})

export const readContactTimeline = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/timeline',
  summary: 'What a person did, newest first',
  params: z.object({ id: z.uuid() }),
  query: timelineQuery,
  answer: timelineAnswer,
})

export const importView = z.object({
  id: z.uuid(),
  fileName: z.string(),
  rowsDone: z.number(),
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  finished: z.boolean(),
})
export type ImportView = z.infer<typeof importView>

/** Begins an import of a file, or finds the one that stopped half way: `rowsDone` says where to go on. */
export const startImport = route({
  method: 'POST',
  path: '/api/v1/imports/events',
  summary: 'Begin or resume an import of past events',
  body: z.object({
    fileHash: z.string().regex(/^[0-9a-f]{64}$/),
    fileName: z.string().min(1).max(300),
    mapping: z.record(z.string().max(60), z.string().max(300)),
  }),
  answer: importView,
})

/** Takes the next rows of an import: history, so they inform and trigger nothing. */
export const continueImport = route({
  method: 'POST',
  path: '/api/v1/imports/events/:id',
  summary: 'Send the next rows of an import',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    source: z.string().regex(/^[\w.-]{1,60}$/),
    events: z.array(z.unknown()).max(5_000),
    /** Rows of the file that are through with this, from its beginning. */
    rowsDone: z.int().min(0),
    finished: z.boolean(),
  }),
  answer: eventsAnswer,
})
