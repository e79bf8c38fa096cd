import { sql } from 'drizzle-orm'
import type pg from 'pg'
import type { Db } from '#db/connection.ts'
import { AppError, errorCodes } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Appended, EventLog, LogBody, LogEntry, LogListener } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { type LogRow, toEntry, toJson } from './rows.ts'
import { ofTypes, readLogText } from './text.ts'

export const errors = errorCodes({
  'log.busy': [
    'limited',
    '写入的事件太多，来不及保存，请 {seconds} 秒后重发。',
    'More events are coming in than can be stored. Send them again in {seconds} seconds.',
  ],
  'log.away': [
    'unavailable',
    '数据库暂时写不进去，这批事件没有收下。请稍后原样重发，不会重复。',
    'The database takes no writes just now and these events were not taken. Send them again unchanged; nothing is doubled.',
  ],
})

export interface PostgresLogOptions {
  db: Db
  clock: Clock
  /** Most bodies and bytes that may wait for a commit. */
  maxWaiting?: { bodies: number; bytes: number }
  onError?: (error: Error) => void
}

/** A request's bodies, waiting to be committed together with those of others. */
interface Waiting {
  bodies: readonly LogBody[]
  json: string
  resolve(appended: Appended[]): void
  reject(error: unknown): void
}

/** What is known of a workspace's log: where it ends, and which requests wait to be appended. */
interface Stream {
  workspaceId: Id
  seq: number
  waiting: Waiting[]
  /** The `received` of the first append that failed without saying whether it was stored: listeners may miss entries. */
  behind: Instant | undefined
}

interface AppendRow {
  first: number | null
  taken: number
  seqs: (string | number)[] | null
  ids: string[] | null
}

/** At most so many bodies in one commit: while it is written, the next requests are read and checked. */
const groupBodies = 800
const timeoutMs = 15_000
const retryMs = 500
const pageSize = 5_000

/**
 * The event log in PostgreSQL. One appender writes for the whole process: while a commit is under way, requests gather,
 * and the next commit takes them all (group commit). One process at a time holds the data folder, so one appender it is.
 */
export function makePostgresLog(options: PostgresLogOptions): EventLog {
  const { db, clock } = options
  const most = options.maxWaiting ?? { bodies: 50_000, bytes: 64 * 1024 * 1024 }
  const streams = new Map<Id, Stream>()
  const queue = new Set<Stream>()
  const listeners = new Set<LogListener>()
  const held = { bodies: 0, bytes: 0 }
  let client: pg.PoolClient | undefined
  /** The latest `received` given out or promised. */
  let latest: Instant = 0
  /** The `received` of the commit under way. */
  let underWay: Instant | undefined
  let running: Promise<void> | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const read = (
    workspaceId: Id,
    after: number,
    limit: number,
    types?: readonly string[],
  ): Promise<LogEntry[]> =>
    db.tx(workspaceId, async tx => {
      const found = await tx.execute<LogRow>(sql`
        select seq, kind, id, type, at, received, customer, person, opportunity, props, source, imported, cause
        from event_log where workspace_id = ${workspaceId} and seq > ${after} ${ofTypes(types)} order by seq limit ${limit}`)
      return found.rows.map(row => toEntry(workspaceId, row))
    })

  const end = (workspaceId: Id): Promise<{ seq: number; received: number }> =>
    db.tx(workspaceId, async tx => {
      const found = await tx.execute<{ seq: number; received: number }>(
        sql`select seq, received from event_log where workspace_id = ${workspaceId} order by seq desc limit 1`,
      )
      return found.rows[0] ?? { seq: 0, received: 0 }
    })

  const streamOf = async (workspaceId: Id): Promise<Stream> => {
    const known = streams.get(workspaceId)
    if (known) return known
    const found = await end(workspaceId)
    latest = Math.max(latest, found.received)
    const fresh: Stream = { workspaceId, seq: found.seq, waiting: [], behind: undefined }
    const stream = streams.get(workspaceId) ?? fresh // another request may have been quicker
    streams.set(workspaceId, stream)
    return stream
  }

  const tell = (entries: readonly LogEntry[]): void => {
    if (entries.length === 0) return
    for (const listener of listeners) {
      try {
        listener(entries)
      } catch (error) {
        report(error)
      }
    }
  }

  const report = (error: unknown): void => options.onError?.(error as Error)

  /** One commit. The connection is kept from commit to commit, and thrown away after any failure. */
  const commit = async (
    stream: Stream,
    received: number,
    amount: number,
    list: string,
  ): Promise<AppendRow> => {
    client ??= await db.pool.connect()
    try {
      const query: pg.QueryConfig & { query_timeout: number } = {
        name: 'append_log',
        text: 'select first, taken, seqs, ids from append_log($1, $2, $3, $4)',
        values: [stream.workspaceId, received, amount, list],
        query_timeout: timeoutMs,
      }
      const answer = await client.query<AppendRow>(query)
      return answer.rows[0]!
    } catch (error) {
      client?.release(error as Error)
      client = undefined
      throw error
    }
  }

  const appendGroup = async (stream: Stream, group: readonly Waiting[]): Promise<void> => {
    const bodies = group.length === 1 ? group[0]!.bodies : group.flatMap(item => item.bodies)
    const received = Math.max(clock.now(), latest)
    latest = received
    underWay = received
    const list = `[${group.map(item => item.json).join(',')}]`
    const row = await commit(stream, received, bodies.length, list)
    const appended = place(stream.workspaceId, received, bodies, row)
    if (stream.behind !== undefined) await catchUp(stream)
    else
      hand(
        stream,
        appended.filter(entry => entry !== undefined),
      )
    let from = 0
    for (const item of group) {
      item.resolve(appended.slice(from, from + item.bodies.length))
      from += item.bodies.length
    }
  }

  const hand = (stream: Stream, entries: readonly LogEntry[]): void => {
    stream.seq = entries.at(-1)?.seq ?? stream.seq
    tell(entries)
  }

  /** Hands over what was stored while nobody could be told. */
  const catchUp = async (stream: Stream): Promise<void> => {
    for (;;) {
      const page = await read(stream.workspaceId, stream.seq, pageSize)
      hand(stream, page)
      if (page.length < pageSize) break
    }
    stream.behind = undefined
  }

  const work = async (stream: Stream): Promise<void> => {
    const group = takeGroup(stream)
    if (group.length === 0) return stream.behind === undefined ? undefined : catchUp(stream)
    try {
      await appendGroup(stream, group)
    } catch (error) {
      if (isDataFault(error) && group.length > 1) await appendOneByOne(stream, group)
      else refuse(stream, group, error)
    } finally {
      underWay = undefined
      for (const item of group) release(item)
    }
  }

  /** A body that the database refuses must not take its neighbours' down with it. */
  const appendOneByOne = async (stream: Stream, group: readonly Waiting[]): Promise<void> => {
    for (const item of group) {
      try {
        await appendGroup(stream, [item])
      } catch (error) {
        refuse(stream, [item], error)
      }
    }
  }

  const refuse = (stream: Stream, group: readonly Waiting[], error: unknown): void => {
    report(error)
    const away = !isDataFault(error)
    if (away) stream.behind ??= underWay ?? latest
    for (const item of group) item.reject(away ? new AppError(errors['log.away']) : error)
  }

  const release = (item: Waiting): void => {
    held.bodies -= item.bodies.length
    held.bytes -= item.json.length
  }

  const run = async (): Promise<void> => {
    for (const stream of queue) {
      queue.delete(stream)
      await work(stream).catch(report)
      if (stream.waiting.length > 0) queue.add(stream)
    }
    running = undefined
    if ([...streams.values()].some(stream => stream.behind !== undefined))
      retry ??= setTimeout(retryBehind, retryMs)
  }

  const retryBehind = (): void => {
    retry = undefined
    for (const stream of streams.values()) if (stream.behind !== undefined) queue.add(stream)
    wake()
  }

  const wake = (): void => {
    running ??= Promise.resolve().then(run)
  }

  return {
    append: async (workspaceId, bodies) => {
      if (bodies.length === 0) return []
      // A connection taken after the closing would never be given back, and the pool waits for it to end.
      if (closed) throw new AppError(errors['log.away'])
      const json = toJson(bodies)
      if (
        held.bodies > 0 &&
        (held.bodies + bodies.length > most.bodies || held.bytes + json.length > most.bytes)
      ) {
        throw new AppError(errors['log.busy'], { seconds: 1 })
      }
      held.bodies += bodies.length
      held.bytes += json.length
      const stream =
        streams.get(workspaceId) ??
        (await streamOf(workspaceId).catch(away => {
          release({ bodies, json } as Waiting)
          report(away)
          throw new AppError(errors['log.away'])
        }))
      return new Promise((resolve, reject) => {
        stream.waiting.push({ bodies, json, resolve, reject })
        queue.add(stream)
        wake()
      })
    },
    read,
    readText: (workspaceId, page) => db.tx(workspaceId, tx => readLogText(tx, workspaceId, page)),
    head: async workspaceId => (await end(workspaceId)).seq,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settled: () => {
      const behind = [...streams.values()].map(stream => stream.behind).filter(at => at !== undefined)
      if (behind.length > 0) return Math.min(...behind)
      if (underWay !== undefined) return underWay
      latest = Math.max(latest, clock.now())
      return latest
    },
    close: async () => {
      closed = true
      while (running) await running
      clearTimeout(retry)
      client?.release()
      client = undefined
    },
  }
}

/** Takes the requests that go into one commit. */
function takeGroup(stream: Stream): Waiting[] {
  let count = 0
  let bodies = 0
  while (
    count < stream.waiting.length &&
    (count === 0 || bodies + stream.waiting[count]!.bodies.length <= groupBodies)
  ) {
    bodies += stream.waiting[count]!.bodies.length
    count++
  }
  return stream.waiting.splice(0, count)
}

/** Which place each body got. Without duplicates the places follow one another from `first`. */
function place(workspaceId: Id, received: number, bodies: readonly LogBody[], row: AppendRow): Appended[] {
  if (row.taken === bodies.length) {
    return bodies.map((body, index) => ({ workspaceId, seq: row.first! + index, received, body }))
  }
  const seqs = new Map((row.ids ?? []).map((id, index) => [id, Number(row.seqs![index])]))
  return bodies.map(body => {
    const seq = seqs.get(body.id)
    seqs.delete(body.id)
    return seq === undefined ? undefined : { workspaceId, seq, received, body }
  })
}

/** Whether the database refuses what was sent, rather than being away: SQLSTATE classes 22 (data) and 23 (integrity). */
function isDataFault(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string } | null)?.code ?? '')
}
