import type { LogBody, LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { formatInstant, formatLogEntry, isFuture, parseInstant, parseLogEntry } from '#lib/cep/index.ts'
import { scoreModel } from '#lib/score/index.ts'
import { type Fired, toEngine, WorkspaceCore } from './core.ts'

/** An entry as a line of an exported log; undefined for a publication that live passed over as invalid. */
export function formatLine(entry: LogEntry): string | undefined {
  const { body } = entry
  if (body.kind === 'model') {
    const { version, definition } = body
    return JSON.stringify({ r: formatInstant(entry.received), model: { version, definition } })
  }
  const line = toEngine(entry)
  return line && formatLogEntry(line)
}

/** The end of an exported log: time had gone on to here, and absences due by then had completed. */
export function formatClock(settled: Instant): string {
  return formatLogEntry({ kind: 'clock', r: settled })
}

export type Line = { ok: true; entry: LogEntry } | { ok: true; clock: Instant } | { ok: false; fault: string }

/** Reads a line of an exported log back. `seq` is its place. */
export function parseLine(json: unknown, seq: number): Line {
  const model = modelOf(json)
  if (model) return 'fault' in model ? { ok: false, fault: model.fault } : entryOf(model.r, seq, model.body)
  const parsed = parseLogEntry(json)
  if (!parsed.ok) return { ok: false, fault: `${parsed.path} ${parsed.message.en}`.trim() }
  const { entry } = parsed
  if (entry.kind === 'clock') return { ok: true, clock: entry.r }
  const id = `line:${seq}`
  switch (entry.kind) {
    case 'event': {
      const cause = entry.emittedBy === undefined ? {} : { cause: { strategy: entry.emittedBy, depth: 1 } }
      const body = {
        kind: 'event' as const,
        ...entry.event,
        source: '',
        imported: entry.imported ?? false,
        ...cause,
      }
      return entryOf(entry.r, seq, body as LogBody)
    }
    case 'profile': {
      const { of, key, attributes } = entry
      return entryOf(entry.r, seq, {
        kind: 'profile',
        id,
        of: of as 'customer',
        key,
        attributes: attributes ?? {},
      })
    }
    case 'publish': {
      const { version, strategy } = entry
      return entryOf(entry.r, seq, {
        kind: 'publication',
        id,
        strategy: strategy.id,
        version,
        definition: { ...strategy },
      })
    }
    case 'retire':
      return entryOf(entry.r, seq, {
        kind: 'publication',
        id,
        strategy: entry.strategy,
        version: 0,
        definition: null,
      })
  }
}

function entryOf(received: Instant, seq: number, body: LogBody): Line {
  return { ok: true, entry: { workspaceId: '', seq, received, body } }
}

function modelOf(json: unknown): { r: Instant; body: LogBody } | { fault: string } | undefined {
  const { r, model } = (json ?? {}) as { r?: unknown; model?: { version?: unknown; definition?: unknown } }
  if (model === undefined) return undefined
  const at = typeof r === 'string' ? parseInstant(r) : undefined
  const definition = scoreModel.safeParse(model.definition)
  if (at === undefined || !definition.success) return { fault: 'model This is no score model' }
  return {
    r: at,
    body: {
      kind: 'model',
      id: `model:${definition.data.version}`,
      version: definition.data.version,
      definition: definition.data,
    },
  }
}

/**
 * What live did with a log: the same core, fed with the same entries and received times. Of several events with one id
 * the first that isn't refused counts.
 * @param lines in the order of the log
 */
export function* runLog(
  lines: readonly ({ entry: LogEntry } | { clock: Instant })[],
  options: { grace?: number } = {},
): Generator<Fired, WorkspaceCore> {
  const core = new WorkspaceCore(options)
  const past: LogEntry[] = []
  const ids = new Set<string>()
  for (const line of lines) {
    if ('clock' in line) {
      yield* core.advance(line.clock)
      continue
    }
    const { entry } = line
    if (entry.body.kind === 'event') {
      const asEngine = toEngine(entry)
      if (ids.has(entry.body.id) || (asEngine?.kind === 'event' && isFuture(asEngine))) continue
      ids.add(entry.body.id)
    }
    const wanted = core.wants(entry)
    if (wanted) for (const earlier of past) core.feed(wanted, earlier)
    const { fired, again } = core.process(entry, wanted)
    past.push(entry)
    if (again) for (const earlier of past) core.feed(again, earlier)
    yield* fired
  }
  return core
}
