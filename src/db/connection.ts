import { sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Id } from '#kernel/id.ts'

/** A transaction in which one workspace is set: row-level security shows that workspace's rows alone. */
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export interface Db {
  /** Runs `work` in one transaction of one workspace; commits its result, rolls back if it throws. */
  tx<T>(workspaceId: Id, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` in one transaction of no workspace: it sees only what SECURITY DEFINER functions give. */
  outside<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The pool itself, for what a transaction per call would be too slow for (the log's appender) and for pg-boss. */
  pool: pg.Pool
  close(): Promise<void>
}

/** The role the server works as: neither owner nor superuser nor BYPASSRLS. Made by the first migration. */
export const appRole = 'loam_app'

// Counts and sums come back as JavaScript numbers; ours stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * Opens a pool on a migrated database, as the working role.
 * @param url a PostgreSQL connection string whose user may `SET ROLE loam_app`
 */
export function connect(url: string, options: { max?: number; onError?: (error: Error) => void } = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    options: `-c role=${appRole}`,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  })
  // A stopping server ends idle connections; without a listener that would end the process.
  pool.on('error', error => options.onError?.(error))
  // So does one that a transaction has just taken: its query fails and says so, the event must not end the process.
  pool.on('connect', client => client.on('error', () => {}))
  /** Drizzle's own transaction on a pool keeps the connection for ever when its `begin` fails. */
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      return await drizzle(client).transaction(work)
    } finally {
      client.release()
    }
  }
  return {
    pool,
    tx: (workspaceId, work) =>
      transaction(async tx => {
        await tx.execute(sql`select set_config('loam.workspace', ${workspaceId}, true)`)
        return work(tx)
      }),
    outside: transaction,
    close: () => pool.end(),
  }
}
