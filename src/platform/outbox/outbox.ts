import { sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'

/** Something that happened, told to whoever wants to hear it. `type` is `noun.verb`; the payload is plain JSON. */
export interface DomainEvent<P = Record<string, unknown>> {
  workspaceId: Id
  type: string
  payload: P
}

/**
 * Hears a domain event inside the transaction that strikes it off: what it writes with `tx` happens exactly once.
 * It may run again only if that transaction fails.
 */
export type Hearer<P = Record<string, unknown>> = (tx: Tx, event: DomainEvent<P>) => Promise<void>

export interface Outbox {
  /** Writes an event in the transaction of the change that it tells of. */
  publish(tx: Tx, event: DomainEvent): Promise<void>
  /** Registers a hearer; an event is struck off once all its hearers are through. `P` is the payload that the `api.ts` of the event's module declares. */
  hear<P extends object = Record<string, unknown>>(type: string, hearer: Hearer<P>): void
  /** Looks at once for events to deliver. Call it after the commit; a slow poll catches what was missed. */
  wake(): void
  /** Delivers until nothing is due. For tests and for shutting down. */
  drain(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const batch = 200
const pollMs = 1_000
const retrySeconds = [1, 5, 30, 120, 600]

/** @param onError told of a hearer's failure; the event stays and is tried again later */
export function makeOutbox(db: Db, onError: (error: unknown, event: { type: string }) => void): Outbox {
  const hearers = new Map<string, Hearer[]>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  const deliverDue = async (): Promise<void> => {
    for (;;) {
      const due = await db.outside(tx =>
        tx.execute<{ id: number; workspace_id: Id; type: string }>(
          sql`select * from outbox_pending(${batch})`,
        ),
      )
      for (const row of due.rows) {
        if (stopped) return // what is left waits in the database
        await deliver(row)
      }
      if (due.rows.length < batch) return
    }
  }

  const deliver = async (row: { id: number; workspace_id: Id; type: string }): Promise<void> => {
    try {
      await db.tx(row.workspace_id, async tx => {
        const struck = await tx.execute<{ payload: Record<string, unknown> }>(sql`
          delete from outbox where id in (select id from outbox where id = ${row.id} for update skip locked) returning payload`)
        const payload = struck.rows[0]?.payload
        if (payload === undefined) return // another process has it
        for (const hearer of hearers.get(row.type) ?? []) {
          await hearer(tx, { workspaceId: row.workspace_id, type: row.type, payload })
        }
      })
    } catch (error) {
      onError(error, { type: row.type })
      await db.tx(row.workspace_id, tx =>
        tx.execute(sql`
        update outbox set attempts = attempts + 1, last_error = ${(error as Error).name},
          not_before = now() + make_interval(secs => (${sql.param(retrySeconds)}::int[])[least(attempts + 1, ${retrySeconds.length})])
        where id = ${row.id}`),
      )
    }
  }

  const run = (): Promise<void> => {
    if (stopped) return Promise.resolve()
    if (running) {
      again = true
      return running
    }
    running = deliverDue()
      .catch(error => onError(error, { type: 'outbox' }))
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          void run()
        }
      })
    return running
  }

  return {
    publish: async (tx, event) => {
      await tx.execute(
        sql`insert into outbox (workspace_id, type, payload) values (${event.workspaceId}, ${event.type}, ${JSON.stringify(event.payload)})`,
      )
    },
    hear: (type, hearer) => {
      // The payload of a type is what its module's `api.ts` declares: the publisher keeps to it, nobody checks.
      hearers.set(type, [...(hearers.get(type) ?? []), hearer as unknown as Hearer])
    },
    wake: () => setImmediate(run),
    drain: async () => {
      // Calling run() while one is under way asks for another: a loop of that would never end.
      while (running) await running
      await run()
    },
    start: () => {
      stopped = false
      timer = setInterval(run, pollMs)
    },
    stop: async () => {
      clearInterval(timer)
      stopped = true
      await running
    },
  }
}
