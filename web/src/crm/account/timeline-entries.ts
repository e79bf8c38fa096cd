import type { NoteView } from '#crm/activity/api.ts'
import type { TimelineEntryView } from '#decision/ingest/api.ts'
import type { Locale } from '#kernel/error.ts'
import { areas, type Say, type Texts } from '../../app/i18n.ts'
import { duration } from '../../ui/format.ts'
import type { IconName } from '../../ui/icons.tsx'
import type { TimelineEntry } from '../../ui/types.ts'
import { noteWords } from '../note-words.ts'
import type { CrmText } from '../texts.ts'
import type { actTexts } from './act-texts.ts'

type ActText = typeof actTexts extends Texts<infer K> ? K : never

/** The filters of the timeline, with the first words of the event types that belong to each. */
export const kinds = {
  document: ['document', 'proposal'],
  chat: ['wechat', 'email', 'message'],
  visit: ['call', 'visit', 'meeting', 'demo', 'activity'],
  other: [] as string[],
  system: ['suggestion', 'consent', 'strategy', 'score', 'opportunity'],
} as const
export type Kind = keyof typeof kinds

const icons: Partial<Record<string, IconName>> = {
  'document.forwarded': 'forward',
  'document.downloaded': 'download',
  'proposal.shared': 'link',
  'wechat.article_published': 'news',
  'tender.announced': 'news',
  'call.completed': 'phone',
  'demo.attended': 'video',
  'visit.logged': 'pin',
  'activity.note_added': 'edit',
  'opportunity.created': 'briefcase',
  'opportunity.stage_changed': 'briefcase',
  'opportunity.won': 'briefcase',
  'opportunity.lost': 'briefcase',
}
const kindIcons: Record<Kind, IconName> = {
  document: 'eye',
  chat: 'chat',
  visit: 'people',
  other: 'globe',
  system: 'bolt',
}

export function kindOf(type: string): Kind {
  const first = type.split('.')[0]!
  const found = Object.entries(kinds).find(([, words]) => (words as readonly string[]).includes(first))
  return (found?.[0] ?? 'other') as Kind
}

export interface Wording {
  say: Say<ActText>
  sayCrm: Say<CrmText>
  locale: Locale
  account: string
  person: (id: string | null) => string
  /** A stage's name; empty for one that is gone. */
  stage: (key: string) => string
  notes: ReadonlyMap<string, NoteView>
}

/**
 * Notes that are not among the events yet, as events: a note shows at once, the log takes its time.
 * @param from the oldest instant that has been loaded; older notes come with their page
 */
export function notesAsEvents(
  notes: readonly NoteView[],
  events: readonly TimelineEntryView[],
  from: number,
): TimelineEntryView[] {
  const told = new Set(events.map(event => event.props.noteId))
  return notes
    .filter(note => !told.has(note.id) && note.at >= from)
    .map(note => ({
      id: `note:${note.id}`,
      type: 'activity.note_added',
      at: note.at,
      received: note.createdAt,
      source: 'crm',
      imported: false,
      customer: note.accountId,
      person: null,
      device: null,
      object: null,
      section: null,
      seconds: null,
      props: { noteId: note.id },
      weight: null,
    }))
}

/** Turns events of the log into what the timeline draws; sections read in one sitting stand under one entry. */
export function timelineEntries(events: readonly TimelineEntryView[], words: Wording): TimelineEntry[] {
  return sittings(events).map(sitting => entryOf(sitting, words))
}

interface Sitting {
  event: TimelineEntryView
  sections: TimelineEntryView[]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const halfHour = 1_800_000

/**
 * Gathers the sections of one reading under its opening. Events come newest first, so sections stand before the
 * opening they belong to: the same view, or without one the same person and document within half an hour.
 * Sections whose opening lies further back stand by themselves, together.
 */
function sittings(events: readonly TimelineEntryView[]): Sitting[] {
  const result: Sitting[] = []
  const open = new Map<string, Sitting>()
  for (const event of events) {
    const key = textOf(event.props.viewId) || `${event.person?.id} ${event.object}`
    const sitting = open.get(key)
    const near = sitting && (textOf(event.props.viewId) !== '' || sitting.event.at - event.at < halfHour)
    if (event.type === 'document.section_viewed' && sitting && near) sitting.sections.push(event)
    else if (event.type === 'document.section_viewed') {
      const begun = { event, sections: [event] }
      open.set(key, begun)
      result.push(begun)
    } else if (event.type === 'document.opened' && sitting && near) {
      sitting.event = event
      open.delete(key)
    } else result.push({ event, sections: [] })
  }
  return result.sort((a, b) => b.event.at - a.event.at)
}

function entryOf({ event, sections }: Sitting, words: Wording): TimelineEntry {
  const note = words.notes.get(textOf(event.props.noteId))
  const kind = kindOf(event.type)
  const weight = sumOf([event, ...sections.filter(section => section !== event)].map(part => part.weight))
  const detail = detailOf(event, words)
  return {
    id: event.id,
    at: event.at,
    kind,
    tone: toneOf(event.type),
    icon: icons[event.type] ?? kindIcons[kind],
    ...whoOf(event, note, words),
    title: note ? noteTitle(note, words) : titleOf(event, sections, words),
    ...(note ? { note: note.body } : {}),
    ...(detail ? { detail } : {}),
    ...(sections.length > 0 ? { sections: sectionsOf(sections, words) } : {}),
    ...(weight !== undefined ? { weight } : {}),
  }
}

/** Undefined where none of the parts has a weight. */
function sumOf(weights: readonly (number | null)[]): number | undefined {
  const known = weights.filter(weight => weight !== null)
  return known.length > 0 ? known.reduce((sum, weight) => sum + weight, 0) : undefined
}

function toneOf(type: string): TimelineEntry['tone'] {
  if (kindOf(type) === 'system') return 'system'
  return ['activity.note_added', 'proposal.shared', 'visit.logged', 'call.completed'].includes(type)
    ? 'ours'
    : 'customer'
}

function whoOf(event: TimelineEntryView, note: NoteView | undefined, words: Wording): { who?: string } {
  if (note) return { who: words.person(note.authorId) || words.account }
  if (toneOf(event.type) === 'ours') return {}
  if (event.person) return { who: event.person.name || words.sayCrm('someone', { account: words.account }) }
  if (toneOf(event.type) !== 'customer') return {}
  const someone = event.type.startsWith('document') || event.type.startsWith('page')
  return { who: someone ? words.sayCrm('someone', { account: words.account }) : words.account }
}

function noteTitle(note: NoteView, { sayCrm }: Wording): string {
  const said = sayCrm('notedBy', { how: sayCrm(noteWords[note.kind]) })
  return note.outcome ? `${said} · ${sayCrm(note.outcome)}` : said
}

function titleOf(
  event: TimelineEntryView,
  sections: readonly TimelineEntryView[],
  { say, locale, stage }: Wording,
): string {
  const [from, to_] = [textOf(event.props.from), textOf(event.props.to)]
  if (event.type === 'opportunity.stage_changed' && from && to_)
    return say('opportunity.moved', { from: stage(from) || from, to: stage(to_) || to_ })
  const o = event.object ? say('object', { o: event.object.replace(/^[《“「]|[》”」]$/g, '') }) : ''
  const n = numberOf(event.props.times) ?? numberOf(event.props.count)
  const who = toneOf(event.type) === 'ours' ? event.person?.name : undefined
  const [times, count, to] = [`${event.type}.times`, `${event.type}.count`, `${event.type}.to`]
  const key = who && known(to) ? to : n !== undefined && n > 1 ? [times, count].find(known) : undefined
  const title =
    known(event.type) || key
      ? say((key ?? event.type) as ActText, { o, n: n ?? 1, who: who ?? '' })
      : [event.type, o].filter(Boolean).join(' ')
  const seconds = sections.reduce((sum, section) => sum + (section.seconds ?? 0), 0) || event.seconds || 0
  return [title.trim(), seconds > 0 ? duration(Math.round(seconds), locale) : '']
    .filter(Boolean)
    .join(locale === 'en' ? ', ' : '，')
}

const known = (key: string) => key in (areas.get('acts')?.['zh-CN'] ?? {})

function detailOf({ props, device, imported }: TimelineEntryView, { say }: Wording): string {
  const topics = Array.isArray(props.topics) ? props.topics.filter(topic => typeof topic === 'string') : []
  const minutes = numberOf(props.minutes)
  const parts = [
    topics.length > 0 ? say('topics', { o: topics.join('、') }) : '',
    minutes === undefined ? '' : say('minutes', { n: minutes }),
    textOf(props.summary) || textOf(props.text),
    device ? (known(device) ? say(device as ActText) : device) : '',
    imported ? say('imported') : '',
  ]
  return parts.filter(Boolean).join(' · ')
}

function sectionsOf(sections: readonly TimelineEntryView[], { say }: Wording) {
  const byLabel = new Map<string, number>()
  for (const { props, section, seconds } of sections.toReversed()) {
    const page = numberOf(props.page)
    // Outlines number their sections, and the page says it already.
    const s = (section ?? '').replace(/^\d+(\.\d+)*[\s、.]+/, '')
    const label = page === undefined ? s : s ? say('section', { page, s }) : say('page', { page })
    byLabel.set(label, (byLabel.get(label) ?? 0) + (seconds ?? 0))
  }
  return [...byLabel].map(([label, seconds]) => ({ label, seconds: Math.round(seconds) }))
}
