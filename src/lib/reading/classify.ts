import { isbot } from 'isbot'

/** Programs that fetch links for previews or to scan mail, beyond what `isbot` knows. Lower case, matched as substrings. */
const fetchers = [
  // Chat applications that draw link cards. Their in-app browsers (MicroMessenger, wxwork, DingTalk, Lark) are people.
  'dingtalkbot',
  'larkbot',
  'lark-url-preview',
  'larkurl2png',
  'feishubot',
  'feishu-url-preview',
  'wechatbot',
  'wecombot',
  'weixin-preview',
  'wxworkbot',
  'qqlinkpreview',
  'slackbot',
  'skypeuripreview',
  'microsoftpreview',
  'whatsapp/',
  // Mail gateways that open every link.
  'safelinks',
  'ms-office',
  'microsoft office existence discovery',
  'proofpoint',
  'mimecast',
  'barracuda',
  'ironport',
  'fireeye',
  'trendmicro',
  'symantec',
  'forcepoint',
  'qqmail',
  'coremail',
  // Libraries.
  'go-http-client',
  'okhttp',
  'curl/',
  'python-',
  'java/',
] as const

/** Whether a user agent is a program that fetches pages by itself; a missing one counts as such. */
export function isFetcher(userAgent: string | undefined): boolean {
  if (!userAgent?.trim()) return true
  const lower = userAgent.toLowerCase()
  return fetchers.some(name => lower.includes(name)) || isbot(userAgent)
}

/** Visible time that, together with an input, makes a view human without a deliberate gesture. */
export const HUMAN_VISIBLE_MS = 5_000
/** A link opened sooner than this after it was delivered by mail was likely opened by the mail gateway. */
export const DELIVERY_SCAN_MS = 10_000
/** So many different links opened from one network within a minute are a scanner's. */
export const BURST_LINKS = 5

/** What is known of a view when it is classified. */
export interface ViewSignals {
  method: string
  userAgent: string | undefined
  /** Deliberate acts: a tap, click or key press that the browser vouches for (`isTrusted`). */
  gestures: number
  /** Pointer moves, scrolls and touches. */
  inputs: number
  /** Time the page was visible so far, by the browser, bounded by the server. */
  visibleMs: number
  /** Time between sending the link and opening it, where known. */
  sinceDeliveryMs?: number | undefined
  /** Other links of the workspace opened from the same network in the last minute. */
  otherLinksLastMinute?: number
}

export type ViewKind = 'pending' | 'human' | 'suspected' | 'bot'
export type ViewReason =
  | 'fetcher'
  | 'head-request'
  | 'get-request'
  | 'gesture'
  | 'visible-and-input'
  | 'too-soon-after-delivery'
  | 'many-links-at-once'
  | 'no-sign-of-a-person'

/** The kind of a view and why. */
export interface ViewVerdict {
  kind: ViewKind
  reasons: ViewReason[]
}

/**
 * Tells people from programs. A request by itself never counts: a view is `pending` until there is a gesture, or at
 * least 5 s of visible time together with an input. Suspicion (a mail gateway's habits) holds back the weaker of the two
 * signs, never a gesture. Only `human` views are told as events.
 */
export function classifyView(signals: ViewSignals): ViewVerdict {
  const bot = botReasons(signals)
  if (bot.length > 0) return { kind: 'bot', reasons: bot }
  if (signals.gestures > 0) return { kind: 'human', reasons: ['gesture'] }
  const suspicion = suspicions(signals)
  const stayed = signals.visibleMs >= HUMAN_VISIBLE_MS && signals.inputs > 0
  if (suspicion.length > 0) return { kind: 'suspected', reasons: suspicion }
  if (stayed) return { kind: 'human', reasons: ['visible-and-input'] }
  return { kind: 'pending', reasons: ['no-sign-of-a-person'] }
}

function botReasons(signals: ViewSignals): ViewReason[] {
  const reasons: ViewReason[] = []
  if (isFetcher(signals.userAgent)) reasons.push('fetcher')
  if (signals.method === 'HEAD') reasons.push('head-request')
  if (signals.method === 'GET') reasons.push('get-request')
  return reasons
}

function suspicions(signals: ViewSignals): ViewReason[] {
  const reasons: ViewReason[] = []
  if (signals.sinceDeliveryMs !== undefined && signals.sinceDeliveryMs < DELIVERY_SCAN_MS) {
    reasons.push('too-soon-after-delivery')
  }
  if ((signals.otherLinksLastMinute ?? 0) >= BURST_LINKS) reasons.push('many-links-at-once')
  return reasons
}
