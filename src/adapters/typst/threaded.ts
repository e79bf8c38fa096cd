import { Worker } from 'node:worker_threads'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { TypesetDone, TypesetJob } from './worker.ts'

interface Waiting {
  resolve(file: Uint8Array | string): void
  reject(error: Error): void
}

/** Typesets in a thread of its own: a long quote must not hold up what comes in meanwhile. Started with the first file; once closed it refuses. */
export function threadedTypesetter(): Typesetter & { close(): Promise<void> } {
  let worker: Worker | undefined
  let last = 0
  let closed = false
  const waiting = new Map<number, Waiting>()

  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const started = (): Worker => {
    if (worker) return worker
    const made = new Worker(new URL('./worker.ts', import.meta.url))
    made.unref() // An idle one doesn't keep the process.
    made.on('message', (done: TypesetDone) => {
      const one = waiting.get(done.id)
      waiting.delete(done.id)
      if ('fault' in done) one?.reject(new Error(`Typst: ${done.fault}`))
      else one?.resolve(done.file)
    })
    made.on('error', error => made === worker && fail(error as Error))
    made.on('exit', () => made === worker && fail(new Error('The typesetter ended.')))
    worker = made
    return made
  }
  const run = (format: TypesetJob['format'], source: string, data: unknown) =>
    new Promise<Uint8Array | string>((resolve, reject) => {
      if (closed) return reject(stopping())
      const job: TypesetJob = { id: ++last, format, source, data }
      waiting.set(job.id, { resolve, reject })
      started().postMessage(job)
    })

  return {
    pdf: async (source, data) => (await run('pdf', source, data)) as Uint8Array,
    svg: async (source, data) => (await run('svg', source, data)) as string,
    close: async () => {
      const ending = worker
      closed = true
      fail(stopping())
      await ending?.terminate()
    },
  }
}

const stopping = () => new Error('The server is stopping.')
