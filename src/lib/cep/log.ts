import { parseEvent } from './event.ts'
import { formatInstant, parseInstant } from './instant.ts'
import { parseStrategy } from './strategy.ts'
import type { Event, Fault, JsonObject, KeyKind, LocalText, LogEntry } from './types.ts'

export type ParsedEntry = { ok: true; entry: LogEntry } | { ok: false; path: string; message: LocalText }

/**
 * Reads one entry of an exported log: an object with `r` and one of `event` (with `imported`, `emittedBy`),
 * `profile` {of, key, attributes}, `publish` {strategy, version}, `retire` (a strategy's id) or `clock` (true).
 */
export function parseLogEntry(json: unknown): ParsedEntry {
  const line = recordOf(json)
  const r = typeof line.r === 'string' ? parseInstant(line.r) : undefined
  if (r === undefined)
    return fault('r', '应是带时区的 RFC 3339 时间', 'This must be an RFC 3339 time with a zone')
  if (line.event !== undefined) return eventEntry(r, line)
  if (line.profile !== undefined) return profileEntry(r, recordOf(line.profile))
  if (line.publish !== undefined) return publishEntry(r, recordOf(line.publish))
  if (typeof line.retire === 'string')
    return { ok: true, entry: { kind: 'retire', r, strategy: line.retire } }
  if (line.clock === true) return { ok: true, entry: { kind: 'clock', r } }
  return fault('', '这一行不是日志条目', 'This line is no entry of a log')
}

function recordOf(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : {}
}

function fault(path: string, zh: string, en: string): ParsedEntry {
  return { ok: false, path, message: { 'zh-CN': zh, en } }
}

function eventEntry(r: number, { event, imported, emittedBy }: Record<string, unknown>): ParsedEntry {
  const parsed = parseEvent(event)
  if (!parsed.ok)
    return { ok: false, path: parsed.path === '' ? 'event' : `event.${parsed.path}`, message: parsed.message }
  return {
    ok: true,
    entry: {
      kind: 'event',
      r,
      event: parsed.event,
      ...(imported === true ? { imported } : {}),
      ...(typeof emittedBy === 'string' ? { emittedBy } : {}),
    },
  }
}

function profileEntry(r: number, { of, key, attributes }: Record<string, unknown>): ParsedEntry {
  if (typeof of !== 'string' || typeof key !== 'string') {
    return fault('profile', '应写明 of 和 key', 'This must have of and key')
  }
  if (typeof attributes !== 'object' || Array.isArray(attributes)) {
    return fault('profile.attributes', '应是一个对象或 null', 'This must be an object or null')
  }
  return {
    ok: true,
    entry: { kind: 'profile', r, of: of as KeyKind, key, attributes: attributes as JsonObject | null },
  }
}

function publishEntry(r: number, { strategy, version }: Record<string, unknown>): ParsedEntry {
  const parsed = parseStrategy(strategy)
  if (!parsed.ok) return strategyFault(parsed.faults[0])
  if (typeof version !== 'number') return fault('publish.version', '应是一个数', 'This must be a number')
  return { ok: true, entry: { kind: 'publish', r, strategy: parsed.value, version } }
}

function strategyFault(first: Fault | undefined): ParsedEntry {
  const path = first?.path ? `publish.strategy.${first.path}` : 'publish.strategy'
  return {
    ok: false,
    path,
    message: first?.message ?? { 'zh-CN': '策略无效', en: 'The strategy is not valid' },
  }
}

/** One entry as a line of JSON, read back by `parseLogEntry`. */
export function formatLogEntry(entry: LogEntry): string {
  const r = formatInstant(entry.r)
  switch (entry.kind) {
    case 'event': {
      const { imported, emittedBy } = entry
      return JSON.stringify({
        r,
        event: eventToJson(entry.event),
        imported: imported || undefined,
        emittedBy,
      })
    }
    case 'profile':
      return JSON.stringify({ r, profile: { of: entry.of, key: entry.key, attributes: entry.attributes } })
    case 'publish':
      return JSON.stringify({ r, publish: { strategy: entry.strategy, version: entry.version } })
    case 'retire':
      return JSON.stringify({ r, retire: entry.strategy })
    case 'clock':
      return JSON.stringify({ r, clock: true })
  }
}

/** An event as JSON, `at` as text. */
export function eventToJson({
  id,
  type,
  at,
  customer,
  person,
  opportunity,
  props,
}: Event): Record<string, unknown> {
  return { id, type, at: formatInstant(at), customer, person, opportunity, props }
}
