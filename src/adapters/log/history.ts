import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { EventHistory } from '#kernel/ports/event-history.ts'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import { type LogRow, toEntry } from './rows.ts'

/** Reads `event_log` by account, along its index. */
export function makePostgresHistory(db: Db): EventHistory {
  return {
    ofAccount: (workspaceId, accountId, { seq, at }, most) =>
      db.tx(workspaceId, async tx => {
        const wanted = sql`
          from event_log where workspace_id = ${workspaceId} and customer = ${accountId} and kind = 'event'
            and at <= ${at ?? Number.MAX_SAFE_INTEGER} and seq <= ${seq ?? Number.MAX_SAFE_INTEGER}`
        const found = await tx.execute<LogRow>(sql`
          select seq, kind, id, type, at, received, customer, person, opportunity, props, source, imported, cause
          ${wanted} order by at desc, id collate "C" desc limit ${most}`)
        const total =
          found.rows.length < most
            ? found.rows.length
            : (await tx.execute<{ n: number }>(sql`select count(*) as n ${wanted}`)).rows[0]!.n
        const events = found.rows.map(row => toEntry(workspaceId, row).body as LoggedEvent).reverse()
        return { events, total }
      }),

    byIds: (workspaceId, ids) =>
      db.tx(workspaceId, async tx => {
        const found = await tx.execute<LogRow>(sql`
          select seq, kind, id, type, at, received, customer, person, opportunity, props, source, imported, cause
          from event_log where workspace_id = ${workspaceId} and id = any(${sql.param([...ids])}::text[]) and kind = 'event'`)
        return found.rows.map(row => toEntry(workspaceId, row).body as LoggedEvent)
      }),
  }
}
