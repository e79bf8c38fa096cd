import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

/** What people are told about. */
export const notificationKinds = ['suggestion', 'strategy', 'task', 'approval', 'document', 'system'] as const
export const notificationKind = z.enum(notificationKinds)
export type NotificationKind = z.infer<typeof notificationKind>

/** Ways to a person: 站内, 邮件, 企微, 钉钉, 飞书. */
export const channels = ['in-app', 'email', 'wecom', 'dingtalk', 'feishu'] as const
export const channel = z.enum(channels)
export type Channel = z.infer<typeof channel>

/** Ways out of the application; webhooks go to systems, not to people. */
export const outChannel = z.enum(['email', 'wecom', 'dingtalk', 'feishu', 'webhook'])
export type OutChannel = z.infer<typeof outChannel>

export const robotKind = z.enum(['wecom', 'dingtalk', 'feishu'])

export const errors = errorCodes({
  'notify.robot-missing': [
    'missing',
    '找不到这个机器人，可能已删除。请刷新后再试。',
    'This robot doesn’t exist, perhaps it was deleted. Refresh and try again.',
  ],
  'notify.robot-url': [
    'invalid',
    '这不是企业微信、钉钉或飞书群机器人的 Webhook 地址。请从机器人的设置页复制完整地址。',
    'This is no webhook address of a WeCom, DingTalk or Feishu group robot. Copy the whole address from the robot’s settings.',
  ],
  'notify.department-missing': [
    'missing',
    '这个部门不存在，请刷新后重选。',
    'This department doesn’t exist. Refresh and choose again.',
  ],
  'notify.endpoint-missing': [
    'missing',
    '找不到这个 Webhook 地址，可能已删除。请刷新后再试。',
    'This webhook endpoint doesn’t exist, perhaps it was deleted. Refresh and try again.',
  ],
  'notify.no-person': [
    'forbidden',
    '密钥没有自己的通知。请用个人账号登录。',
    'A key has no notifications of its own. Sign in as a person.',
  ],
  'notify.delivery-missing': [
    'missing',
    '找不到这条发送记录，可能已过保留期。',
    'This delivery isn’t in the log, perhaps it was kept long enough and removed.',
  ],
  'notify.delivery-waiting': [
    'conflict',
    '这条还在发送队列里，不用重发。',
    'This one is still waiting to be sent. No need to send it again.',
  ],
})

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
const quietHours = z.object({ from: timeOfDay, to: timeOfDay })
const isTimeZone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
const localText = z.object({ 'zh-CN': z.string(), en: z.string() })
const instant = z.iso.datetime()

// In-app

export const notificationView = z.object({
  id: z.uuid(),
  kind: notificationKind,
  title: z.string(),
  text: z.string(),
  link: z.string().nullable(),
  createdAt: instant,
  readAt: instant.nullable(),
})
export type NotificationView = z.infer<typeof notificationView>

export const listNotifications = route({
  method: 'GET',
  path: '/api/v1/notifications',
  summary: 'My notifications, newest first, and how many are unread',
  query: z.object({
    unread: z.stringbool().optional(),
    before: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  answer: z.object({ items: z.array(notificationView), unread: z.number(), more: z.boolean() }),
})

export const readNotifications = route({
  method: 'POST',
  path: '/api/v1/notifications/read',
  summary: 'Marks my notifications as read: those named, or all',
  body: z.union([z.object({ ids: z.array(z.uuid()).min(1).max(500) }), z.object({ all: z.literal(true) })]),
  answer: z.object({ unread: z.number() }),
})

// How a person wants to be told

export const preferences = z.object({
  /** Ways per kind; a kind that isn't named follows the default. */
  channels: z.partialRecord(notificationKind, z.array(channel)),
  /** Null follows the workspace. */
  quiet: quietHours.nullable(),
  workdaysOnly: z.boolean().nullable(),
  timeZone: z.string().max(60).refine(isTimeZone, 'IANA time zone').nullable(),
  /** All e-mail of a day at this time; null sends each at once. */
  mailDigestAt: timeOfDay.nullable(),
  /** How the chat robots call this person: WeCom user id, DingTalk phone number, Feishu open id. */
  handles: z.partialRecord(robotKind, z.string().regex(/^[\w@.+-]{1,128}$/)),
})
export type Preferences = z.infer<typeof preferences>

/** When the workspace's people are left alone, unless they say otherwise. */
export const quietSetting = z.object({
  quiet: quietHours.nullable(),
  workdaysOnly: z.boolean(),
})
export type QuietSetting = z.infer<typeof quietSetting>

export const readPreferences = route({
  method: 'GET',
  path: '/api/v1/notify/preferences',
  summary: 'How I want to be told, the defaults, and which ways work in this workspace',
  answer: z.object({
    mine: preferences,
    defaults: z.record(notificationKind, z.array(channel)),
    workspace: quietSetting.extend({ timeZone: z.string() }),
    available: z.array(channel),
  }),
})

export const writePreferences = route({
  method: 'PUT',
  path: '/api/v1/notify/preferences',
  summary: 'Changes how I want to be told',
  body: preferences,
})

// What the workspace sends through

export const robotView = z.object({
  id: z.uuid(),
  kind: robotKind,
  name: z.string(),
  /** The last four characters of the token, to tell robots apart. */
  tokenEnd: z.string(),
  signed: z.boolean(),
  format: z.enum(['markdown', 'text']),
  departmentId: z.uuid().nullable(),
  enabled: z.boolean(),
  blockedUntil: instant.nullable(),
})
export type RobotView = z.infer<typeof robotView>

export const endpointView = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  createdAt: instant,
})
export type EndpointView = z.infer<typeof endpointView>

export const readChannels = route({
  method: 'GET',
  path: '/api/v1/notify/channels',
  summary: 'Robots, webhook endpoints, mail server and quiet hours of the workspace',
  answer: z.object({
    robots: z.array(robotView),
    endpoints: z.array(endpointView),
    /** Where e-mail goes: a mail server, the demo's letter box, nowhere. */
    mail: z.enum(['smtp', 'kept', 'none']),
    quiet: quietSetting,
  }),
})

export const writeQuiet = route({
  method: 'PUT',
  path: '/api/v1/notify/quiet',
  summary: 'Sets the quiet hours that hold for everybody who has none of their own',
  body: quietSetting,
})

const name = z.string().trim().min(1).max(60)
const robotFields = {
  name,
  /** The webhook address as the chat application shows it; its host tells the kind. */
  url: z.string().trim().max(500),
  secret: z.string().trim().min(1).max(200).nullable(),
  format: z.enum(['markdown', 'text']),
  /** Serves this department and those below; null serves the whole workspace. */
  departmentId: z.uuid().nullable(),
  enabled: z.boolean(),
}

export const createRobot = route({
  method: 'POST',
  path: '/api/v1/notify/robots',
  summary: 'Adds a group robot of WeCom, DingTalk or Feishu',
  body: z.object({
    name: robotFields.name,
    url: robotFields.url,
    secret: robotFields.secret.default(null),
    format: robotFields.format.default('markdown'),
    departmentId: robotFields.departmentId.default(null),
  }),
  answer: robotView,
})

const idParam = z.object({ id: z.uuid() })

export const updateRobot = route({
  method: 'PATCH',
  path: '/api/v1/notify/robots/:id',
  summary: 'Changes a robot; what is left out stays',
  params: idParam,
  body: z.object(robotFields).partial(),
  answer: robotView,
})

export const deleteRobot = route({
  method: 'DELETE',
  path: '/api/v1/notify/robots/:id',
  summary: 'Removes a robot',
  params: idParam,
})

/** What became of a test message, in plain words where it failed. */
export const testResult = z.object({
  ok: z.boolean(),
  code: z.string().nullable(),
  reason: localText.nullable(),
})
export type TestResult = z.infer<typeof testResult>

export const testRobot = route({
  method: 'POST',
  path: '/api/v1/notify/robots/:id/test',
  summary: 'Sends a test message through a robot now',
  params: idParam,
  answer: testResult,
})

export const testMail = route({
  method: 'POST',
  path: '/api/v1/notify/mail/test',
  summary: 'Sends a test e-mail to myself now',
  answer: testResult,
})

export const listEndpoints = route({
  method: 'GET',
  path: '/api/v1/notify/endpoints',
  summary: 'Webhook endpoints by name, for whoever writes strategies',
  answer: z.array(endpointView.pick({ id: true, name: true, enabled: true })),
})

export const createEndpoint = route({
  method: 'POST',
  path: '/api/v1/notify/endpoints',
  summary: 'Adds a webhook endpoint; its signing secret is shown this once',
  body: z.object({ name, url: z.string().trim().max(2000) }),
  answer: endpointView.extend({ secret: z.string() }),
})

export const updateEndpoint = route({
  method: 'PATCH',
  path: '/api/v1/notify/endpoints/:id',
  summary: 'Changes a webhook endpoint; what is left out stays',
  params: idParam,
  body: z.object({ name, url: z.string().trim().max(2000), enabled: z.boolean() }).partial(),
  answer: endpointView,
})

export const deleteEndpoint = route({
  method: 'DELETE',
  path: '/api/v1/notify/endpoints/:id',
  summary: 'Removes a webhook endpoint',
  params: idParam,
})

export const testEndpoint = route({
  method: 'POST',
  path: '/api/v1/notify/endpoints/:id/test',
  summary: 'Sends a signed test call to a webhook endpoint now',
  params: idParam,
  answer: testResult,
})

// The delivery log

export const deliveryStatus = z.enum(['waiting', 'sending', 'sent', 'failed'])

export const deliveryView = z.object({
  id: z.uuid(),
  channel: outChannel,
  /** Name of the person, robot or endpoint; null when it was removed since. */
  target: z.string().nullable(),
  kind: z.string(),
  title: z.string(),
  status: deliveryStatus,
  attempts: z.number(),
  dueAt: instant,
  sentAt: instant.nullable(),
  lastCode: z.string().nullable(),
  lastReason: localText.nullable(),
  createdAt: instant,
})
export type DeliveryView = z.infer<typeof deliveryView>

export const listDeliveries = route({
  method: 'GET',
  path: '/api/v1/notify/deliveries',
  summary: 'The delivery log, newest first',
  query: z.object({
    status: deliveryStatus.optional(),
    channel: outChannel.optional(),
    targetId: z.uuid().optional(),
    before: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({
    items: z.array(deliveryView),
    /** Failures of the last seven days. */
    failed: z.number(),
    more: z.boolean(),
  }),
})

export const resendDelivery = route({
  method: 'POST',
  path: '/api/v1/notify/deliveries/:id/resend',
  summary: 'Sends a delivery again; a webhook keeps its id, so the receiver can drop what it has',
  params: idParam,
})
