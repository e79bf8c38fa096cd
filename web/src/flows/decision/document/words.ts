import type { Finding, LineageNodeView, ReaderRowView, Reading, StoryLine } from '#decision/document/api.ts'
import type { Locale } from '#kernel/error.ts'
import type { Say } from '../../../app/i18n.ts'
import { duration, percent } from '../../../ui/format.ts'
import type { DocumentText } from './texts.ts'

const marks = { 'zh-CN': '甲乙丙丁戊己庚辛壬癸', en: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }
const channels = ['wechat', 'wecom', 'mail', 'dingtalk', 'feishu', 'forward', 'scan'] as const
/** Row of everyone who declined, as the server names it. */
const WITHHELD = 'withheld'

export interface Words {
  say: Say<DocumentText>
  locale: Locale
}

/** 甲, 乙 … 癸, then numbers. */
function markOf(ordinal: number, locale: Locale): string {
  return [...marks[locale]][ordinal - 1] ?? String(ordinal)
}

/** What a reader is called on the screen. */
export function readerName(
  reader: Pick<ReaderRowView, 'id' | 'name' | 'ordinal'> | LineageNodeView,
  { say, locale }: Words,
): string {
  if (reader.id === WITHHELD) return say('withheld')
  if (reader.name) return reader.name
  return reader.ordinal ? say('unnamed', { mark: markOf(reader.ordinal, locale) }) : say('aColleague')
}

/** The quiet line below a reader's name. */
export function readerDetail(reader: ReaderRowView, { say }: Words): string {
  if (reader.id === WITHHELD) return say('withheldHint')
  const device = reader.device ? say(reader.device) : ''
  const detail = reader.permitted ? reader.about : say('noPermission')
  return [detail, device].filter(Boolean).join(' · ')
}

export function channelName(channel: string | null, say: Words['say']): string {
  const known = channels.find(one => one === channel)
  return known ? say(known) : ''
}

/** A finding as a heading and a sentence. */
export function findingWords(
  finding: Finding,
  reading: Reading,
  words: Words,
): { title: string; more: string } {
  const { say, locale } = words
  const nameOf = (id: string) => {
    const found = reading.readers.find(row => row.id === id) ?? reading.lineage.find(node => node.id === id)
    return found ? readerName(found, words) : say('aColleague')
  }
  const time = (ms: number) => duration(ms / 1_000, locale)
  switch (finding.kind) {
    case 'most-read': {
      const { page, section, share, readers } = finding
      const more = {
        share: percent(share),
        readers,
        time: time(finding.ms),
        name: nameOf(finding.topReaderId),
        top: time(finding.topMs),
      }
      return {
        title: section ? say('mostRead', { page, section }) : say('mostReadPlain', { page }),
        more: say('mostReadMore', more),
      }
    }
    case 'one-interest': {
      const { section, share } = finding
      const title = say('oneInterest', { name: nameOf(finding.readerId), section })
      return { title, more: say('oneInterestMore', { time: time(finding.ms), share: percent(share) }) }
    }
    case 'likely-passed-on': {
      const names = { name: nameOf(finding.readerId), from: nameOf(finding.fromId) }
      const title = say('passedOn', { ...names, confidence: percent(finding.confidence) })
      const reasons = finding.reasons
        .map(reason => say(reason as DocumentText))
        .join(locale === 'en' ? ', ' : '，')
      return { title, more: say('passedOnMore', { reasons }) }
    }
    case 'unread': {
      const pages = finding.pages.join(locale === 'en' ? ', ' : '、')
      return { title: say('unreadSection', { section: finding.section }), more: say('unreadMore', { pages }) }
    }
    case 'not-opened':
      return { title: say('notOpened', { days: finding.days }), more: say('notOpenedMore') }
  }
}

/** One view told in a line: who, on what, when, page and section for how long, back to the start, passed on. */
export interface Telling {
  at: number
  readerId: string
  parts: string[]
}

/** The reading story, one line per opening, newest first. */
export function tellings(reading: Reading, words: Words): Telling[] {
  const lines: Telling[] = []
  const current = new Map<string, { telling: Telling; last: number }>()
  for (const line of reading.story) {
    const at = Date.parse(line.at)
    const open = current.get(line.readerId)
    if (line.kind === 'opened' || !open) {
      const telling = { at, readerId: line.readerId, parts: [openedPart(line, reading, words)] }
      lines.push(telling)
      current.set(line.readerId, { telling, last: at })
      if (line.kind === 'opened') continue
    }
    const { telling, last } = current.get(line.readerId)!
    const part = storyPart(line, at - last, words)
    if (part) telling.parts.push(part)
    current.set(line.readerId, { telling, last: at + line.ms })
  }
  return lines.reverse()
}

function openedPart(line: StoryLine, reading: Reading, words: Words): string {
  const reader = reading.readers.find(row => row.id === line.readerId)
  const who = reader ? readerName(reader, words) : words.say('aColleague')
  return words.say('storyOpened', { who, device: words.say(line.device ?? 'desktop') })
}

function storyPart(line: StoryLine, gapMs: number, { say, locale }: Words): string | undefined {
  switch (line.kind) {
    case 'opened':
      return undefined
    case 'read': {
      const section = line.section ? (locale === 'en' ? `, ${line.section}` : ` ${line.section}`) : ''
      return say('storyRead', { page: line.page ?? 1, section, time: duration(line.ms / 1_000, locale) })
    }
    case 'restarted':
      return say('storyRestarted')
    case 'forwarded': {
      const gap = gapMs >= 60_000 ? say('later', { time: duration(gapMs / 1_000, locale) }) : ''
      const list = line.names.join(locale === 'en' ? ', ' : '、')
      const names = list ? (locale === 'en' ? ` (${list})` : `（${list}）`) : ''
      return say('storyForwarded', { gap, count: line.count, names })
    }
    case 'downloaded':
      return say('storyDownloaded')
  }
}
