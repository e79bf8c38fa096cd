import type { LocalText } from '#kernel/error.ts'
import type { RobotKind } from '#kernel/ports/channel.ts'
import { HOUR, type Instant, SECOND } from '#kernel/time.ts'
import { isTimeZone, minuteOf, nextAllowed, nextTimeOfDay, type QuietRules } from '#lib/calendar/index.ts'
import type { Channel, NotificationKind, OutChannel, Preferences, QuietSetting } from './api.ts'

/** What a delivery carries, stored as it will be sent. */
export interface StoredMessage {
  title: string
  text: string
  /** A path of the application, such as `/suggestions/…`. */
  link?: string
  linkLabel?: string
}

/** A webhook's body, as Standard Webhooks wants it. */
export interface StoredCall {
  type: string
  timestamp: string
  data: unknown
}

export const defaultChannels: Record<NotificationKind, Channel[]> = {
  suggestion: ['in-app'],
  strategy: ['in-app'],
  task: ['in-app'],
  approval: ['in-app'],
  document: ['in-app'],
  system: ['in-app', 'email'],
}

export const defaultQuiet: QuietSetting = { quiet: { from: '22:00', to: '08:00' }, workdaysOnly: true }

export const noPreferences: Preferences = {
  channels: {},
  quiet: null,
  workdaysOnly: null,
  timeZone: null,
  mailDigestAt: null,
  handles: {},
}

/** The ways to a person for a kind: what they chose, else what was asked for (in-app beside it), else the default. */
export function channelsFor(
  kind: NotificationKind,
  mine: Preferences,
  asked: readonly Channel[] | undefined,
): Set<Channel> {
  return new Set(mine.channels[kind] ?? (asked ? ['in-app', ...asked] : defaultChannels[kind]))
}

/** When a person may be disturbed: their own rules, the workspace's for what they left open. */
export function quietRules(mine: Preferences, workspace: QuietSetting, timeZone: string): QuietRules {
  const hours = mine.quiet ?? workspace.quiet
  const from = hours ? minuteOf(hours.from) : undefined
  const to = hours ? minuteOf(hours.to) : undefined
  return {
    timeZone: mine.timeZone && isTimeZone(mine.timeZone) ? mine.timeZone : timeZone,
    workdaysOnly: mine.workdaysOnly ?? workspace.workdaysOnly,
    ...(from !== undefined && to !== undefined ? { quiet: { from, to } } : {}),
  }
}

/** When a message leaves: at once, at the end of quiet time, or with the day's e-mail. */
export function dueAt(now: Instant, way: OutChannel, mine: Preferences, rules: QuietRules): Instant {
  const digest = way === 'email' && mine.mailDigestAt ? minuteOf(mine.mailDigestAt) : undefined
  const from = digest === undefined ? now : nextTimeOfDay(now, digest, rules.timeZone)
  return nextAllowed(from, rules)
}

/** After this many attempts a delivery has failed: about six hours. */
export const mostAttempts = 12

/**
 * The wait before another attempt: exponential backoff with full jitter between half and all of it (5 s, 15 s, 45 s … 1 h),
 * or what the other side asked for, a little spread, if that is longer.
 * @param attempts how many were made, at least 1
 * @param random 0 ≤ random < 1
 */
export function retryDelay(attempts: number, retryAfterMs: number | undefined, random: number): number {
  const backoff = Math.min(5 * SECOND * 3 ** (attempts - 1), HOUR)
  return Math.round(Math.max(backoff * (0.5 + random / 2), (retryAfterMs ?? 0) * (1 + random / 10)))
}

const robotAddresses: Record<RobotKind, { host: string; token(url: URL): string | null | undefined }> = {
  wecom: {
    host: 'qyapi.weixin.qq.com',
    token: url => (url.pathname === '/cgi-bin/webhook/send' ? url.searchParams.get('key') : null),
  },
  dingtalk: {
    host: 'oapi.dingtalk.com',
    token: url => (url.pathname === '/robot/send' ? url.searchParams.get('access_token') : null),
  },
  feishu: {
    host: 'open.feishu.cn',
    token: url => /^\/open-apis\/bot\/v2\/hook\/([^/]+)$/.exec(url.pathname)?.[1],
  },
}

/** Kind and token out of a robot's webhook address; undefined for any other address. */
export function robotOf(address: string): { kind: RobotKind; token: string } | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '') return undefined
  for (const kind of ['wecom', 'dingtalk', 'feishu'] as const) {
    if (url.host !== robotAddresses[kind].host) continue
    const token = robotAddresses[kind].token(url)
    if (token && /^[\w-]{8,200}$/.test(token)) return { kind, token }
  }
  return undefined
}

/** How a digest is headed. */
export function digestTitle(locale: keyof LocalText): (count: number) => string {
  return count => (locale === 'en' ? `${count} notifications` : `${count} 条提醒`)
}

export const openLabel: LocalText = { 'zh-CN': '打开查看', en: 'Open' }
