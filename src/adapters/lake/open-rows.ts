import { DuckDBTimestampTZValue } from '@duckdb/node-api'
import type { Id } from '#kernel/id.ts'
import type { EventLog, LogEntry, LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Duck } from './duck.ts'

/** The columns of the files and of the rest in memory, in their order. */
export const columns = [
  'seq bigint',
  'id varchar',
  'type varchar',
  '"at" timestamptz',
  'received timestamptz',
  'customer varchar',
  'person varchar',
  'opportunity varchar',
  'source varchar',
  'imported boolean',
  'cause_strategy varchar',
  'cause_depth integer',
  'props varchar',
] as const
export const columnNames = columns.map(column => column.split(' ')[0]).join(', ')

/** How many entries are read from the log at a time. */
export const pageSize = 10_000

/** What of a workspace's log is not in the files: a table in memory, and how far the log was read into it. */
export interface OpenRows {
  table: string
  read: number
}

export async function makeOpenRows(duck: Duck, name: string, seq: number): Promise<OpenRows> {
  const table = `open_${name}`
  await duck.run(`create or replace table ${table} (${columns.join(', ')})`)
  return { table, read: seq }
}

/**
 * Reads one page of the log on into the table.
 * @returns whether there may be more
 */
export async function pullPage(
  duck: Duck,
  log: Pick<EventLog, 'read'>,
  workspaceId: Id,
  open: OpenRows,
): Promise<boolean> {
  const entries = await log.read(workspaceId, open.read, pageSize)
  const appender = await duck.connection.createAppender(open.table)
  try {
    for (const entry of entries) {
      const { body } = entry
      if (body.kind === 'event') append(appender, entry, body)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
  open.read = entries.at(-1)?.seq ?? open.read
  return entries.length === pageSize
}

type Appender = Awaited<ReturnType<Duck['connection']['createAppender']>>

function append(appender: Appender, { seq, received }: LogEntry, body: LoggedEvent): void {
  appender.appendBigInt(BigInt(seq))
  appender.appendVarchar(body.id)
  appender.appendVarchar(body.type)
  appender.appendTimestampTZ(micros(body.at))
  appender.appendTimestampTZ(micros(received))
  for (const text of [body.customer, body.person, body.opportunity, body.source]) appendText(appender, text)
  appender.appendBoolean(body.imported)
  appendText(appender, body.cause?.strategy)
  if (body.cause) appender.appendInteger(body.cause.depth)
  else appender.appendNull()
  appender.appendVarchar(JSON.stringify(body.props))
  appender.endRow()
}

function appendText(appender: Appender, text: string | undefined): void {
  if (text === undefined) appender.appendNull()
  else appender.appendVarchar(text)
}

const micros = (at: number) => new DuckDBTimestampTZValue(BigInt(Math.trunc(at)) * 1000n)
