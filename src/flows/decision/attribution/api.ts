import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'journey.missing': [
    'missing',
    '找不到这个看板，可能已被删除。请回到旅程列表另选一个。',
    'This board was not found. It may have been removed. Choose another from the list.',
  ],
  'journey.share-missing': [
    'missing',
    '这个链接打不开：可能写错了，或看板已被删除。请向分享的人再要一次。',
    'This link leads nowhere: it is mistyped, or its board was removed. Ask for it again.',
  ],
  'journey.stale': [
    'conflict',
    '别人刚改过这个看板。请刷新看过之后再保存；你的设置还在页面上。',
    'Somebody has just changed this board. Refresh, look at it, then save again; your settings are still on the page.',
  ],
  'journey.condition': [
    'invalid',
    '“{event}”的条件写得不对：{fault}',
    'The condition on {event} is wrong: {fault}',
  ],
  'journey.condition-too-rich': [
    'invalid',
    '“{event}”的条件看板算不了：{part}。这里只能比较 e.props 里的值（==、!=、<、>、in、startsWith、contains、&&、||、!）。',
    'A board can’t compute the condition on {event}: {part}. Here values of e.props can be compared (==, !=, <, >, in, startsWith, contains, &&, ||, !).',
  ],
  'journey.period': [
    'invalid',
    '开始时间要早于结束时间，最长三年。请重选时间范围。',
    'The period must begin before it ends and last three years at most. Choose it again.',
  ],
})

const instant = z.number()

/** Events of a type, where a condition in CEL over `e.props` says so (empty: all). */
export const touch = z.object({
  event: z.string().min(1).max(200),
  where: z.string().trim().max(500).default(''),
  /** No step of the funnel: it counts among the ways and in the credit alone. */
  aside: z.boolean().default(false),
})
export type BoardTouch = z.infer<typeof touch>

export const mostTouches = 12
const word = z.string().trim().min(1).max(60)

export const settings = z.object({
  /** In the order of the funnel. */
  touches: z
    .array(touch)
    .min(1)
    .max(mostTouches)
    .refine(touches => touches.some(each => !each.aside), {
      message: 'one touch at least must be a step of the funnel',
    }),
  success: touch.nullable(),
  /** How long a journey may take, in days. */
  windowDays: z.number().int().min(1).max(730),
  period: z.union([
    z.object({ days: z.number().int().min(1).max(1_096) }),
    z.object({ from: instant, to: instant }),
  ]),
  /** Only accounts that fit all of these; an empty list is open to all. */
  segment: z.object({
    tags: z.array(word).max(20),
    tiers: z.array(word).max(20),
    industries: z.array(word).max(20),
  }),
})
export type BoardSettings = z.infer<typeof settings>

const localText = z.object({ 'zh-CN': z.string(), en: z.string() })

export const boardItem = z.object({
  /** A uuid, or the key of a ready-made board. */
  id: z.string(),
  name: localText,
  /** What a ready-made board is for. */
  hint: localText.nullable(),
  readyMade: z.boolean(),
  settings,
  version: z.number(),
  createdBy: z.uuid().nullable(),
  updatedAt: instant.nullable(),
})
export type BoardItem = z.infer<typeof boardItem>

const share = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** Credit of one touch: shares of all successes (0–1) with 95 % intervals; `removal` is the removal effect. */
export const touchCredit = z.object({
  touch: z.number(),
  journeys: z.number(),
  conversions: z.number(),
  /** Of the journeys with this touch, those that succeeded. */
  rate: share,
  by: z.object({ markov: share, removal: share, shapley: share, first: share, last: share, linear: share }),
})
export type TouchCreditView = z.infer<typeof touchCredit>

export interface WayNode {
  touch: number
  journeys: number
  conversions: number
  ends: number
  children: WayNode[]
}
const wayNode: z.ZodType<WayNode> = z.lazy(() =>
  z.object({
    touch: z.number(),
    journeys: z.number(),
    conversions: z.number(),
    ends: z.number(),
    children: z.array(wayNode),
  }),
)

const gap = z.object({
  lower: z.number(),
  median: z.number(),
  upper: z.number(),
  /** Null below six customers: then there is no interval. */
  medianLow: z.number().nullable(),
  medianHigh: z.number().nullable(),
})

/** Grade of evidence of every figure on a board. */
export const grade = 'association'

export const boardAnswer = z.object({
  from: instant,
  to: instant,
  /** The last act that was looked at; null where there is none. */
  dataTo: instant.nullable(),
  grade: z.literal(grade),
  /** Touches that are not aside, then the success. Rates are of those who began, and of the step before, with 95 % intervals. */
  funnel: z.array(z.object({ reached: z.number(), ofFirst: share, ofBefore: share, gap: gap.nullable() })),
  underway: z.number(),
  /** Events of each touch in the period. */
  events: z.array(z.number()),
  journeys: z.number(),
  conversions: z.number(),
  untouched: z.number(),
  /** Probability that a journey ends in success. */
  absorption: share,
  credits: z.array(touchCredit),
  fromStart: wayNode,
  fromSuccess: wayNode,
})
export type BoardAnswer = z.infer<typeof boardAnswer>

export const place = z.union([
  z.object({ kind: z.literal('step'), step: z.number().int().min(0).max(mostTouches), lost: z.boolean() }),
  z.object({
    kind: z.literal('way'),
    from: z.enum(['start', 'success']),
    touches: z
      .array(
        z
          .number()
          .int()
          .min(0)
          .max(mostTouches - 1),
      )
      .min(1)
      .max(20),
  }),
])
export type Place = z.infer<typeof place>

const name = z.string().trim().min(1).max(80)
const byId = z.object({ id: z.uuid() })

export const listBoards = route({
  method: 'GET',
  path: '/api/v1/journeys',
  summary: 'Boards over journeys: the ready-made ones, then those that were saved',
  answer: z.array(boardItem),
})
export const readBoard = route({
  method: 'GET',
  path: '/api/v1/journeys/:id',
  summary: 'One board, saved or ready-made',
  params: z.object({ id: z.string().max(60) }),
  answer: boardItem,
})
export const createBoard = route({
  method: 'POST',
  path: '/api/v1/journeys',
  summary: 'Save a new board. Sent again with the same id it answers the first one',
  body: z.object({ id: z.uuid(), name, settings }),
  answer: boardItem,
})
/** `version` is the one that was edited: a newer one answers 409 `journey.stale`. */
export const saveBoard = route({
  method: 'PUT',
  path: '/api/v1/journeys/:id',
  summary: 'Change a saved board',
  params: byId,
  body: z.object({ version: z.number().int(), name, settings }),
  answer: boardItem,
})
export const removeBoard = route({
  method: 'DELETE',
  path: '/api/v1/journeys/:id',
  summary: 'Remove a saved board and its links',
  params: byId,
})
/** The token is shown this once. */
export const shareBoard = route({
  method: 'POST',
  path: '/api/v1/journeys/shares',
  summary: 'Make a link to a board with exactly these settings, for signed-in colleagues',
  body: z.object({ board: z.uuid().nullable(), name, settings }),
  answer: z.object({ token: z.string() }),
})
export const readShare = route({
  method: 'GET',
  path: '/api/v1/journeys/shares/:token',
  summary: 'The board that a link leads to, as it stood',
  params: z.object({ token: z.string().max(100) }),
  answer: z.object({ name: z.string(), settings, createdBy: z.uuid().nullable(), createdAt: instant }),
})
export const answerBoard = route({
  method: 'POST',
  path: '/api/v1/journeys/answer',
  summary: 'What a board shows: funnel, ways, credit; over the accounts within my scope',
  body: settings,
  answer: boardAnswer,
})
export const listBoardCustomers = route({
  method: 'POST',
  path: '/api/v1/journeys/customers',
  summary: 'Accounts within my scope at a place of a board, the latest first',
  body: z.object({ settings, place }),
  answer: z.array(z.object({ id: z.uuid(), name: z.string(), tier: z.string().nullable(), at: instant })),
})

/** Days to keep acts in the lake, by kind (first word of the event type); kinds that are not named are kept. */
export const retention = z.object({
  days: z.record(z.string().regex(/^[\w-]{1,60}$/), z.number().int().min(1).max(36_500)),
})

export const lakeStats = z.object({
  rows: z.number(),
  days: z.number(),
  bytes: z.number(),
  oldest: instant.nullable(),
  newest: instant.nullable(),
  writtenTo: instant.nullable(),
  /** Events not in the files yet. */
  waiting: z.number(),
  /** By kind (first word of the event type), the most first. */
  kinds: z.array(z.object({ kind: z.string(), rows: z.number(), oldest: instant })),
  /** How far the files are behind now, in milliseconds; null before the first pass. */
  behindMs: z.number().nullable(),
})
export type LakeView = z.infer<typeof lakeStats>

export const readLake = route({
  method: 'GET',
  path: '/api/v1/lake',
  summary: 'What the behaviour lake holds, and how far behind the log it is',
  answer: lakeStats,
})
export const writeLake = route({
  method: 'POST',
  path: '/api/v1/lake',
  summary: 'Bring everything that is in the log into the lake now',
  answer: z.object({ written: z.number() }),
})
export const readRetention = route({
  method: 'GET',
  path: '/api/v1/lake/retention',
  summary: 'How long the lake keeps which kind of act',
  answer: retention,
})
export const saveRetention = route({
  method: 'PUT',
  path: '/api/v1/lake/retention',
  summary: 'Change how long the lake keeps which kind of act',
  body: retention,
})
