import Bowser from 'bowser'
import { type Instant, MINUTE } from '#kernel/time.ts'

export const documentKinds = ['tender', 'solution', 'quote', 'brochure', 'contract', 'case', 'other'] as const
export type DocumentKind = (typeof documentKinds)[number]

export const actKinds = ['opened', 'read', 'restarted', 'forwarded', 'downloaded'] as const
export type ActKind = (typeof actKinds)[number]

/** A file of a version, as the blob store knows it. */
export interface StoredFile {
  key: string
  type: FileType
  bytes: number
}

export interface OutlineEntry {
  title: string
  page: number
  y: number
  depth: number
}

/** What was read on, in words a person would use. */
export interface Device {
  kind: 'phone' | 'tablet' | 'desktop'
  system?: string
  browser?: string
}

export type FileType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/webp'

/** Largest upload: a PDF of a whole tender with drawings. */
export const MOST_BYTES = 200 * 1024 * 1024
export const MOST_PICTURE_PIXELS = 60_000_000

/** The kind of a file by its first bytes, whatever it calls itself; undefined for anything we don't show. */
export function sniff(head: Uint8Array): FileType | undefined {
  const text = Buffer.from(head.subarray(0, 1024)).toString('latin1')
  // Acrobat accepts a PDF whose header comes within the first kilobyte.
  if (text.includes('%PDF-')) return 'application/pdf'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  return undefined
}

/** Password tries before a link is locked, and for how long. */
export const MOST_TRIES = 5
export const LOCK_MS = 15 * MINUTE
/** A code sent by e-mail: how long it holds, how soon another may be sent, how often it may be mistyped. */
export const CODE_MS = 10 * MINUTE
export const CODE_WAIT_MS = MINUTE
export const CODE_TRIES = 5
/** A reader who passes a link on more often than this within an hour is a program. */
export const MOST_SHARES_AN_HOUR = 20
/** A view without a beat for this long has ended. */
export const SILENT_MS = MINUTE
/** A view that ended with less reading than this, nothing passed on or downloaded, missed what was wanted. */
export const BOUNCE_MS = 5_000

/** Whether a link may be opened at an instant. */
export function linkState(
  link: { revokedAt: Date | null; expiresAt: Date | null },
  now: Instant,
): 'open' | 'revoked' | 'expired' {
  if (link.revokedAt) return 'revoked'
  return link.expiresAt && link.expiresAt.getTime() <= now ? 'expired' : 'open'
}

/** The device by user agent and what the browser says of its screen. iPads call themselves Macs, but have touch. */
export function deviceOf(
  userAgent: string | undefined,
  screen: { width: number; height: number; touch: boolean },
): Device {
  const parsed = userAgent ? Bowser.parse(userAgent) : undefined
  const named = parsed?.platform.type
  const touchMac = parsed?.os.name === 'macOS' && screen.touch
  const kind = named === 'mobile' ? 'phone' : named === 'tablet' || touchMac ? 'tablet' : 'desktop'
  return {
    kind,
    ...(parsed?.os.name && { system: parsed.os.name }),
    ...(userAgent && { browser: inAppName(userAgent) ?? parsed?.browser.name ?? '' }),
  }
}

function inAppName(userAgent: string): string | undefined {
  if (/wxwork/i.test(userAgent)) return 'WeCom'
  if (/MicroMessenger/i.test(userAgent)) return 'WeChat'
  if (/DingTalk/i.test(userAgent)) return 'DingTalk'
  if (/Lark|Feishu/i.test(userAgent)) return 'Feishu'
  return undefined
}
