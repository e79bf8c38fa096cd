import { parentPort } from 'node:worker_threads'
import type { Id } from '#kernel/id.ts'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { type Fired, type Wanted, WorkspaceCore } from './core.ts'
import type { CoreHealth, FromWorker, NumberedFiring, ToWorker } from './messages.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

const port = parentPort!
const tell = (message: FromWorker) => port.postMessage(message)

const flushMost = 2_000
/** Every account is looked at once in so many ticks (four a second): scores move with time alone, slowly. */
const sweepTicks = 4 * 3_600

/** What waits while the past is being read: entries and ticks in their order. */
type Work = { entries: readonly LogEntry[]; from: number } | { now: Instant }

interface Workspace {
  core: WorkspaceCore
  queue: Work[]
  /** What the past is being read for, and the publication that waits for it; null while nothing is. */
  wanted: { wanted: Wanted; entry: LogEntry | undefined } | null
  fired: number
  clock: Instant
}

const workspaces = new Map<Id, Workspace>()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'open') return open(message.workspaceId, message.snapshot)
  const workspace = workspaces.get(message.workspaceId)
  if (!workspace) return
  switch (message.kind) {
    case 'entries':
      workspace.queue.push({ entries: message.entries, from: 0 })
      return work(message.workspaceId, workspace)
    case 'tick':
      workspace.queue.push({ now: message.now })
      return work(message.workspaceId, workspace)
    case 'past':
      return takePast(message.workspaceId, workspace, message.entries, message.last)
    case 'health':
      return tell({ ...message, health: healthOf(workspace.core) })
    case 'snapshot':
      return snapshot(message.workspaceId, workspace, message.path)
    case 'forget':
      workspaces.delete(message.workspaceId)
  }
})

function open(workspaceId: Id, file: string | null): void {
  const core = new WorkspaceCore()
  let fault: string | null = null
  let usable = core
  if (file !== null) {
    try {
      readSnapshot(file, core)
    } catch (error) {
      fault = (error as Error).message
      usable = new WorkspaceCore()
    }
  }
  workspaces.set(workspaceId, { core: usable, queue: [], wanted: null, fired: 0, clock: 0 })
  tell({ kind: 'opened', workspaceId, seq: usable.seq, fault })
}

/** Works through what waits, until it is through or the past is needed. */
function work(workspaceId: Id, workspace: Workspace): void {
  const fired: Fired[] = []
  let count = 0
  while (workspace.wanted === null && workspace.queue.length > 0) {
    const next = workspace.queue[0]!
    if ('now' in next) {
      workspace.queue.shift()
      tick(workspaceId, workspace, next.now, fired)
    } else {
      count += takeEntries(workspaceId, workspace, next, fired)
      if (next.from === next.entries.length) workspace.queue.shift()
    }
  }
  report(workspaceId, workspace, fired)
  if (count > 0) tell({ kind: 'processed', workspaceId, seq: workspace.core.seq, count })
}

function tick(workspaceId: Id, workspace: Workspace, now: Instant, fired: Fired[]): void {
  const { core } = workspace
  workspace.clock = Math.max(workspace.clock, now)
  fired.push(...core.advance(now))
  core.scores.sweep(now, Math.ceil(core.scores.size / sweepTicks))
  const scores = core.scores.flush(now, core.seq, flushMost)
  if (scores.length > 0) tell({ kind: 'scores', workspaceId, scores })
}

/** @returns how many entries were processed */
function takeEntries(
  workspaceId: Id,
  workspace: Workspace,
  batch: { entries: readonly LogEntry[]; from: number },
  fired: Fired[],
): number {
  const first = batch.from
  while (batch.from < batch.entries.length && workspace.wanted === null) {
    const entry = batch.entries[batch.from++]!
    if (entry.seq <= workspace.core.seq) continue
    workspace.clock = Math.max(workspace.clock, entry.received)
    const wanted = workspace.core.wants(entry)
    if (wanted) askPast(workspaceId, workspace, wanted, entry)
    else takeEntry(workspaceId, workspace, entry, undefined, fired)
  }
  return batch.from - first
}

function takeEntry(
  workspaceId: Id,
  workspace: Workspace,
  entry: LogEntry,
  wanted: Wanted | undefined,
  fired: Fired[],
): void {
  const done = workspace.core.process(entry, wanted)
  if (done.fired.length > 0) fired.push(...done.fired)
  if (done.again) askPast(workspaceId, workspace, done.again, undefined, entry.seq)
}

function askPast(
  workspaceId: Id,
  workspace: Workspace,
  wanted: Wanted,
  entry: LogEntry | undefined,
  seq?: number,
) {
  workspace.wanted = { wanted, entry }
  tell({ kind: 'want-past', workspaceId, before: entry?.seq ?? seq ?? 0 })
}

function takePast(workspaceId: Id, workspace: Workspace, entries: readonly LogEntry[], last: boolean): void {
  const waiting = workspace.wanted
  if (!waiting) return
  for (const entry of entries) workspace.core.feed(waiting.wanted, entry)
  if (!last) {
    tell({ kind: 'past-taken', workspaceId })
    return
  }
  workspace.wanted = null
  const fired: Fired[] = []
  if (waiting.entry) takeEntry(workspaceId, workspace, waiting.entry, waiting.wanted, fired)
  report(workspaceId, workspace, fired)
  work(workspaceId, workspace)
}

function report(workspaceId: Id, workspace: Workspace, fired: readonly Fired[]): void {
  if (fired.length === 0) return
  const firings = fired.map((item): NumberedFiring => ({ ...item, number: ++workspace.fired }))
  tell({ kind: 'fired', workspaceId, firings })
}

function healthOf(core: WorkspaceCore): CoreHealth {
  const { events, late, imported, future } = core.engine.counts
  const { seq, faults } = core
  return {
    strategies: core.health(),
    events,
    late,
    imported,
    refused: future,
    accounts: core.scores.size,
    seq,
    faults,
  }
}

/** A snapshot may not fall between a publication and its past. */
function snapshot(workspaceId: Id, workspace: Workspace, path: string): void {
  const { core, fired } = workspace
  const scores = core.scores.flush(workspace.clock, core.seq, Number.POSITIVE_INFINITY)
  if (scores.length > 0) tell({ kind: 'scores', workspaceId, scores })
  let fault: string | null = workspace.wanted === null ? null : 'the past is being read'
  if (fault === null) {
    try {
      writeSnapshot(path, core)
    } catch (error) {
      fault = (error as Error).message
    }
  }
  tell({ kind: 'snapshot', workspaceId, path, seq: core.seq, fired, fault })
}
