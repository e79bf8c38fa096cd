import { Worker } from 'node:worker_threads'
import type { Id } from '#kernel/id.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { FromBacktest, ToBacktest } from './messages.ts'

const page = 5_000

export type Warm = ReturnType<typeof makeWarm>

/** A thread that keeps a workspace's log parsed, until nobody has asked for `keptFor` milliseconds. */
export function makeWarm(log: EventLog, workspaceId: Id, keptFor: number) {
  const calledOff = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { calledOff: calledOff.buffer },
    resourceLimits: { maxOldGenerationSizeMb: 6_144 },
  })
  let usable = true
  let jobs = 0
  let read = 0
  let events = 0
  let tail: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined
  const off = new Set<number>()
  const answers: FromBacktest[] = []
  let wake = () => {}

  const end = () => {
    usable = false
    wake()
  }
  worker.on('message', (message: FromBacktest) => {
    answers.push(message)
    wake()
  })
  worker.on('error', end)
  worker.on('exit', end)

  const answer = async (): Promise<FromBacktest> => {
    while (answers.length === 0) {
      if (!usable) throw new Error('the backtest’s thread has ended')
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return answers.shift()!
  }

  /** Reads what the log has gained, the next page while the thread takes the last one. */
  const load = async (onLoad: ((share: number, events: number) => void) | undefined): Promise<void> => {
    const head = await log.head(workspaceId)
    const first = read
    for (let next = log.read(workspaceId, read, page); ; ) {
      const entries = await next
      if (entries.length === 0) break
      worker.postMessage({ kind: 'entries', entries } satisfies ToBacktest)
      read = entries.at(-1)!.seq
      const isLast = entries.length < page
      if (!isLast) next = log.read(workspaceId, read, page)
      const taken = await answer()
      if (taken.kind === 'taken') events = taken.events
      onLoad?.(Math.min(1, (read - first) / Math.max(1, head - first)), events)
      if (isLast) break
    }
    onLoad?.(1, events)
  }

  const work = async (
    message: Extract<ToBacktest, { job: number }>,
    onLoad: ((share: number, events: number) => void) | undefined,
    onAnswer: (answer: FromBacktest) => void,
  ): Promise<void> => {
    if (off.delete(message.job)) return
    await load(onLoad)
    if (off.delete(message.job)) return
    worker.postMessage(message)
    for (;;) {
      const next = await answer()
      if (next.kind === 'ended') return
      onAnswer(next)
    }
  }

  return {
    isUsable: () => usable,
    /** A number for a job; higher than all before. */
    nextJob: () => ++jobs,

    /** Does a job after those before it. Answers come as they are found. */
    do: (...args: Parameters<typeof work>): Promise<void> => {
      clearTimeout(idle)
      const done = tail.then(() => work(...args))
      tail = done.catch(() => undefined)
      void tail.then(() => {
        clearTimeout(idle)
        idle = setTimeout(() => void worker.terminate(), keptFor).unref()
      })
      return done
    },

    /** Stops a job, whether it runs or waits. */
    callOff: (job: number): void => {
      off.add(job)
      Atomics.store(calledOff, 0, job)
    },

    close: async (): Promise<void> => {
      clearTimeout(idle)
      usable = false
      await worker.terminate()
    },
  }
}
