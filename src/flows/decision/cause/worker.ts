import { parentPort } from 'node:worker_threads'
import { CannotEstimate } from '#lib/cause/index.ts'
import { type Accounting, estimateAdjusted, rowsOf } from './adjusted.ts'
import type { Question } from './api.ts'
import { makeHistories } from './history.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import type { Found } from './model.ts'
import { estimateRollout } from './rollout.ts'

const port = parentPort!
const tell = (message: FromWorker) => port.postMessage(message)
const histories = makeHistories()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'pieces') {
    histories.take(message.pieces)
    return tell({ kind: 'taken' })
  }
  tell({ kind: 'found', ...answer(message.question) })
})

function answer(question: Question): { found: Found; accounting: Accounting | null } {
  let accounting: Accounting | null = null
  try {
    const all = histories.all()
    if (question.kind === 'rollout') return estimateRollout(question, all)
    const chosen = rowsOf(question, all)
    accounting = chosen.accounting
    const found = estimateAdjusted(question, chosen.rows, share => tell({ kind: 'ran', share }))
    return { found, accounting }
  } catch (error) {
    if (!(error instanceof CannotEstimate)) throw error
    return { found: { kind: 'impossible', text: error.text }, accounting }
  }
}
