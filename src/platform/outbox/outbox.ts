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

interface Due extends Record<string, unknown> {
  id: number
  workspace_id: Id
  type: string
}

const batch = 200
/** Heard in one transaction at most: what hearers lock is locked until its end. */
const atOnce = 8
const pollMs = 1_000
const retrySeconds = [1, 5, 30, 120, 600]

/** @param onError told of a hearer's failure; the event stays and is tried again later */
export function makeOutbox(
  { aside: db }: Pick<Db, 'aside'>,
  onError: (error: unknown, event: { type: string }) => void,
): Outbox {
  const hearers = new Map<string, Hearer[]>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  const deliverDue = async (): Promise<void> => {
    for (;;) {
      const due = await db.outside(tx => tx.execute<Due>(sql`select * from outbox_pending(${batch})`))
      for (const rows of together(due.rows)) {
        if (stopped) return // what is left waits in the database
        if (!(await deliver(rows).then(yes, no))) await oneByOne(rows)
      }
      if (due.rows.length < batch) return
    }
  }

  /** Hears events of one workspace in one transaction: under load a transaction each costs more than the hearing. */
  const deliver = (rows: readonly Due[]): Promise<void> => {
    const types = new Map(rows.map(({ id, type }) => [id, type]))
    const { workspace_id: workspaceId } = rows[0]!
    return db.tx(workspaceId, async tx => {
      // Those missing, another process has.
      const locked = await tx.execute<{ id: number; payload: Record<string, unknown> }>(sql`
        select id, payload from outbox where id = any(${sql.param([...types.keys()])}::bigint[])
        order by id for update skip locked`)
      const heard: number[] = []
      for (const { id, payload } of locked.rows) {
        if (stopped) break
        const type = types.get(id)!
        for (const hearer of hearers.get(type) ?? []) await hearer(tx, { workspaceId, type, payload })
        heard.push(id)
      }
      await tx.execute(sql`delete from outbox where id = any(${sql.param(heard)}::bigint[])`)
    })
  }

  /** So that what can't be heard keeps no other event from it. */
  const oneByOne = async (rows: readonly Due[]): Promise<void> => {
    for (const row of rows) {
      if (stopped) return
      await deliver([row]).catch(error => later(row, error))
    }
  }

  const later = async (row: Due, error: unknown): Promise<void> => {
    onError(error, { type: row.type })
    await db.tx(row.workspace_id, tx =>
      tx.execute(sql`
        update outbox set attempts = attempts + 1, last_error = ${(error as Error).name},
          not_before = now() + make_interval(secs => (${sql.param(retrySeconds)}::int[])[least(attempts + 1, ${retrySeconds.length})])
        where id = ${row.id}`),
    )
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
    hear: <P extends object>(type: string, hearer: Hearer<P>) => {
      // The payload of a type is what its module's `api.ts` declares: the publisher keeps to it, nobody checks.
      const heard: Hearer = (tx, event) => hearer(tx, { ...event, payload: event.payload as P })
      hearers.set(type, [...(hearers.get(type) ?? []), heard])
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

/** By workspace and in their order, so many at once. */
function together(rows: readonly Due[]): Due[][] {
  return [...Map.groupBy(rows, row => row.workspace_id).values()].flatMap(of =>
    Array.from({ length: Math.ceil(of.length / atOnce) }, (_, i) => of.slice(i * atOnce, (i + 1) * atOnce)),
  )
}

const yes = () => true
const no = () => false
