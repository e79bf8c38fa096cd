import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MovedScore } from '#decision/intent/index.ts'
import type { Id } from '#kernel/id.ts'
import type { EventLog, LogEntry } from '#kernel/ports/event-log.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import type { CoreHealth, FromWorker, NumberedFiring, ToWorker } from './messages.ts'

export interface HostPorts {
  log: EventLog
  /** Folder for snapshots. */
  folder: string
  /** Every workspace there is, at the start. */
  workspaces(): Promise<Id[]>
  /** What has to be in a workspace's log before its first event is scored. */
  prepare(workspaceId: Id): Promise<void>
  /**
   * Does a firing, once by its identity, and resolves when it is committed. It must not fail: what goes wrong it tries again.
   * @param recovering the firing may have been done before the process ended
   */
  execute(workspaceId: Id, firing: NumberedFiring, recovering: boolean): Promise<void>
  saveScores(workspaceId: Id, scores: readonly MovedScore[]): Promise<void>
  onError(error: Error, what: string): void
}

interface Workspace {
  id: Id
  phase: 'opening' | 'catching-up' | 'live'
  /** The last entry sent to the worker, heard of, and processed by it. */
  sent: number
  heard: number
  inFlight: number
  /** Firings under way, by number; whatever is below the smallest is committed. */
  open: Set<number>
  scores: Map<Id, MovedScore>
  saving: Promise<void>
  snapshotAt: number
  sinceSnapshot: number
  busyAt: number
  /** Resolves when the worker has gone on a little. */
  moved: () => void
}

export type EngineHost = ReturnType<typeof makeEngineHost>

const tickMs = 250
const page = 5_000
/** Beyond so many entries or firings on their way the log is read instead of heard: memory stays bounded. */
const mostInFlight = 40_000
const mostFirings = 5_000
const calm = MINUTE
const snapshotEvery = { entries: 20_000, ms: 5 * MINUTE, quietMs: 2 * SECOND, atMostEntries: 2_000_000 }

/**
 * Keeps the engine worker fed: from the log until it has caught up, then from what the log's appender hands over. The
 * worker answers with firings and scores. Nothing is acknowledged to anybody here: whatever is lost with the process is
 * computed again from the log, and firings that were done are struck by their identity.
 */
export function makeEngineHost(ports: HostPorts) {
  const { log } = ports
  const workspaces = new Map<Id, Workspace>()
  const calls = new Map<number, (health: CoreHealth | undefined) => void>()
  let worker: Worker
  let nextCall = 0
  /** How often the worker has died shortly after it began: each time the pause before the next one grows. */
  let deaths = 0
  let closing = false
  let unsubscribe = () => {}
  let timer: NodeJS.Timeout | undefined

  const send = (message: ToWorker) => worker.postMessage(message)
  const fileOf = (id: Id) => join(ports.folder, `${id}.snapshot`)

  const startWorker = (): void => {
    worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 8_192 },
    })
    worker.on('message', onMessage)
    worker.on('error', error => ports.onError(error, 'engine worker'))
    const began = Date.now()
    worker.on('exit', () => {
      if (closing) return
      deaths = Date.now() - began > calm ? 1 : deaths + 1
      setTimeout(restart, Math.min(500 * 2 ** deaths, 30_000)).unref()
    })
  }

  /** The worker died: everything it knew is in the snapshots and the log. */
  const restart = (): void => {
    if (closing) return
    const ids = [...workspaces.keys()]
    workspaces.clear()
    for (const answer of calls.values()) answer(undefined)
    startWorker()
    for (const id of ids) open(id)
  }

  const open = (id: Id): Workspace => {
    const workspace: Workspace = {
      id,
      phase: 'opening',
      sent: 0,
      heard: 0,
      inFlight: 0,
      open: new Set(),
      scores: new Map(),
      saving: Promise.resolve(),
      snapshotAt: Date.now(),
      sinceSnapshot: 0,
      busyAt: 0,
      moved: () => {},
    }
    workspaces.set(id, workspace)
    const file = fileOf(id)
    tryUntilDone(() => ports.prepare(id), 'prepare').then(() =>
      send({ kind: 'open', workspaceId: id, snapshot: existsSync(file) ? file : null }),
    )
    return workspace
  }

  /** A database that is away comes back: nothing is given up. */
  const tryUntilDone = async <T>(work: () => Promise<T>, what: string): Promise<T | undefined> => {
    for (let pause = 250; !closing; pause = Math.min(2 * pause, 10_000)) {
      try {
        return await work()
      } catch (error) {
        ports.onError(error as Error, what)
        await new Promise(resolve => setTimeout(resolve, pause))
      }
    }
    return undefined
  }

  const isFull = (workspace: Workspace) =>
    workspace.inFlight > mostInFlight || workspace.open.size > mostFirings

  /** Reads the log from where the worker stands to its end, then lets it hear. */
  const catchUp = async (workspace: Workspace): Promise<void> => {
    workspace.phase = 'catching-up'
    while (!closing && workspaces.get(workspace.id) === workspace) {
      while (isFull(workspace) && !closing)
        await new Promise<void>(resolve => {
          workspace.moved = resolve
        })
      const entries = await tryUntilDone(() => log.read(workspace.id, workspace.sent, page), 'read log')
      if (!entries) return
      forward(workspace, entries)
      if (entries.length < page && workspace.heard <= workspace.sent) break
    }
    workspace.phase = 'live'
  }

  const forward = (workspace: Workspace, entries: readonly LogEntry[]): void => {
    if (entries.length === 0) return
    workspace.sent = entries.at(-1)!.seq
    workspace.inFlight += entries.length
    workspace.sinceSnapshot += entries.length
    workspace.busyAt = Date.now()
    send({ kind: 'entries', workspaceId: workspace.id, entries })
  }

  const hear = (entries: readonly LogEntry[]): void => {
    const id = entries[0]!.workspaceId
    const workspace = workspaces.get(id) ?? open(id)
    workspace.heard = entries.at(-1)!.seq
    if (workspace.phase !== 'live') return
    if (isFull(workspace)) return void catchUp(workspace)
    forward(
      workspace,
      entries[0]!.seq > workspace.sent ? entries : entries.filter(({ seq }) => seq > workspace.sent),
    )
  }

  const sendPast = async (workspace: Workspace, before: number): Promise<void> => {
    for (let after = 0, last = false; !last; ) {
      const entries = await tryUntilDone(() => log.read(workspace.id, after, page), 'read log')
      if (!entries || workspaces.get(workspace.id) !== workspace) return
      const past = entries.filter(({ seq }) => seq < before)
      last = entries.length < page || past.length < entries.length
      after = entries.at(-1)?.seq ?? after
      send({ kind: 'past', workspaceId: workspace.id, entries: past, last })
      if (!last)
        await new Promise<void>(resolve => {
          workspace.moved = resolve
        })
    }
  }

  const take = (workspace: Workspace, firings: readonly NumberedFiring[]): void => {
    const recovering = workspace.phase !== 'live'
    for (const firing of firings) {
      workspace.open.add(firing.number)
      ports.execute(workspace.id, firing, recovering).then(() => {
        workspace.open.delete(firing.number)
        workspace.moved()
      })
    }
  }

  /** Saves scores one batch after the other; while one is being saved, newer ones take the place of older ones. */
  const takeScores = (workspace: Workspace, scores: readonly MovedScore[]): void => {
    for (const score of scores) {
      const known = workspace.scores.get(score.accountId)
      workspace.scores.set(score.accountId, { ...score, quiet: score.quiet || (known?.quiet ?? false) })
    }
    workspace.saving = workspace.saving.then(async () => {
      const batch = [...workspace.scores.values()]
      workspace.scores.clear()
      if (batch.length > 0) await tryUntilDone(() => ports.saveScores(workspace.id, batch), 'save scores')
    })
  }

  const onMessage = (message: FromWorker): void => {
    if (message.kind === 'health') {
      calls.get(message.call)?.(message.health)
      return
    }
    const workspace = workspaces.get(message.workspaceId)
    if (!workspace) return
    handle(workspace, message)
  }

  const handle = (workspace: Workspace, message: Exclude<FromWorker, { kind: 'health' }>): void => {
    switch (message.kind) {
      case 'opened':
        opened(workspace, message)
        break
      case 'processed':
        workspace.inFlight -= message.count
        workspace.moved()
        break
      case 'fired':
        take(workspace, message.firings)
        break
      case 'scores':
        takeScores(workspace, message.scores)
        break
      case 'want-past':
        void sendPast(workspace, message.before)
        break
      case 'past-taken':
        workspace.moved()
        break
      case 'snapshot':
        void adopt(workspace, message)
    }
  }

  const opened = (workspace: Workspace, { seq, fault }: { seq: number; fault: string | null }): void => {
    if (fault !== null) ports.onError(new Error(fault), 'snapshot not usable, reading the whole log')
    workspace.sent = seq
    void catchUp(workspace)
  }

  /** A snapshot counts once every firing it knows of is committed and its scores are stored. */
  const adopt = async (
    workspace: Workspace,
    snapshot: { path: string; seq: number; fired: number; fault: string | null },
  ): Promise<void> => {
    const isOpen = () => [...workspace.open].some(number => number <= snapshot.fired)
    while (isOpen() && !closedHard) await new Promise(resolve => setTimeout(resolve, 20))
    await workspace.saving
    // One that was under way when the workspace was let go of tells of what is no more.
    const isStale = workspaces.get(workspace.id) !== workspace || workspace.phase !== 'live'
    if (snapshot.fault || closedHard || isStale) {
      rmSync(snapshot.path, { force: true })
      if (snapshot.fault) ports.onError(new Error(snapshot.fault), 'snapshot')
    } else place(workspace, snapshot.path)
    adopted.get(workspace.id)?.()
  }
  const place = (workspace: Workspace, path: string): void => {
    try {
      renameSync(path, fileOf(workspace.id))
    } catch (error) {
      ports.onError(error as Error, 'snapshot') // the former one stays: only the way back is longer
    }
  }
  const adopted = new Map<Id, () => void>()
  let closedHard = false

  const askSnapshot = (workspace: Workspace): void => {
    workspace.sinceSnapshot = 0
    workspace.snapshotAt = Date.now()
    send({ kind: 'snapshot', workspaceId: workspace.id, path: `${fileOf(workspace.id)}.new` })
  }

  const wantsSnapshot = (workspace: Workspace): boolean => {
    const now = Date.now()
    const isDue =
      workspace.sinceSnapshot >= snapshotEvery.entries && now - workspace.snapshotAt >= snapshotEvery.ms
    const isQuiet = now - workspace.busyAt >= snapshotEvery.quietMs && workspace.inFlight === 0
    return (isDue && isQuiet) || workspace.sinceSnapshot >= snapshotEvery.atMostEntries
  }

  const tick = (): void => {
    const now = log.settled()
    for (const workspace of workspaces.values()) {
      if (workspace.phase !== 'live') continue
      send({ kind: 'tick', workspaceId: workspace.id, now })
      if (wantsSnapshot(workspace)) askSnapshot(workspace)
    }
  }

  /** Lets go of a workspace: its memory and its snapshot. */
  const forget = (workspaceId: Id): void => {
    const workspace = workspaces.get(workspaceId)
    workspaces.delete(workspaceId)
    workspace?.moved()
    if (workspace) send({ kind: 'forget', workspaceId })
    for (const path of [fileOf(workspaceId), `${fileOf(workspaceId)}.new`]) rmSync(path, { force: true })
  }

  return {
    /** Starts the worker and opens every workspace; answers when all have caught up. */
    start: async (): Promise<void> => {
      mkdirSync(ports.folder, { recursive: true })
      startWorker()
      unsubscribe = log.subscribe(hear)
      for (const id of await ports.workspaces()) if (!workspaces.has(id)) open(id)
      timer = setInterval(tick, tickMs)
    },

    /** Whether every workspace hears the log as it grows. */
    isLive: (): boolean => [...workspaces.values()].every(workspace => workspace.phase === 'live'),

    /** Resolves when everything accepted so far is processed and what it fired is committed. For tests and closing. */
    settle: async (workspaceId: Id): Promise<void> => {
      const head = await log.head(workspaceId)
      const workspace = workspaces.get(workspaceId) ?? open(workspaceId)
      const isThrough = () => workspace.phase === 'live' && workspace.sent >= head && workspace.inFlight === 0
      while (!closing && !(isThrough() && workspace.open.size === 0))
        await new Promise(resolve => setTimeout(resolve, 5))
      const last = log.settled()
      send({ kind: 'tick', workspaceId, now: last })
      await health(workspaceId, 60_000)
      while (!closing && workspace.open.size > 0) await new Promise(resolve => setTimeout(resolve, 5))
      await workspace.saving
    },

    health: (workspaceId: Id) => health(workspaceId),

    forget,

    /** Begins anew from the log, which has been changed: somebody was erased from it. */
    rebuild: (workspaceId: Id): void => {
      forget(workspaceId)
      open(workspaceId)
    },

    /** How far the engine is behind the log, in entries on their way. */
    lag: (): number => [...workspaces.values()].reduce((sum, { inFlight }) => sum + inFlight, 0),

    /** Takes snapshots of what has changed and stops; waits at most `patienceMs` for firings under way. */
    close: async (patienceMs = 10_000): Promise<void> => {
      clearInterval(timer)
      unsubscribe()
      let giveUp: NodeJS.Timeout | undefined
      const patience = new Promise<void>(resolve => {
        giveUp = setTimeout(() => {
          closedHard = true
          resolve()
        }, patienceMs)
      })
      const changed = [...workspaces.values()].filter(
        ({ phase, sinceSnapshot }) => phase === 'live' && sinceSnapshot > 0,
      )
      const done = changed.map(workspace => new Promise<void>(resolve => adopted.set(workspace.id, resolve)))
      for (const workspace of changed) askSnapshot(workspace)
      await Promise.race([Promise.all(done), patience])
      clearTimeout(giveUp)
      closing = true
      for (const workspace of workspaces.values()) workspace.moved()
      await worker?.terminate()
    },
  }

  /** Undefined while the workspace is being opened, or when the worker is too busy to answer in time. */
  function health(workspaceId: Id, patienceMs = 3_000): Promise<CoreHealth | undefined> {
    const workspace = workspaces.get(workspaceId)
    if (!workspace || workspace.phase === 'opening') return Promise.resolve(undefined)
    const call = nextCall++
    return new Promise(resolve => {
      const giveUp = setTimeout(() => answer(undefined), patienceMs)
      const answer = (found: CoreHealth | undefined) => {
        clearTimeout(giveUp)
        calls.delete(call)
        resolve(found)
      }
      calls.set(call, answer)
      send({ kind: 'health', workspaceId, call })
    })
  }
}
