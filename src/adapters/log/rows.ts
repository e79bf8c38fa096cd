import type { Id } from '#kernel/id.ts'
import type { LogBody, LogEntry } from '#kernel/ports/event-log.ts'

/** A row of `event_log` as the driver gives it. */
export interface LogRow extends Record<string, unknown> {
  seq: number
  kind: LogBody['kind']
  id: string
  type: string | null
  at: number | null
  received: number
  customer: Id | null
  person: Id | null
  opportunity: string | null
  props: Record<string, unknown>
  source: string | null
  imported: boolean
  cause: { strategy: string; depth: number } | null
}

/** Bodies as the elements of a JSON list that `append_log` takes; an event's fields are its columns. */
export function toJson(bodies: readonly LogBody[]): string {
  return bodies.map(body => JSON.stringify(body.kind === 'event' ? body : toColumns(body))).join(',')
}

function toColumns(body: Exclude<LogBody, { kind: 'event' }>) {
  const { kind, id, ...props } = body
  return { kind, id, props }
}

/** The entry that a row holds. */
export function toEntry(workspaceId: Id, row: LogRow): LogEntry {
  return { workspaceId, seq: row.seq, received: row.received, body: toBody(row) }
}

function toBody(row: LogRow): LogBody {
  if (row.kind !== 'event') return { kind: row.kind, id: row.id, ...row.props } as LogBody
  return {
    kind: 'event',
    id: row.id,
    type: row.type!,
    at: row.at!,
    ...(row.customer !== null && { customer: row.customer }),
    ...(row.person !== null && { person: row.person }),
    ...(row.opportunity !== null && { opportunity: row.opportunity }),
    props: row.props,
    source: row.source!,
    imported: row.imported,
    ...(row.cause !== null && { cause: row.cause }),
  }
}
