import { expect, test } from 'vitest'
import type { NoteView } from '#crm/activity/api.ts'
import type { TimelineEntryView } from '#decision/ingest/api.ts'
import './act-texts.ts'
import { notesAsEvents, timelineEntries, type Wording } from './timeline-entries.ts'

const minute = 60_000
const zhao = { id: '01a2090a-7087-776b-89ac-12e8ce9eceaa', name: '赵敏' }

const event = (type: string, at: number, more: Partial<TimelineEntryView> = {}): TimelineEntryView => ({
  id: `${type}-${at}`,
  type,
  at,
  received: at,
  source: 'document',
  imported: false,
  customer: null,
  person: zhao,
  device: null,
  object: '技术参数表',
  section: null,
  seconds: null,
  props: {},
  weight: null,
  ...more,
})

/** Says the key and what it was filled with, so that the test sees which sentence was chosen. */
const say = ((key: string, values: Record<string, unknown> = {}) =>
  [key, ...Object.values(values)].join(' ')) as Wording['say'] & Wording['sayCrm']
const words: Wording = {
  say,
  sayCrm: say,
  locale: 'zh-CN',
  account: '梁溪',
  person: () => '陈屿',
  stage: key => ({ proposal: '方案', quote: '报价' })[key] ?? '',
  notes: new Map(),
}

const section = (at: number, name: string, seconds: number, weight: number | null, viewId?: string) =>
  event('document.section_viewed', at, { section: name, seconds, weight, props: viewId ? { viewId } : {} })

test('sections stand under the opening of their view, longest time and weights added up, other acts apart', () => {
  const entries = timelineEntries(
    [
      event('document.forwarded', 9 * minute, { props: { viewId: 'v', count: 2 }, weight: 0.34 }),
      section(8 * minute, '售后', 34, 0.1, 'v'),
      section(7 * minute, '参数', 60, 0.2, 'v'),
      section(6 * minute, '参数', 70, null, 'v'),
      event('document.opened', 5 * minute, { props: { viewId: 'v' }, weight: 0.41 }),
      section(4 * minute, '别的', 10, null, 'w'),
    ],
    words,
  )
  expect(entries.map(entry => [entry.at / minute, entry.weight])).toEqual([
    [9, 0.34],
    [5, expect.closeTo(0.71)],
    [4, undefined],
  ])
  expect(entries[1]?.sections).toEqual([
    { label: '参数', seconds: 130 },
    { label: '售后', seconds: 34 },
  ])
  expect(entries[0]?.title).toContain('document.forwarded.count')
})

test('without a view, only what the same person read of the same document within half an hour belongs together', () => {
  const entries = timelineEntries(
    [
      section(100 * minute, '参数', 60, null),
      event('document.opened', 40 * minute),
      section(39 * minute, '价格', 5, null),
      event('document.opened', 38 * minute, { person: null }),
    ],
    words,
  )
  expect(entries.map(entry => entry.sections?.length ?? 0)).toEqual([1, 0, 1, 0])
  expect(entries[3]?.who).toContain('someone')
})

test('a note shows at once, and once', () => {
  const note = {
    id: 'n',
    at: 5,
    createdAt: 5,
    kind: 'call',
    body: '预算已批',
    outcome: 'advanced',
    accountId: null,
  } as NoteView
  expect(notesAsEvents([note], [], 6)).toEqual([])
  const [early] = notesAsEvents([note], [], 0)
  expect(notesAsEvents([note], [event('activity.note_added', 5, { props: { noteId: 'n' } })], 0)).toEqual([])
  const [entry] = timelineEntries([early!], { ...words, notes: new Map([['n', note]]) })
  expect(entry).toMatchObject({ who: '陈屿', note: '预算已批', tone: 'ours' })
})

test('a type of the company’s own is named as it is', () => {
  const [entry] = timelineEntries([event('machine.alarm', 1)], words)
  expect(entry).toMatchObject({ kind: 'other', title: expect.stringContaining('machine.alarm') })
})

test('a change of stage says from where to where; a stage that is gone by its key', () => {
  const moved = (from: string, to: string) =>
    timelineEntries([event('opportunity.stage_changed', 1, { props: { from, to } })], words)[0]!.title
  expect(moved('proposal', 'quote')).toBe('opportunity.moved 方案 报价')
  expect(moved('proposal', 'pilot')).toBe('opportunity.moved 方案 pilot')
})
