import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#kernel/time.ts'
import type { CompileCondition, ScoredEvent } from './compile.ts'
import {
  addEvent,
  compileModel,
  defaultModel,
  emptyState,
  explain,
  nextAbsence,
  type ScoreModel,
  scoreModel,
  scoreState,
  showContributions,
} from './index.ts'

/** Stands in for CEL: conditions here are written as `FIELD=VALUE` over e.props or customer. */
const condition: CompileCondition = text => {
  const [field, value] = text.split('=')
  return ({ e, customer }) => String((e ? e.props : customer)?.[field!]) === value
}

const text = { 'zh-CN': '测试', en: 'test' }
const term = (id: string, weight: number, more: object = {}) => ({
  id,
  name: text,
  reason: text,
  weight,
  sd: 0.3,
  halfLifeDays: 7,
  event: [id],
  ...more,
})

const model: ScoreModel = scoreModel.parse({
  id: 'm',
  version: 1,
  target: text,
  prior: { logOdds: -3, sd: 0.5, reason: text },
  events: [
    term('opened', 0.4),
    term('read', 0.8, { event: ['read'], amount: { of: 'props.seconds', half: 30 }, halfLifeDays: 0.01 }),
    term('price', 1.1, { event: ['read'], where: 'section=price', halfLifeDays: 30 }),
    term('bounced', -0.5, { halfLifeDays: 3, most: 2 }),
  ],
  profile: [{ id: 'tier', name: text, reason: text, weight: 0.7, sd: 0.2, when: 'tier=S' }],
  absences: [
    {
      id: 'unopened',
      name: text,
      reason: text,
      weight: -0.6,
      sd: 0.2,
      after: ['shared'],
      without: ['opened'],
      forDays: 7,
      halfLifeDays: 20,
    },
  ],
})
const compiled = compileModel(model, condition)
const start = Date.UTC(2026, 0, 1)

const events = fc
  .array(
    fc.record({
      type: fc.constantFrom('opened', 'read', 'bounced', 'shared', 'unknown'),
      at: fc.integer({ min: 0, max: 4_000 * 24 }).map(hour => start + hour * HOUR),
      props: fc.record({
        seconds: fc.oneof(fc.double({ noNaN: true, min: -5, max: 1e6 }), fc.string()),
        section: fc.constantFrom('price', 'intro'),
      }),
    }),
    { maxLength: 60 },
  )
  .map(list => list.map((event, index): ScoredEvent => ({ id: `e-${index}`, ...event })))

const close = (a: number, b: number, scale: number, relative: number) =>
  Math.abs(a - b) <= relative * Math.max(1, scale)

describe('score', () => {
  it('takes apart exactly: the lines sum to the score, and the state that grew event by event agrees', () => {
    fc.assert(
      fc.property(
        events,
        fc.integer({ min: -1_000, max: 5_000 }),
        fc.constantFrom('S', 'B'),
        (list, day, tier) => {
          const at = start + day * DAY
          const state = emptyState()
          for (const event of list) addEvent(state, compiled, event)
          const { score, contributions } = explain(list, compiled, at, { tier })
          const sum = contributions.reduce((total, line) => total + line.amount, 0)
          const size = contributions.reduce((total, line) => total + Math.abs(line.amount), 0)
          expect(close(sum, score.logOdds, size, 1e-12)).toBe(true)
          const live = scoreState(JSON.parse(JSON.stringify(state)), compiled, at, { tier })
          expect(close(live.logOdds, score.logOdds, size, 1e-9)).toBe(true)
          expect(close(live.sd, score.sd, size, 1e-9)).toBe(true)
        },
      ),
    )
  })

  it('gives the same state for any order of arrival, so late events are fine', () => {
    fc.assert(
      fc.property(events, list => {
        const one = emptyState()
        const two = emptyState()
        for (const event of list) addEvent(one, compiled, event)
        for (const event of list.toReversed()) addEvent(two, compiled, event)
        const at = start + 200 * DAY
        const [a, b] = [scoreState(one, compiled, at, {}), scoreState(two, compiled, at, {})]
        expect(close(a.logOdds, b.logOdds, 60, 1e-9)).toBe(true)
      }),
    )
  })

  it('halves a contribution with each half-life and falls back to the prior in silence', () => {
    const event = { id: 'e', type: 'opened', at: start, props: {} }
    const amount = (at: number) => explain([event], compiled, at, {}).contributions[1]?.amount
    expect(amount(start)).toBe(0.4)
    expect(amount(start + 7 * DAY)).toBeCloseTo(0.2, 12)
    const state = emptyState()
    addEvent(state, compiled, event)
    const late = scoreState(state, compiled, start + 3_000 * DAY, {})
    expect(late.logOdds).toBeCloseTo(-3, 9)
    expect(late.sd).toBeCloseTo(0.5, 9)
  })

  it('saturates an amount instead of rewarding a tab left open', () => {
    const read = (seconds: unknown) =>
      explain([{ id: 'e', type: 'read', at: start, props: { seconds } }], compiled, start, {})
        .contributions[1]?.amount
    expect(read(30)).toBeCloseTo(0.4, 12)
    expect(read(1e9)).toBeCloseTo(0.8, 12)
    expect(read('30')).toBeUndefined()
    expect(read(-4)).toBeUndefined()
  })

  it('counts an absence from the instant it falls due until the awaited act comes', () => {
    const shared = { id: 's', type: 'shared', at: start, props: {} }
    const opened = { id: 'o', type: 'opened', at: start + 8 * DAY, props: {} }
    const line = (list: ScoredEvent[], at: number) =>
      explain(list, compiled, at, {}).contributions.find(c => c.kind === 'absence')
    expect(line([shared], start + 7 * DAY - 1)).toBeUndefined()
    expect(line([shared], start + 7 * DAY)).toMatchObject({ term: 'unopened', event: 's', amount: -0.6 })
    expect(line([shared, opened], start + 9 * DAY)).toBeUndefined()
    const state = emptyState()
    addEvent(state, compiled, shared)
    expect(nextAbsence(state, compiled, start)).toBe(start + 7 * DAY)
    expect(nextAbsence(state, compiled, start + 7 * DAY)).toBeUndefined()
  })

  it('is unsure where only doubtful weights speak', () => {
    const doubtful = compileModel(
      { ...model, events: model.events.map(item => ({ ...item, sd: 2 })) },
      condition,
    )
    const list = [{ id: 'e', type: 'opened', at: start, props: {} }]
    const [sure, unsure] = [
      explain(list, compiled, start, {}).score,
      explain(list, doubtful, start, {}).score,
    ]
    expect(unsure.probability).toBe(sure.probability)
    expect(unsure.high - unsure.low).toBeGreaterThan(2 * (sure.high - sure.low))
    expect(sure.low).toBeLessThan(sure.probability)
  })

  it('shows the acts that completed the pattern first, and closes the sum', () => {
    const list = Array.from({ length: 9 }, (_, index) => ({
      id: `e-${index}`,
      type: 'opened',
      at: start + index * DAY,
      props: {},
    }))
    const { contributions, score } = explain(list, compiled, start + 9 * DAY, { tier: 'S' })
    const { lines, others } = showContributions(contributions, 5, new Set(['e-0']))
    expect(lines.map(line => line.event)).toEqual(['e-0', 'e-8', 'e-7', 'e-6', 'e-5'])
    expect(others.count).toBe(4)
    const shown = lines.reduce((sum, line) => sum + line.amount, others.amount)
    expect(shown + model.prior.logOdds + 0.7).toBeCloseTo(score.logOdds, 12)
  })

  it('counts repetition less and less, never for more than the term allows, and still line by line', () => {
    const repeated = (times: number) =>
      explain(
        Array.from({ length: times }, (_, i) => ({ id: `e-${i}`, type: 'bounced', at: start, props: {} })),
        compiled,
        start,
        {},
      )
    const added = (times: number) => repeated(times).score.logOdds - model.prior.logOdds
    // most = 2: the first counts whole, four count 2 − 1 ÷ 4.
    expect(added(1)).toBeCloseTo(-0.5, 12)
    expect(added(4)).toBeCloseTo(-0.5 * 1.75, 12)
    expect(added(1_000)).toBeGreaterThan(-1)
    expect(repeated(4).contributions[1]!.amount).toBeCloseTo((-0.5 * 1.75) / 4, 12)
  })

  it('maps the log-odds by its calibration last of all, and leaves the lines as they are', () => {
    const calibrated = (calibration: ScoreModel['calibration']) =>
      explain(
        [{ id: 'e', type: 'opened', at: start, props: {} }],
        compileModel(scoreModel.parse({ ...model, calibration }), condition),
        start,
        {},
      )
    const [plain, platt] = [calibrated(undefined), calibrated({ kind: 'platt', intercept: 1, slope: 0.5 })]
    expect(platt.contributions).toEqual(plain.contributions)
    expect(platt.score.logOdds).toBe(plain.score.logOdds)
    expect(platt.score.probability).toBeCloseTo(1 / (1 + Math.exp(-(1 + 0.5 * -2.6))), 12)
    const isotonic = calibrated({ kind: 'isotonic', at: [-3.6, -1.6], value: [0.1, 0.3] })
    expect(isotonic.score.probability).toBeCloseTo(0.2, 12)
    expect(isotonic.score.low).toBeLessThanOrEqual(isotonic.score.probability)
    expect(() => calibrated({ kind: 'isotonic', at: [0, 1], value: [0.5, 0.4] })).toThrow(/rise/)
  })

  it('starts with weights that find plain cases plausible', () => {
    const byField: CompileCondition = text => {
      if (text.includes('section in'))
        return ({ e }) => ['price', 'parameters'].includes(String(e?.props.section))
      if (text.includes('again')) return ({ e }) => e?.props.again === true
      return () => false
    }
    const ready = compileModel(defaultModel, byField)
    const act = (type: string, props: object = {}) => ({
      id: `${Math.random()}`,
      type,
      at: start,
      props: { ...props },
    })
    const opened = (times: number) =>
      Array.from({ length: times }, (_, i) => act('document.opened', { again: i > 0 }))
    const read = (section: string) => act('document.section_viewed', { section, seconds: 60 })
    const chance = (list: ScoredEvent[]) => explain(list, ready, start, {}).score.probability
    const reader = [...opened(3), read('intro'), read('price'), read('parameters')]
    expect(chance([])).toBeCloseTo(0.047, 3)
    expect(chance(reader)).toBeGreaterThan(0.25)
    expect(chance(reader)).toBeLessThan(0.45)
    expect(chance([...reader, act('document.forwarded')])).toBeLessThan(0.65)
    // Forty openings of one document are no purchase.
    expect(chance(opened(40))).toBeLessThan(0.3)
    expect(
      chance([...reader, act('document.forwarded'), act('inquiry.submitted'), act('demo.attended')]),
    ).toBeGreaterThan(0.8)
  })

  it('ships a model that is valid, and says why in both languages', () => {
    expect(() => scoreModel.parse(defaultModel)).not.toThrow()
    expect(() =>
      scoreModel.parse({ ...defaultModel, events: [...defaultModel.events, defaultModel.events[0]] }),
    ).toThrow(/one id/)
  })
})
