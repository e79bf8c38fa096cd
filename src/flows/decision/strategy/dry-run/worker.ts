import { parentPort } from 'node:worker_threads'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { Strategy } from '#lib/cep/index.ts'
import { armOf } from '../act/arm.ts'
import { WorkspaceCore } from '../host/core.ts'
import type { DryRunFound, FromDryRun, ToDryRun } from './messages.ts'

const port = parentPort!
const tell = (message: FromDryRun) => port.postMessage(message)

const events: LogEntry[] = []
/** The last word on each profile, and on the model. */
const standing = new Map<string, LogEntry>()

port.on('message', (message: ToDryRun) => {
  if (message.kind === 'entries') {
    for (const entry of message.entries) take(entry)
    return tell({ kind: 'taken', events: events.length })
  }
  tell({ kind: 'found', found: run(message.strategy, message.from, message.to) })
})

function take(entry: LogEntry): void {
  const { body } = entry
  if (body.kind === 'event') events.push(entry)
  else if (body.kind === 'profile') standing.set(`${body.of} ${body.key}`, entry)
  else if (body.kind === 'model') standing.set('model', entry)
}

/** Time is the events' own: history that was imported counts as if it had come when it happened. */
function run(strategy: Strategy, from: Instant, to: Instant): DryRunFound {
  const core = new WorkspaceCore({ grace: 0 })
  const asOf = (entry: LogEntry, received: Instant): LogEntry => ({ ...entry, received })
  for (const entry of standing.values()) core.process(asOf(entry, 0))
  const definition = strategy as unknown as Record<string, unknown>
  const publication = { kind: 'publication' as const, id: '', strategy: strategy.id, version: 1, definition }
  core.process({ workspaceId: '', seq: 0, received: 0, body: publication })
  events.sort(inTime)
  const found: DryRunFound = { firings: [], health: undefined }
  const keep = (fired: ReturnType<WorkspaceCore['advance']>) => {
    for (const { firing } of fired) {
      if (firing.at < from) continue
      const { key, at, measures } = firing
      const unit =
        strategy.experiment?.unit === 'person' ? (lastPerson(firing.events.at(-1)?.event) ?? key) : key
      found.firings.push({ key, at, measures, holdout: armOf(strategy, unit).arm === 'holdout' })
    }
  }
  for (const [index, entry] of events.entries()) {
    if (entry.body.kind !== 'event') continue
    keep(core.process({ ...entry, received: entry.body.at, body: { ...entry.body, imported: false } }).fired)
    if (index % 20_000 === 0) tell({ kind: 'ran', share: index / events.length })
  }
  keep(core.advance(to))
  found.health = core.health()[0]
  return found
}

function inTime(left: LogEntry, right: LogEntry): number {
  const [a, b] = [left.body, right.body]
  if (a.kind !== 'event' || b.kind !== 'event') return 0
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function lastPerson(id: string | undefined): string | undefined {
  const entry = events.find(({ body }) => body.id === id)
  return entry?.body.kind === 'event' ? entry.body.person : undefined
}
