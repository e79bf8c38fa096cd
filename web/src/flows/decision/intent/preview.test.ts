import { describe, expect, it } from 'vitest'
import type { Evidence, ModelBody } from '#decision/intent/api.ts'
import { DAY } from '#kernel/time.ts'
import { outlook } from './preview.ts'

const name = (text: string) => ({ 'zh-CN': text, en: text })
const term = { name: name('t'), reason: name('r'), sd: 0.1 }
const model: ModelBody = {
  id: 'm',
  version: 1,
  target: name('x'),
  prior: { logOdds: -2, sd: 0.5, reason: name('p') },
  events: [
    { ...term, id: 'open', event: ['document.opened'], weight: 0.4, halfLifeDays: 10 },
    {
      ...term,
      id: 'read',
      event: ['document.section_viewed'],
      weight: 0.8,
      halfLifeDays: 10,
      amount: { of: 'props.seconds', half: 30 },
    },
  ],
  profile: [{ ...term, id: 'big', when: 'true', weight: 0.5 }],
  absences: [
    {
      ...term,
      id: 'quiet',
      name: name('quiet'),
      after: ['a'],
      without: ['b'],
      forDays: 7,
      weight: -0.4,
      halfLifeDays: 14,
    },
  ],
}

const at = 100 * DAY
const act = (id: string, weight: number, ageDays: number, seconds: number | null = null) => ({
  eventId: id,
  type: id,
  title: name(id),
  at: at - ageDays * DAY,
  person: null,
  device: null,
  object: null,
  section: null,
  page: null,
  seconds,
  count: null,
  weight,
  terms: [id],
  completing: false,
})
// 0.4 × 0.5^(10/10) and 0.8 × (1 − 0.5^(30/30)) × 0.5^(0/10)
const evidence: Evidence = {
  at,
  target: name('x'),
  modelVersion: 1,
  prior: { logOdds: -2, value: 0.12 },
  acts: [act('open', 0.2, 10), act('read', 0.4, 0, 30)],
  absences: [{ types: ['b'], from: 0, to: 1, weight: -0.3, title: name('no b'), name: name('quiet') }],
  others: { count: 0, weight: 0 },
  profile: [{ term: 'big', name: name('big'), weight: 0.5 }],
  total: { logOdds: -1.2, value: 0.2315, low: 0.1, high: 0.4 },
  count: 2,
}

describe('what an edited model would make of an account', () => {
  it('changes nothing while nothing is edited', () => {
    const { change, after } = outlook(evidence, model, structuredClone(model))
    expect(change).toBe(0)
    expect(after).toBeCloseTo(0.2315, 4)
  })

  it('adds a changed prior as it is', () => {
    expect(outlook(evidence, model, { ...model, prior: { ...model.prior, logOdds: -1 } }).change).toBe(1)
  })

  it('scales an act with its weight and ages it by its half-life', () => {
    const [open, read] = model.events as [ModelBody['events'][0], ModelBody['events'][0]]
    const doubled = { ...model, events: [{ ...open, weight: 0.8 }, read] }
    expect(outlook(evidence, model, doubled).change).toBeCloseTo(0.2, 12)
    const slower = { ...model, events: [{ ...open, halfLifeDays: 20 }, read] }
    expect(outlook(evidence, model, slower).change).toBeCloseTo(0.4 * 0.5 ** 0.5 - 0.2, 12)
  })

  it('knows how dwell counts', () => {
    const [open, read] = model.events as [ModelBody['events'][0], ModelBody['events'][0]]
    const stricter = { ...model, events: [open, { ...read, amount: { of: 'props.seconds', half: 60 } }] }
    expect(outlook(evidence, model, stricter).change).toBeCloseTo(0.8 * (1 - 0.5 ** 0.5) - 0.4, 12)
  })

  it('lets a limit on repetition take effect, and shares it with no other term', () => {
    // Four fresh openings at 0.4 each; counting for two at most they weigh 0.4 × (2 − 1 ÷ 4).
    const four = { ...evidence, acts: [0, 0, 0, 0].map(age => act('open', 0.4, age)) }
    const [open, read] = model.events as [ModelBody['events'][0], ModelBody['events'][0]]
    const limited = { ...model, events: [{ ...open, most: 2 }, read] }
    expect(outlook(four, model, limited).change).toBeCloseTo(0.4 * 1.75 - 1.6, 12)
    const under = { ...evidence, acts: [0, 0, 0, 0].map(age => act('open', (0.4 * 1.75) / 4, age)) }
    expect(outlook(under, limited, limited).change).toBeCloseTo(0, 12)
  })

  it('shows the probability by the edited model’s calibration', () => {
    const calibrated = { ...model, calibration: { kind: 'platt' as const, intercept: -1, slope: 0.5 } }
    expect(outlook(evidence, model, calibrated).after).toBeCloseTo(1 / (1 + Math.exp(1.6)), 12)
    const corners = { ...model, calibration: { kind: 'isotonic' as const, at: [-2, -1], value: [0.1, 0.2] } }
    expect(outlook(evidence, model, corners).after).toBeCloseTo(0.18, 12)
  })

  it('takes away what was deleted: an act, a fact, a silence', () => {
    const bare = { ...model, events: [model.events[1]!], profile: [], absences: [] }
    expect(outlook(evidence, model, bare).change).toBeCloseTo(-0.2 - 0.5 + 0.3, 12)
  })
})
