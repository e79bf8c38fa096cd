import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AppError, errorCodes } from '#kernel/error.ts'
import type { Lake } from '#kernel/ports/lake.ts'
import type { Answered, Asked, Start } from './messages.ts'

export const errors = errorCodes({
  'lake.away': [
    'unavailable',
    '行为数据暂时查不了，正在重新打开，请稍后再试。什么都没有丢。',
    'Behaviour data can’t be asked just now; it is being opened again. Try again in a moment. Nothing is lost.',
  ],
})

export interface LakeOptions extends Start {
  onError(error: Error): void
}

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** The lake in a process of its own, which starts when it is first asked for something, and anew after it has ended. */
export function openLake({ folder, databaseUrl, onError }: LakeOptions): Lake {
  const calls = new Map<number, Call>()
  let child: ChildProcess | undefined
  let last = 0
  let closed = false

  const start = (): ChildProcess => {
    const script = fileURLToPath(new URL('./process.ts', import.meta.url))
    const started = fork(script, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    })
    started.on('message', message => take(message as Answered))
    started.on('error', onError)
    started.on('exit', () => ended(started))
    started.send({ folder, databaseUrl } satisfies Start)
    return started
  }

  const take = ({ number, value, fault }: Answered): void => {
    const call = calls.get(number)
    calls.delete(number)
    if (fault) {
      onError(Object.assign(new Error(fault.message), fault))
      call?.reject(new AppError(errors['lake.away']))
    } else call?.resolve(value)
  }

  const ended = (which: ChildProcess): void => {
    if (child !== which) return
    child = undefined
    for (const [number, call] of calls) {
      calls.delete(number)
      call.reject(new AppError(errors['lake.away']))
    }
  }

  const ask = <A extends keyof Lake>(act: A, ...args: Parameters<Lake[A]>): ReturnType<Lake[A]> => {
    if (closed) return Promise.reject(new AppError(errors['lake.away'])) as ReturnType<Lake[A]>
    child ??= start()
    const number = ++last
    const to = child
    return new Promise<unknown>((resolve, reject) => {
      calls.set(number, { resolve, reject })
      to.send({ number, act, args } satisfies Asked, error => {
        if (error) ended(to)
      })
    }) as ReturnType<Lake[A]>
  }

  return {
    write: (...args) => ask('write', ...args),
    stats: (...args) => ask('stats', ...args),
    journeys: (...args) => ask('journeys', ...args),
    customersAt: (...args) => ask('customersAt', ...args),
    erasePerson: (...args) => ask('erasePerson', ...args),
    drop: (...args) => ask('drop', ...args),
    close: async () => {
      if (closed) return
      const running = child
      if (running) await ask('close').catch(() => {})
      closed = true
      if (!running || running.exitCode !== null) return
      const gone = new Promise(resolve => running.once('exit', resolve))
      running.disconnect()
      await gone
    },
  }
}
