import type { Id } from '#kernel/id.ts'
import { isDatabaseAway } from '#platform/http/index.ts'
import type { Fired } from '../host/core.ts'

export interface QueuePorts {
  execute(workspaceId: Id, fired: Fired): Promise<void>
  isFired(workspaceId: Id, firingId: string): Promise<boolean>
  onError(error: Error, what: string): void
}

/** How many firings are under way at once: each holds a connection. */
const mostAtOnce = 4
const pauses = { first: 250, most: 30_000 }

export type FiringQueue = ReturnType<typeof makeFiringQueue>

/**
 * Does firings: those of one key one after the other, others side by side. One that fails is tried again until it is
 * done, with growing pauses; none is dropped.
 */
export function makeFiringQueue({ execute, isFired, onError }: QueuePorts) {
  const chains = new Map<string, Promise<void>>()
  const waiting: (() => void)[] = []
  let free = mostAtOnce
  let closed = false

  const enter = async (): Promise<void> => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  const attempt = async (workspaceId: Id, fired: Fired, recovering: boolean): Promise<boolean> => {
    await enter()
    try {
      if (!(recovering && (await isFired(workspaceId, fired.firing.id)))) await execute(workspaceId, fired)
      return true
    } catch (error) {
      onError(
        error as Error,
        isDatabaseAway(error) ? 'firing waits for the database' : 'firing failed, trying again',
      )
      return false
    } finally {
      leave()
    }
  }

  const run = async (workspaceId: Id, fired: Fired, recovering: boolean): Promise<void> => {
    for (let pause = pauses.first; !closed; pause = Math.min(2 * pause, pauses.most)) {
      if (await attempt(workspaceId, fired, recovering)) return
      await new Promise(resolve => setTimeout(resolve, pause))
    }
    // The process ends: the log and the snapshots before this firing bring it back.
    await new Promise(() => {})
  }

  return {
    /** Resolves when the firing is committed. */
    do: (workspaceId: Id, fired: Fired, recovering: boolean): Promise<void> => {
      const chain = `${workspaceId} ${fired.firing.key}`
      const done = (chains.get(chain) ?? Promise.resolve()).then(() => run(workspaceId, fired, recovering))
      chains.set(chain, done)
      void done.then(() => {
        if (chains.get(chain) === done) chains.delete(chain)
      })
      return done
    },
    close: (): void => {
      closed = true
    },
  }
}
