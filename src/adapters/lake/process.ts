import { availableParallelism, constants, setPriority } from 'node:os'
import { makePostgresLog } from '#adapters/log/postgres.ts'
import { connect } from '#db/connection.ts'
import type { Lake } from '#kernel/ports/lake.ts'
import type { Answered, Asked, Start } from './messages.ts'
import { makeLakeStore } from './store.ts'

// The lake's own process: whatever it computes, the server's threads and memory are not touched by it.

setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
process.on('disconnect', () => process.exit(0))
// A terminal interrupts the whole group; the server ends this process when it is through with it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

const memoryMb = 768

async function open({ folder, databaseUrl }: Start): Promise<Lake> {
  const db = connect(databaseUrl, { max: 1 })
  const log = makePostgresLog({ db, clock: { now: Date.now } })
  const threads = Math.max(1, Math.min(4, availableParallelism()))
  return makeLakeStore({ folder, log, threads, memoryMb })
}

let lake: Promise<Lake> | undefined

process.on('message', (message: Start | Asked) => {
  if ('folder' in message) lake = open(message)
  else void answer(message)
})

async function answer({ number, act, args }: Asked): Promise<void> {
  const send = (answered: Answered) => process.send?.(answered)
  try {
    const opened = await lake!
    const value = await (opened[act] as (...list: unknown[]) => Promise<unknown>)(...args)
    send({ number, value })
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string }
    send({ number, fault: { name, message, ...(code !== undefined && { code }) } })
  }
}
