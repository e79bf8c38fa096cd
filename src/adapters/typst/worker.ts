import { parentPort } from 'node:worker_threads'
import { makeTypesetter } from './typeset.ts'

/** One file to typeset, and what became of it. */
export interface TypesetJob {
  id: number
  format: 'pdf' | 'svg'
  source: string
  data: unknown
}
export type TypesetDone = { id: number; file: Uint8Array | string } | { id: number; fault: string }

const typesetter = makeTypesetter()

parentPort?.on('message', async ({ id, format, source, data }: TypesetJob) => {
  try {
    const done: TypesetDone = { id, file: await typesetter[format](source, data) }
    parentPort?.postMessage(done)
  } catch (error) {
    const done: TypesetDone = { id, fault: String(error) }
    parentPort?.postMessage(done)
  }
})
process.on('exit', () => typesetter.close())
