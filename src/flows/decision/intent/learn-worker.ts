import { parentPort } from 'node:worker_threads'
import type { LocalText } from '#kernel/error.ts'
import { DAY } from '#kernel/time.ts'
import { learnScore } from '#lib/learn/index.ts'
import { Histories, marks } from './learn-history.ts'
import type { FromLearner, ToLearner } from './learn-messages.ts'
import type { LearningQuestion } from './learning-api.ts'
import { prepareModel } from './model.ts'

const port = parentPort!
const histories = new Histories()
const tell = (message: FromLearner) => port.postMessage(message)

port.on('message', (message: ToLearner) => {
  if (message.kind === 'entries') {
    for (const entry of message.entries) histories.take(entry)
    return tell({ kind: 'taken' })
  }
  const { champion, question, now } = message
  const learned = learnScore({
    champion: prepareModel(champion),
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
  tell({ kind: 'learned', learned })
})

/** What the learned probability is a probability of. */
function targetOf({ outcome, horizonDays }: LearningQuestion): LocalText {
  const what = {
    deals: ['赢单', 'wins a deal'],
    notes: ['跟进记为成交', 'has a follow-up noted as won'],
    event: outcome.kind === 'event' ? [`发生「${outcome.event}」`, `does “${outcome.event}”`] : ['', ''],
  }[outcome.kind]
  return { 'zh-CN': `${horizonDays} 天内${what[0]}`, en: `${what[1]} within ${horizonDays} days` }
}
