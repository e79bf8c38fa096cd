import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/error.ts'
import { errors } from './api.ts'
import type { Computed, Task } from './compute.ts'
import type { Gathered } from './gather.ts'

const mostKept = 40
const patienceMs = 60_000

/** A forecast with what it was computed from. */
export interface Known {
  gathered: Gathered
  computed: Computed
}

interface Kept {
  stamp: string
  value: Promise<Known>
}

/**
 * Computes forecasts in a thread, one at a time, and keeps each until what it rests on has changed. Whoever asks for
 * the same one meanwhile waits for the same answer.
 */
export function makeForecastEngine() {
  const kept = new Map<string, Kept>()
  const workers = new Set<Worker>()
  let last: Promise<unknown> = Promise.resolve()

  const run = (task: Task): Promise<Computed> => {
    const next = last.then(() => inThread(task, workers))
    last = next.catch(() => undefined)
    return next
  }

  return {
    /** @param stamp differs whenever the answer might; the kept answer is given while it is the same */
    get: (key: string, stamp: string, gather: () => Promise<Gathered>): Promise<Known> => {
      const known = kept.get(key)
      if (known?.stamp === stamp) return known.value
      const value = gather().then(async gathered => ({ gathered, computed: await run(gathered.task) }))
      kept.delete(key)
      kept.set(key, { stamp, value })
      value.catch(() => {
        if (kept.get(key)?.value === value) kept.delete(key)
      })
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
      return value
    },
    close: async (): Promise<void> => {
      await Promise.all([...workers].map(worker => worker.terminate()))
    },
  }
}

/** @throws forecast.busy if it fails or takes too long */
function inThread(task: Task, workers: Set<Worker>): Promise<Computed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
    workers.add(worker)
    const timer = setTimeout(() => fail(), patienceMs)
    const end = () => {
      clearTimeout(timer)
      workers.delete(worker)
      void worker.terminate()
    }
    const fail = () => {
      end()
      reject(new AppError(errors['forecast.busy']))
    }
    worker.once('message', (computed: Computed) => {
      end()
      resolve(computed)
    })
    worker.once('error', fail)
    worker.once('exit', fail)
  })
}
