import { parentPort } from 'node:worker_threads'
import { matchLines, type Proposal } from '#lib/payment/index.ts'
import type { MatchJob } from './matcher.ts'

export type MatchDone = { id: number; proposals: Proposal[] } | { id: number; fault: string }

parentPort?.on('message', ({ id, lines, dues, earlier }: MatchJob) => {
  try {
    const done: MatchDone = { id, proposals: matchLines(lines, dues, earlier) }
    parentPort?.postMessage(done)
  } catch (error) {
    const done: MatchDone = { id, fault: String(error) }
    parentPort?.postMessage(done)
  }
})
