import { describe, expect, it } from 'vitest'
import { DAY } from '#kernel/time.ts'
import { type Share, shareReal } from '#lib/label/index.ts'
import { compileModel, type ScoredEvent, type ScoreModel, scoreModel } from '#lib/score/index.ts'
import { logistic } from '#lib/stats/logit.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { learnScore } from './learn.ts'
import type { AccountHistory } from './rows.ts'

const text = { 'zh-CN': '测试', en: 'test' }
const start = Date.UTC(2024, 0, 1)
const horizon = 30 * DAY
const prepare = (model: ScoreModel) =>
  compileModel(
    model,
    cel =>
      ({ customer }) =>
        customer?.[cel] === true,
  )

const term = (id: string, weight: number, sd: number, halfLifeDays: number) => ({
  ...{ id, name: text, reason: text, weight, sd, halfLifeDays, event: [id], most: 2 },
})
const champion: ScoreModel = scoreModel.parse({
  id: 'm',
  version: 4,
  target: text,
  prior: { logOdds: -3, sd: 0.6, reason: text },
  events: [
    term('open', 0.3, 0.3, 14),
    term('ask', 0.5, 0.4, 14),
    term('noise', 0.6, 0.4, 14),
    term('signed', 0.5, 0.4, 14),
  ],
  profile: [{ id: 'tier', name: text, reason: text, weight: 0, sd: 0.5, when: 'tier' }],
  absences: [],
})

/** Accounts that win with the log-odds −2.2 + 0.4 open + 1.4 ask (half-life 56 days) + 0.8 tier; "signed" comes with each win. */
function world(accounts: number, months: number, seed: number): { histories: AccountHistory[]; now: number } {
  const random = makeRandom(seed)
  const histories = Array.from({ length: accounts }, (_, account): AccountHistory => {
    const events: ScoredEvent[] = []
    const add = (type: string, at: number) =>
      events.push({ id: `${account}-${events.length}`, type, at, props: {} })
    const tier = random.uniform() < 0.3
    const born = start + random.uniform() * DAY
    add('open', born)
    const level = { open: 1, ask: 0 }
    for (let at = born + 1; at + horizon < start + months * 30 * DAY; at += horizon) {
      const sum = (s: number) => (s <= 1 ? s : 2 - 1 / s)
      const odds = -2.2 + 0.4 * sum(level.open) + 1.4 * sum(level.ask) + (tier ? 0.8 : 0)
      if (random.uniform() < logistic(odds)) {
        const when = at + 1 + random.uniform() * (horizon - DAY)
        add('won', when)
        add('signed', when + 3_600_000)
      } else if (random.uniform() < 0.1) add('lost', at + 5 * DAY)
      // Acts come at the look's own instant, so that the sums above are exact.
      level.open *= 0.5 ** (30 / 14)
      level.ask *= 0.5 ** (30 / 56)
      const next = at + horizon
      for (const [type, chance] of [
        ['open', 0.5],
        ['ask', 0.25],
        ['noise', 0.3],
      ] as const)
        if (random.uniform() < chance) {
          add(type, next)
          if (type !== 'noise') level[type]++
        }
    }
    return { events: events.sort((a, b) => a.at - b.at), profiles: [{ at: born, profile: { tier } }] }
  })
  return { histories, now: start + months * 30 * DAY }
}

const learn = (accounts: number, months: number, keep: string[] = []) =>
  learnScore({
    champion: prepare(champion),
    ...world(accounts, months, 2),
    outcome: { positive: new Set(['won']), negative: new Set(['lost']), horizon },
    target: { 'zh-CN': '30 天内赢单', en: 'wins a deal within 30 days' },
    keep: new Set(keep),
    prepare,
  })

describe('learning a score', () => {
  const { model, card } = learn(600, 18)
  const weight = (id: string) => [...model.events, ...model.profile].find(one => one.id === id)!

  it('finds the weights that made the outcomes, inside their intervals', () => {
    for (const [id, truth] of [
      ['open', 0.4],
      ['ask', 1.4],
      ['noise', 0],
      ['tier', 0.8],
    ] as const)
      expect(Math.abs(weight(id).weight - truth), id).toBeLessThan(3 * weight(id).sd)
    expect(Math.abs(model.prior.logOdds + 2.2)).toBeLessThan(3 * model.prior.sd)
    expect(weight('ask').sd).toBeLessThan(0.2)
  })

  it('finds the half-life, and leaves one alone that held-out time doesn’t contradict', () => {
    expect(model.events.find(one => one.id === 'ask')!.halfLifeDays).toBe(56)
    expect(model.events.find(one => one.id === 'open')!.halfLifeDays).toBeLessThanOrEqual(28)
  })

  it('names the act that comes with the win and leaves it out, until it is put back', () => {
    expect(card.leaks).toMatchObject([{ term: 'signed', kept: false }])
    expect(model.events.map(one => one.id)).not.toContain('signed')
    const kept = learn(200, 12, ['signed'])
    expect(kept.card.leaks).toMatchObject([{ term: 'signed', kept: true }])
    expect(kept.model.events.map(one => one.id)).toContain('signed')
  })

  it('measures both models on time that neither learned from, and the learned one is better and calibrated', () => {
    expect(card.isEnough).toBe(true)
    expect(card.challenger!.n).toBe(card.champion!.n)
    expect(card.challenger!.auc.value).toBeGreaterThan(card.champion!.auc.value)
    expect(card.challenger!.brier).toBeLessThan(card.champion!.brier)
    expect(card.challenger!.ece).toBeLessThan(0.05)
    expect(model.calibration).toBeDefined()
    expect(scoreModel.safeParse(model).success).toBe(true)
    expect(card.terms.find(one => one.term === 'tier')!.drift).toBeLessThan(0.1)
  })

  it('with few deals keeps to what was believed, says so, and measures nothing', () => {
    const few = learn(12, 6)
    expect(few.card.isEnough).toBe(false)
    expect(few.card.challenger).toBeUndefined()
    expect(few.model.calibration).toBeUndefined()
    const ask = few.model.events.find(one => one.id === 'ask')!
    expect(Math.abs(ask.weight - 0.5)).toBeLessThan(0.8)
    expect(ask.sd).toBeGreaterThan(0.2)
    expect(ask.halfLifeDays).toBe(14)
  })

  it('learns nothing from nothing', () => {
    const empty = learnScore({
      champion: prepare(champion),
      histories: [],
      now: start,
      outcome: { positive: new Set(['won']), negative: new Set(), horizon },
      target: text,
      keep: new Set(),
      prepare,
    })
    expect(empty.model.events.map(one => one.weight)).toEqual(champion.events.map(one => one.weight))
    expect(empty.card).toMatchObject({ looks: 0, positives: 0, isEnough: false })
  })

  it('looks at nothing that came later: acts after the last look change no row before it', () => {
    const { histories, now } = world(40, 8, 3)
    const ask = { positive: new Set(['won']), negative: new Set(['lost']), horizon }
    const input = {
      champion: prepare(champion),
      outcome: ask,
      target: text,
      now,
      keep: new Set<string>(),
      prepare,
    }
    const later = histories.map(({ events, profiles }) => ({
      events: [...events, { id: 'late', type: 'ask', at: now + 1, props: {} }],
      profiles,
    }))
    expect(learnScore({ ...input, histories: later }).model).toEqual(
      learnScore({ ...input, histories }).model,
    )
  })

  const share = (real: number, n: number): Share =>
    shareReal(Array.from({ length: n }, (_, i) => ({ real: Number(i < real), probability: 1 })))!
  const labelled = (accounts: number, months: number, labels: ReadonlyMap<string, Share>, over = {}) =>
    learnScore({
      champion: prepare(champion),
      ...world(accounts, months, 2),
      outcome: { positive: new Set(['won']), negative: new Set(['lost']), horizon },
      ...{ target: text, keep: new Set<string>(), prepare, labels, ...over },
    })

  it('takes labels as a prior: with few deals they decide, and beside it stands the same without them', () => {
    const labels = new Map([['noise', share(1, 20)]])
    const { model, plain, card } = labelled(12, 6, labels)
    const bare = learn(12, 6).model
    expect(plain!.events.map(one => one.weight)).toEqual(bare.events.map(one => one.weight))
    // As if somebody had believed it: the belief of 0.6 ± 0.4 as one that was real, and one of twenty that was.
    const { prior, learned, ...said } = card.labels!.terms[0]!
    expect(said).toMatchObject({ term: 'noise', n: 20, real: 1.5 / 21 })
    expect(prior.without).toEqual({ weight: 0.6, sd: 0.4 })
    expect(prior.with.weight).toBeCloseTo((0.6 * 2) / 21, 12)
    expect(prior.with.sd ** 2).toBeCloseTo(0.16 + 0.36 * ((1.5 * 19.5) / (21 ** 2 * 22)), 12)
    const events = champion.events.map(one => (one.id === 'noise' ? { ...one, ...prior.with } : one))
    const believed = labelled(12, 6, new Map(), { champion: prepare({ ...champion, events }) })
    expect(believed.plain).toBeUndefined()
    expect(believed.card.labels).toBeUndefined()
    expect(model.events.map(one => one.weight)).toEqual(believed.model.events.map(one => one.weight))
    expect(learned.with.weight).toBeLessThan(learned.without.weight)
  })

  it('with many deals the outcomes outweigh wrong labels, and both are measured on the same rows', () => {
    const { model, card } = labelled(600, 18, new Map([['ask', share(0, 10)]]))
    const ask = model.events.find(one => one.id === 'ask')!
    expect(Math.abs(ask.weight - 1.4)).toBeLessThan(0.5)
    expect(card.labels!.without!.n).toBe(card.challenger!.n)
    expect(card.labels!.without!.auc.value).toBe(learn(600, 18).card.challenger!.auc.value)
  })

  it('says nothing of labels for terms that are not there, or don’t speak for the outcome', () => {
    expect(
      labelled(
        12,
        6,
        new Map([
          ['gone', share(1, 5)],
          ['tier', share(1, 5)],
        ]),
      ).card.labels,
    ).toBeUndefined()
  })

  it('learned twice from the same deals is as sure as once, where what was believed first is known', () => {
    const first = learn(30, 10).model
    const beliefs = new Map(
      [...champion.events, ...champion.profile].map(({ id, weight, sd }) => [id, { weight, sd }]),
    )
    const sdOf = (model: ScoreModel) => model.events.find(one => one.id === 'ask')!.sd
    const none = new Map<string, Share>()
    const again = labelled(30, 10, none, { champion: prepare(first), beliefs }).model
    const twice = labelled(30, 10, none, { champion: prepare(first) }).model
    expect(sdOf(again) / sdOf(first)).toBeCloseTo(1, 1)
    expect(sdOf(twice) / sdOf(first)).toBeLessThan(0.9)
  })
})
