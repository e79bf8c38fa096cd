import { Worker } from 'node:worker_threads'
import { type BankLine, type DueItem, matchLines, type Proposal } from '#lib/payment/index.ts'
import type { MatchDone } from './match-worker.ts'

export interface MatchJob {
  id: number
  lines: BankLine[]
  dues: DueItem[]
  earlier: BankLine[]
}

interface Waiting {
  resolve(proposals: Proposal[]): void
  reject(error: Error): void
}

export type Matcher = ReturnType<typeof makeMatcher>

/** So few lines and items are matched within some milliseconds: handing them over would take as long. */
const few = 400

/**
 * Matches lines with open items in a thread of its own: with thousands of them everybody else would wait for it. Started with the first that
 * is large, then kept.
 */
export function makeMatcher() {
  let worker: Worker | undefined
  let last = 0
  const waiting = new Map<number, Waiting>()

  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const started = (): Worker => {
    if (worker) return worker
    const made = new Worker(new URL('./match-worker.ts', import.meta.url))
    made.unref() // An idle one doesn't keep the process.
    made.on('message', (done: MatchDone) => {
      const one = waiting.get(done.id)
      waiting.delete(done.id)
      if ('fault' in done) one?.reject(new Error(`Matching: ${done.fault}`))
      else one?.resolve(done.proposals)
    })
    made.on('error', error => made === worker && fail(error as Error))
    made.on('exit', () => made === worker && fail(new Error('The matching ended.')))
    worker = made
    return made
  }

  return {
    match: (lines: BankLine[], dues: DueItem[], earlier: BankLine[]): Promise<Proposal[]> => {
      if (lines.length + dues.length <= few) return Promise.resolve(matchLines(lines, dues, earlier))
      return new Promise((resolve, reject) => {
        const job: MatchJob = { id: ++last, lines, dues, earlier }
        waiting.set(job.id, { resolve, reject })
        started().postMessage(job)
      })
    },
    close: async (): Promise<void> => {
      const ending = worker
      fail(new Error('The server is stopping.'))
      await ending?.terminate()
    },
  }
}
