import { Worker } from 'node:worker_threads'
import type { Fault, FileContent, PageReader } from '#kernel/ports/page-reader.ts'
import type { Answer, Task } from './worker.ts'

const TIMEOUT_MS: Record<Task['kind'], number> = { check: 30_000, read: 300_000, draw: 30_000 }
/** An idle worker holds a hundred megabytes for nothing. */
const REST_AFTER_MS = 30_000
const MEMORY_MB = 768

/** Reads pages with pdf.js in one worker thread, one task after another; a task that takes too long ends the thread. */
export function workerPages(): PageReader {
  let worker: Worker | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let rest: NodeJS.Timeout | undefined

  const drop = async () => {
    const old = worker
    worker = undefined
    await old?.terminate()
  }
  const perform = async (task: Task): Promise<Answer> => {
    clearTimeout(rest)
    worker ??= startWorker()
    const answer = await ask(worker, task)
    if (answer === 'gone') {
      await drop()
      return { fault: 'too-slow' }
    }
    rest = setTimeout(drop, REST_AFTER_MS)
    rest.unref()
    return answer
  }
  const inTurn = (task: Task): Promise<Answer> => {
    const turn = queue.then(() => perform(task))
    queue = turn.catch(() => undefined)
    return turn
  }
  return {
    check: async path => (await inTurn({ kind: 'check', path })) as { pages: number } | Fault,
    read: async path => (await inTurn({ kind: 'read', path })) as FileContent | Fault,
    draw: async (path, width, page) => {
      const answer = await inTurn({ kind: 'draw', path, width, ...(page !== undefined && { page }) })
      return 'image' in answer ? answer.image : (answer as Fault)
    },
    close: async () => {
      clearTimeout(rest)
      await drop()
    },
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    // pdf.js tells of odd fonts on standard output; ours holds results only.
    stdout: true,
    stderr: true,
  })
  worker.unref()
  return worker
}

/** Puts a task to the worker; `gone` when it takes too long, runs out of memory or dies. */
function ask(worker: Worker, task: Task): Promise<Answer | 'gone'> {
  return new Promise(resolve => {
    const end = (answer: Answer | 'gone') => {
      clearTimeout(timer)
      worker.removeAllListeners('message')
      worker.removeAllListeners('error')
      worker.removeAllListeners('exit')
      resolve(answer)
    }
    const timer = setTimeout(() => end('gone'), TIMEOUT_MS[task.kind])
    worker.once('message', end)
    worker.once('error', () => end('gone'))
    worker.once('exit', () => end('gone'))
    worker.postMessage(task)
  })
}
