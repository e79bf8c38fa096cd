const encoder = new TextEncoder()
const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' })

/** Length in bytes of UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}

/**
 * Cuts to at most `maxBytes` of UTF-8, ending in an ellipsis (counted) where something was left out. Never splits what a
 * reader sees as one character (UAX #29 grapheme cluster). Below the ellipsis' own 3 bytes the answer is empty.
 */
export function cutBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text
  const room = maxBytes - 3
  if (room < 0) return ''
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += byteLength(segment)
    if (used > room) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Makes text safe to put into a payload: no lone surrogates, no control characters but line breaks. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u2028\u2029]/gu, character => (character === '\n' ? '\n' : ' '))
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim()
}

const wide: Record<string, string> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  '`': '｀',
  '#': '＃',
  '!': '！',
  '~': '～',
  '\\': '＼',
  _: '＿',
}

/**
 * Takes the markup out of text for the robots' markdown, which knows no escape: each sign becomes its full-width twin,
 * so that a customer's name can't become a link, a picture or a mention.
 */
export function unmarked(text: string): string {
  return text.replace(/[[\]<>*`#!~\\_]/g, sign => wide[sign] ?? sign)
}

/** An http(s) address that is safe inside `[…](…)`, or undefined. */
export function linkAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return undefined
  return parsed.href.replace(/[()'*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
