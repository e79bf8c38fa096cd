import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '#kernel/time.ts'
import { type Event, parseStrategy, Replay, settleEvents } from '#lib/cep/index.ts'
import { gallery } from './gallery.ts'

const start = Date.UTC(2026, 2, 2, 1)
type Act = [days: number, type: string, props?: Event['props'], person?: string]
const look = (days: number, section: string, seconds = 30): Act => [
  days,
  'document.section_viewed',
  { section, seconds },
]

/** For each a stream on which it fires once, and one act more or less with which it doesn't. */
const streams: Record<string, { fires: Act[]; silent: Act[] }> = {
  'dormant-tender-policy': {
    fires: [
      [0, 'proposal.shared', { kind: 'tender' }],
      [9, 'wechat.article_published', { topics: ['国产替代'] }],
    ],
    silent: [
      [0, 'proposal.shared', { kind: 'tender' }],
      [8, 'document.opened', { kind: 'tender' }],
      [9, 'wechat.article_published', { topics: ['国产替代'] }],
    ],
  },
  'price-read-twice': {
    fires: [look(0, 'price'), look(1, 'price')],
    silent: [look(0, 'price'), look(3, 'price')],
  },
  'spreading-inside': {
    fires: [
      [0, 'document.opened', {}, 'p1'],
      [1, 'document.opened', {}, 'p2'],
      [2, 'document.forwarded'],
    ],
    silent: [
      [0, 'document.opened', {}, 'p1'],
      [1, 'document.opened', {}, 'p1'],
      [2, 'document.forwarded'],
    ],
  },
  'silent-after-demo': {
    fires: [
      [0, 'demo.attended'],
      [12, 'page.viewed'],
    ],
    silent: [
      [0, 'demo.attended'],
      [5, 'meeting.held'],
      [16, 'page.viewed'],
    ],
  },
  'asked-for-price': { fires: [[0, 'quote.requested']], silent: [[0, 'document.opened']] },
  'inquiry-unanswered': {
    fires: [
      [0, 'inquiry.submitted'],
      [2, 'page.viewed'],
    ],
    silent: [
      [0, 'inquiry.submitted'],
      [0.5, 'call.completed'],
      [2, 'page.viewed'],
    ],
  },
  'tender-announced': { fires: [[0, 'tender.announced', { title: 'CT' }]], silent: [[0, 'page.viewed']] },
  'tender-parameters-studied': {
    fires: [[0, 'tender.announced'], look(1, 'parameters', 70), look(2, 'parameters', 80)],
    silent: [look(1, 'parameters', 70), look(2, 'parameters', 80)],
  },
  'back-after-silence': {
    fires: [
      [0, 'document.opened'],
      [40, 'document.opened'],
    ],
    silent: [
      [0, 'document.opened'],
      [20, 'document.opened'],
    ],
  },
  'warm-but-forgotten': {
    fires: [
      [0, 'document.opened'],
      [1, 'document.opened'],
      [2, 'document.opened'],
    ],
    silent: [
      [0, 'document.opened'],
      [1, 'call.completed'],
      [1, 'document.opened'],
      [2, 'document.opened'],
    ],
  },
  'objection-unanswered': {
    fires: [
      [0, 'objection.raised'],
      [4, 'page.viewed'],
    ],
    silent: [
      [0, 'objection.raised'],
      [1, 'visit.logged'],
      [4, 'page.viewed'],
    ],
  },
  'repairs-before-renewal': {
    fires: [
      [0, 'ticket.opened'],
      [30, 'ticket.opened'],
      [60, 'ticket.opened'],
    ],
    silent: [
      [0, 'ticket.opened'],
      [30, 'ticket.opened'],
      [100, 'ticket.opened'],
    ],
  },
  'reorder-overdue': {
    fires: [
      [0, 'erp.order_placed'],
      [46, 'page.viewed'],
    ],
    silent: [
      [0, 'erp.order_placed'],
      [30, 'order.placed'],
      [46, 'page.viewed'],
    ],
  },
  'calculator-then-terms': {
    fires: [[0, 'calculator.completed'], look(2, 'payment')],
    silent: [[0, 'calculator.completed'], look(9, 'payment')],
  },
}

const eventsOf = (acts: Act[]): Event[] =>
  acts.map(([days, type, props = {}, person], index) => ({
    id: `e${index}`,
    type,
    at: start + days * DAY,
    customer: 'c1',
    ...(person && { person }),
    props,
  }))

describe('the gallery', () => {
  test('has at least twelve, each said in both languages, named once', () => {
    expect(gallery.length).toBeGreaterThanOrEqual(12)
    expect(new Set(gallery.map(({ id }) => id)).size).toBe(gallery.length)
    for (const { name, why, needs } of gallery) {
      for (const text of [name, why]) {
        expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
        expect(text.en).not.toMatch(/[\u4e00-\u9fff]/)
      }
      expect(needs.length).toBeGreaterThan(0)
    }
  })

  test.each(gallery)(
    '$id is valid without a warning, fires when it should, and only then',
    ({ id, definition }) => {
      const parsed = parseStrategy(definition)
      expect(parsed).toMatchObject({ ok: true, warnings: [] })
      if (!parsed.ok) return
      const firings = (acts: Act[]) => {
        const events = settleEvents(eventsOf(acts))
        return [...new Replay([parsed.value], { until: events.at(-1)!.at + HOUR }).run(events)]
      }
      const { fires, silent } = streams[id]!
      expect(firings(fires)).toHaveLength(1)
      expect(firings(silent)).toHaveLength(0)
    },
  )
})
