import type { Locale } from '#kernel/error.ts'
import { DAY, HOUR, type Instant, MINUTE } from '#kernel/time.ts'

const minus = '−'

/** A signed number with two decimals and a true minus: "+0.62", "−0.14". */
export function signed(value: number, digits = 2): string {
  const rounded = value.toFixed(digits)
  if (Number(rounded) === 0) return (0).toFixed(digits)
  return value < 0 ? minus + rounded.slice(1) : `+${rounded}`
}

/** A probability 0–1 as a whole percentage: "68%". */
export function percent(value: number, digits = 0): string {
  return `${(value * 100).toFixed(digits)}%`
}

/** "55–79%" */
export function percentRange(low: number, high: number): string {
  return `${(low * 100).toFixed(0)}–${percent(high)}`
}

/**
 * Rounds the parts so that what is shown adds up to the shown total: each part is rounded,
 * and the parts that were rounded furthest give or take the last unit (largest remainder).
 * @returns the parts in the same order
 */
export function roundToSum(parts: number[], total: number, digits = 2): number[] {
  const unit = 10 ** digits
  const target = Math.round(total * unit)
  const rounded = parts.map(part => Math.round(part * unit))
  let gap = target - rounded.reduce((sum, part) => sum + part, 0)
  const byError = parts
    .map((part, index) => ({ index, error: part * unit - rounded[index]! }))
    .sort((a, b) => (gap > 0 ? b.error - a.error : a.error - b.error))
  for (const { index } of byError) {
    if (gap === 0) break
    rounded[index]! += Math.sign(gap)
    gap -= Math.sign(gap)
  }
  return rounded.map(part => part / unit)
}

/** Seconds as people say them: "2 分 10 秒", "2 min 10 s". */
export function duration(seconds: number, locale: Locale): string {
  const whole = Math.max(0, Math.round(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const zh = locale === 'zh-CN'
  const two = (n: number) => String(n).padStart(2, '0')
  if (h > 0) return zh ? `${h} 小时 ${two(m)} 分` : `${h} h ${two(m)} min`
  if (m > 0) return zh ? `${m} 分 ${two(s)} 秒` : `${m} min ${two(s)} s`
  return zh ? `${s} 秒` : `${s} s`
}

/** Seconds as a clock: "9:58", "1:02:07". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** A whole number with separators: "1,240". */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}

/** Decimal places of a currency (ISO 4217): 2 for CNY, 0 for JPY. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/**
 * An amount in minor units (分), by size: "486 万元", "1.2 亿元", "¥4.86M" in English.
 * @param minor whole number of the currency's minor unit, as a number or a decimal string
 */
export function money(minor: number | string, locale: Locale, currency = 'CNY'): string {
  const value = Number(minor) / 10 ** digitsOf(currency)
  const size = Math.abs(value)
  const sign = value < 0 ? minus : ''
  if (locale === 'zh-CN' && currency === 'CNY') {
    if (size >= 1e8) return `${sign}${short(size / 1e8)} 亿元`
    if (size >= 1e4) return `${sign}${short(size / 1e4)} 万元`
    return `${sign}${count(size)} 元`
  }
  const symbol = currency === 'CNY' ? '¥' : `${currency} `
  if (size >= 1e9) return `${sign}${symbol}${short(size / 1e9)}B`
  if (size >= 1e6) return `${sign}${symbol}${short(size / 1e6)}M`
  return `${sign}${symbol}${count(size)}`
}

/** The exact amount in the currency's own decimal places: "¥4,860,000.00", "JPY 12,000". */
export function moneyExact(minor: number | string, currency = 'CNY'): string {
  const [whole = '', parts] = plain(minor, digitsOf(currency)).split('.')
  const symbol = currency === 'CNY' ? '¥' : `${currency} `
  const amount = whole.replace('-', '').replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${whole.startsWith('-') ? minus : ''}${symbol}${amount}${parts === undefined ? '' : `.${parts}`}`
}

/** As one types it into a field: "4860000.00", "12000". */
export const mainUnits = (minor: number, currency: string): string => plain(minor, digitsOf(currency))

/** Minor units as a decimal number, exact beyond what a double holds. */
function plain(minor: number | string, digits: number): string {
  const figures = String(minor)
    .replace('-', '')
    .padStart(digits + 1, '0')
  const sign = String(minor).startsWith('-') ? '-' : ''
  return sign + (digits === 0 ? figures : `${figures.slice(0, -digits)}.${figures.slice(-digits)}`)
}

/** Up to three significant places, no trailing zeros: 486, 37.5, 1,326, 1.2. */
function short(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return Number(value.toFixed(digits)).toLocaleString('en-US')
}

const two = (n: number) => String(n).padStart(2, '0')

/** "2026-11-24" in the reader's time zone. */
export function isoDay(at: Instant): string {
  const d = new Date(at)
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`
}

/** "09:58:21", or "09:58" without seconds. */
export function timeOfDay(at: Instant, seconds = true): string {
  const d = new Date(at)
  const hm = `${two(d.getHours())}:${two(d.getMinutes())}`
  return seconds ? `${hm}:${two(d.getSeconds())}` : hm
}

/** "2026-11-24 09:58:21" */
export function exactTime(at: Instant): string {
  return `${isoDay(at)} ${timeOfDay(at)}`
}

const weekdays = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

export function weekday(at: Instant, locale: Locale): string {
  return weekdays[locale][new Date(at).getDay()]!
}

/** Whole calendar days from `at` to `now` (0 today, 1 yesterday, −1 tomorrow). */
export function daysAgo(at: Instant, now: Instant): number {
  const midnight = (t: Instant) => new Date(t).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(at)) / DAY)
}

/** The year is left out while it is this one: "11-20", "2025-11-20". */
export function shortDay(at: Instant, now: Instant): string {
  const day = isoDay(at)
  return day.slice(0, 4) === isoDay(now).slice(0, 4) ? day.slice(5) : day
}

/** 今天, 昨天, 明天, else the date. */
export function dayName(at: Instant, now: Instant, locale: Locale): string {
  const names = locale === 'zh-CN' ? ['明天', '今天', '昨天'] : ['tomorrow', 'today', 'yesterday']
  return names[daysAgo(at, now) + 1] ?? shortDay(at, now)
}

/** Until when, in words: "今天 17:30 前", "周四 18:00 前", "by Thu 18:00". */
export function due(at: Instant, now: Instant, locale: Locale): string {
  const ahead = -daysAgo(at, now)
  const near = ahead >= 2 && ahead <= 6 ? weekday(at, locale) : dayName(at, now, locale)
  const when = `${near} ${timeOfDay(at, false)}`
  return locale === 'zh-CN' ? `${when} 前` : `by ${when}`
}

/** "3 分钟前", "5 min ago"; past two weeks the date. */
export function ago(at: Instant, now: Instant, locale: Locale): string {
  const zh = locale === 'zh-CN'
  const past = now - at
  if (past < -MINUTE) return `${dayName(at, now, locale)} ${timeOfDay(at, false)}`
  if (past < MINUTE) return zh ? '刚刚' : 'just now'
  if (past < HOUR) return zh ? `${Math.floor(past / MINUTE)} 分钟前` : `${Math.floor(past / MINUTE)} min ago`
  if (past < DAY) return zh ? `${Math.floor(past / HOUR)} 小时前` : `${Math.floor(past / HOUR)} h ago`
  const days = daysAgo(at, now)
  if (days === 1) return zh ? '昨天' : 'yesterday'
  if (days <= 14) return zh ? `${days} 天前` : `${days} days ago`
  return shortDay(at, now)
}

/** A Chinese mobile number with its middle hidden: "138****5678"; others keep the first 3 and last 2. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\s/g, '')
  if (digits.includes('*')) return digits
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return digits.length <= 5 ? '*'.repeat(digits.length) : `${digits.slice(0, 3)}****${digits.slice(-2)}`
}

/** What stands in a person's round: the family name, or the initials. */
export function initial(name: string): string {
  const trimmed = name.trim()
  if (/^[\u3400-\u9fff]/.test(trimmed)) return trimmed.slice(0, 1)
  const words = trimmed.split(/\s+/)
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
