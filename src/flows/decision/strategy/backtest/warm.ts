import { Worker } from 'node:worker_threads'
import type { Id } from '#kernel/id.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { FromBacktest, ToBacktest } from './messages.ts'

const page = 10_000

/** The event types that a job looks at; `all` where the score matters, which rests on every act. */
export type Wanted = readonly string[] | 'all'

type OnLoad = (share: number, events: number) => void

export type Warm = ReturnType<typeof makeWarm>

/** A thread that keeps a workspace's log parsed, as far as jobs have looked at it, until nobody has asked for `keptFor` milliseconds. */
export function makeWarm(log: EventLog, workspaceId: Id, keptFor: number) {
  const calledOff = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { calledOff: calledOff.buffer },
    resourceLimits: { maxOldGenerationSizeMb: 6_144 },
  })
  let usable = true
  let jobs = 0
  let read = 0
  let head = 0
  let loaded: Set<string> | 'all' = new Set()
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

  /**
   * Hands entries after a place to the thread, the next page being read while it takes the last one. They go through as text,
   * for the thread to parse: this one serves everybody.
   */
  const hand = async (
    after: number,
    upTo: number | undefined,
    types: readonly string[] | undefined,
    onLoad: OnLoad | undefined,
  ): Promise<number> => {
    const bounds = { limit: page, ...(upTo !== undefined && { upTo }), ...(types && { types }) }
    for (let next = log.readText(workspaceId, { ...bounds, after }); ; ) {
      const { bodies, amount, last } = await next
      const isLast = amount < page
      if (!isLast) next = log.readText(workspaceId, { ...bounds, after: last })
      if (amount > 0) {
        worker.postMessage({ kind: 'entries', bodies: `[${bodies}]` } satisfies ToBacktest)
        const taken = await answer()
        if (taken.kind === 'taken') events = taken.events
      }
      onLoad?.(Math.min(1, last / Math.max(1, head)), events)
      if (isLast) return last
    }
  }

  /** Reads what the log has gained, and of its past the types that nobody has asked for before. */
  const load = async (wanted: Wanted, onLoad: OnLoad | undefined): Promise<void> => {
    head = await log.head(workspaceId)
    const known = loaded
    const missing = wanted === 'all' || known === 'all' ? wanted : wanted.filter(type => !known.has(type))
    if (known !== 'all' && missing.length > 0) {
      const only = missing === 'all' ? undefined : missing
      if (read > 0) {
        // Profiles and models come again with them, in their order: the last word stays the last.
        if (only) await hand(0, read, only, onLoad)
        else {
          worker.postMessage({ kind: 'forget' } satisfies ToBacktest)
          read = 0
        }
      }
      loaded = missing === 'all' ? 'all' : new Set([...known, ...missing])
    }
    const types = loaded === 'all' ? undefined : [...loaded]
    read = Math.max(await hand(read, undefined, types, onLoad), head)
    onLoad?.(1, events)
  }

  const work = async (
    message: Extract<ToBacktest, { job: number }>,
    wanted: Wanted,
    onLoad: OnLoad | undefined,
    onAnswer: (answer: FromBacktest) => void,
  ): Promise<void> => {
    if (off.has(message.job)) return
    await load(wanted, onLoad)
    if (off.has(message.job)) return
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
