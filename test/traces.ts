import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type pg from 'pg'

/** Every row of every table that holds one of the words, with its table and what stands around the word. */
export async function tablesWith(owner: pg.Client, words: readonly string[]): Promise<string[]> {
  const tables = await owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables.rows) {
    const rows = await owner.query<{ row: string }>(
      `select t::text as row from ${name} t where exists (select from unnest($1::text[]) word where strpos(t::text, word) > 0)`,
      [words],
    )
    for (const { row } of rows.rows) found.push(`${name}: ${around(row, words)}`)
  }
  return found
}

function around(row: string, words: readonly string[]): string {
  const places = words.filter(word => row.includes(word)).map(word => row.indexOf(word))
  return places.map(at => row.slice(Math.max(0, at - 300), at + 60)).join(' ||| ')
}

/** Files under a data folder with one of the words: their bytes, and what is packed in the lake's. */
export async function filesWith(home: string, words: readonly string[]): Promise<string[]> {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = files.map(entry => join(entry.parentPath, entry.name))
  const plain = paths.filter(path => words.some(word => readFileSync(path).includes(word)))
  if (!paths.some(path => path.endsWith('.parquet'))) return plain
  const connection = await (await DuckDBInstance.create()).connect()
  const rows = await connection.runAndReadAll(
    `select to_json(t)::varchar as row from read_parquet('${home}/lake/**/*.parquet') t`,
  )
  const packed = rows.getRowObjectsJson().map(row => String(row.row))
  return [...plain, ...packed.filter(row => words.some(word => row.includes(word)))]
}
