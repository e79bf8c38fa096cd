import { type NodePgDatabase, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { Id } from '#kernel/id.ts'

/** A transaction in which one workspace is set: row-level security shows that workspace's rows alone. */
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export interface Db {
  /** Runs `work` in one transaction of one workspace; commits its result, rolls back if it throws. */
  tx<T>(workspaceId: Id, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` in one transaction of no workspace: it sees only what SECURITY DEFINER functions give. */
  outside<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same on a connection of its own, for work that goes on by itself and must not wait in line behind requests. */
  aside: Pick<Db, 'tx' | 'outside'>
  /** The pool itself, for what a transaction per call would be too slow for: the log's appender, who asks. */
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
  const settings: pg.PoolConfig = {
    connectionString: url,
    max: options.max ?? 12,
    options: `-c role=${appRole}`,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    pipeline: true,
  }
  const pools = [new pg.Pool(settings), new pg.Pool({ ...settings, max: 1 })] as const
  for (const each of pools) {
    // A stopping server ends idle connections; without a listener that would end the process.
    each.on('error', error => options.onError?.(error))
    // So does one that a transaction has just taken: its query fails and says so, the event must not end the process.
    each.on('connect', client => client.on('error', () => {}))
  }
  const [pool, own] = pools
  return {
    ...transactionsOf(pool),
    aside: transactionsOf(own),
    pool,
    close: async () => {
      await Promise.all(pools.map(each => each.end()))
    },
  }
}

function transactionsOf(pool: pg.Pool): Pick<Db, 'tx' | 'outside'> {
  /**
   * What opens a transaction travels with its first statement. Where it fails, that statement and all after it fail too: nothing is
   * ever done outside of a transaction, or in one without its workspace.
   */
  const transaction = async <T>(opening: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let unusable = false
    try {
      const opened = client.query(opening)
      opened.catch(() => {}) // heard of below
      try {
        const result = await work(txOn(client))
        await opened
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(() => {
          unusable = true
        })
        await opened
        throw error
      }
    } finally {
      client.release(unusable)
    }
  }
  return {
    tx: (workspaceId, work) =>
      transaction(`begin; set local loam.workspace = ${pg.escapeLiteral(workspaceId)}`, work),
    outside: work => transaction('begin', work),
  }
}

const dialect = new PgDialect()

/** Each transaction is an object of its own: hearers keep what they have done in it beside it. */
function txOn(client: pg.PoolClient): Tx {
  return new NodePgTransaction(dialect, new NodePgSession(client, dialect, undefined), undefined)
}
