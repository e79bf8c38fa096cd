import { mkdirSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

export interface DuckOptions {
  /** Where what doesn't fit into memory is put for a while. */
  spill: string
  threads: number
  memoryMb: number
}

/** One value that is bound into a statement. */
export type Bound = DuckDBValue

/** A bound connection to a DuckDB in memory: it reads files of ours, and loads nothing from anywhere. */
export interface Duck {
  run(sql: string, values?: Bound[]): Promise<void>
  /** Rows as objects; whole numbers come as bigint, lists and texts as they are. */
  all<T extends object>(sql: string, values?: Bound[]): Promise<T[]>
  connection: DuckDBConnection
  close(): void
}

export async function openDuck({ spill, threads, memoryMb }: DuckOptions): Promise<Duck> {
  mkdirSync(spill, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMb}MB`,
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("set timezone = 'UTC'")
  return {
    connection,
    run: async (sql, values) => void (await connection.run(sql, values)),
    all: async <T extends object>(sql: string, values?: Bound[]) =>
      (await connection.runAndReadAll(sql, values)).getRowObjectsJS() as T[],
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** A text as a literal: for paths of our own, where no value can be bound. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
