import { parentPort } from 'node:worker_threads'
import type { LocalText } from '#kernel/error.ts'
import { DAY } from '#kernel/time.ts'
import { learnScore } from '#lib/learn/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import { Histories, marks } from './learn-history.ts'
import type { FromLearner, ToLearner } from './learn-messages.ts'
import type { LearningQuestion } from './learning-api.ts'
import { prepareModel } from './model.ts'
import { sayAct } from './words.ts'

const port = parentPort!
const histories = new Histories()
const tell = (message: FromLearner) => port.postMessage(message)

port.on('message', (message: ToLearner) => {
  if (message.kind === 'entries') {
    for (const entry of message.entries) histories.take(entry)
    return tell({ kind: 'taken' })
  }
  const { champion, beliefs, labels, question, now } = message
  const learned = learnScore({
    champion: prepareModel(champion),
    ...{ beliefs, labels },
    histories: histories.all(question.outcome),
    outcome: {
      positive: new Set([marks.positive]),
      negative: new Set([marks.negative]),
      horizon: question.horizonDays * DAY,
    },
    target: targetOf(question),
    now,
    keep: new Set(question.keep.map(({ term }) => term)),
    prepare: prepareModel,
  })
  const { model, plain } = learned
  const withReason = (one: ScoreModel) => ({ ...one, prior: { ...one.prior, reason: startOf(question) } })
  tell({
    kind: 'learned',
    learned: { ...learned, model: withReason(model), plain: plain && withReason(plain) },
  })
})

/** Why the learned score starts where it does: the old reason speaks of another start, and maybe of another outcome. */
function startOf(question: LearningQuestion): LocalText {
  const target = targetOf(question)
  return {
    'zh-CN': `从历史学到：没有任何信号时，客户 ${target['zh-CN']}的把握`,
    en: `Learned from history: the chance that a customer with no signal at all ${target.en}`,
  }
}

/** What the learned probability is a probability of. */
function targetOf({ outcome, horizonDays }: LearningQuestion): LocalText {
  const what = {
    deals: ['赢单', 'wins a deal'],
    notes: ['跟进记为成交', 'has a follow-up noted as won'],
    event: outcome.kind === 'event' ? eventTarget(outcome.event) : ['', ''],
  }[outcome.kind]
  return { 'zh-CN': `${horizonDays} 天内${what[0]}`, en: `${what[1]} within ${horizonDays} days` }
}

function eventTarget(type: string): [zh: string, en: string] {
  const said = sayAct({ type, object: null, section: null, count: null, seconds: null })
  return [`有「${said['zh-CN']}」`, `shows “${said.en}”`]
}
