import { DAY } from '#kernel/time.ts'
import { shareReal } from '#lib/label/index.ts'
import { learnScore } from '#lib/learn/index.ts'
import { compileModel, type ScoredEvent, type ScoreModel } from '#lib/score/index.ts'
import { logistic } from '#lib/stats/logit.ts'
import { makeRandom } from '#lib/stats/random.ts'

/**
 * Learns 50 signals from 200,000 events of 10,000 accounts over two years, choice of half-lives, calibration, card and
 * intervals included, with labels for half of the signals and the same without them: `node test/bench/learn.ts`.
 * Yardstick: 10 s.
 */
const accounts = 10_000
const perAccount = 20
const signals = 50
const text = { 'zh-CN': '测', en: 'bench' }
const base = { name: text, reason: text, sd: 0.3, most: 2 }
const model: ScoreModel = {
  ...{ id: 'bench', version: 1, target: text },
  prior: { logOdds: -3, sd: 0.6, reason: text },
  events: Array.from({ length: signals }, (_, i) => ({
    ...base,
    ...{ id: `s-${i}`, event: [`s-${i}`], weight: 0.3, halfLifeDays: 14 },
  })),
  profile: [],
  absences: [],
}
const prepare = (of: ScoreModel) => compileModel(of, () => () => true)

const random = makeRandom(1)
const now = Date.UTC(2026, 0, 1)
const weights = Array.from({ length: signals }, () => random.normal() * 0.5)
const histories = Array.from({ length: accounts }, (_, account) => {
  const events: ScoredEvent[] = []
  let at = now - 730 * DAY + random.uniform() * 90 * DAY
  for (let i = 0; i < perAccount; i++) {
    const signal = random.integer(signals)
    at += -Math.log(1 - random.uniform()) * 24 * DAY
    if (at > now) break
    events.push({ id: `${account}-${i}`, type: `s-${signal}`, at, props: {} })
    if (random.uniform() < logistic(-2.5 + weights[signal]!))
      events.push({
        id: `${account}-${i}w`,
        type: 'won',
        at: at + 5 * DAY * (1 + random.uniform()),
        props: {},
      })
  }
  return { events: events.sort((a, b) => a.at - b.at), profiles: [] }
})

const labels = new Map(
  Array.from({ length: signals / 2 }, (_, i) => {
    const said = Array.from({ length: 20 }, (_, k) => ({ real: Number(k % 4 > 0), probability: 0.5 }))
    return [`s-${i}`, shareReal(said)!] as const
  }),
)
const events = histories.reduce((sum, one) => sum + one.events.length, 0)
const began = performance.now()
const { card } = learnScore({
  champion: prepare(model),
  ...{ histories, now, target: text, prepare, keep: new Set<string>(), labels },
  outcome: { positive: new Set(['won']), negative: new Set(['lost']), horizon: 30 * DAY },
})
const seconds = (performance.now() - began) / 1_000
console.log(
  JSON.stringify({
    ...{ events, signals, looks: card.looks, positives: card.positives, seconds: Number(seconds.toFixed(2)) },
    auc: card.challenger?.auc.value,
    aucWithoutLabels: card.labels?.without?.auc.value,
    changedHalfLives: card.terms.filter(one => one.before.halfLifeDays !== one.after.halfLifeDays).length,
  }),
)
