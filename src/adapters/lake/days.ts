import { existsSync } from 'node:fs'
import type { Id } from '#kernel/id.ts'
import type { ErasedPerson } from '#kernel/ports/lake.ts'
import { type Bound, type Duck, literal } from './duck.ts'
import type { Layout } from './layout.ts'
import { columnNames } from './open-rows.ts'

const parquet = '(format parquet, compression zstd, row_group_size 100000)'
const order = 'order by customer nulls last, "at", seq'

/** Merges a day's rows of a table into the day's file: each `seq` once, sorted, durable when it returns. */
export async function mergeDay(duck: Duck, layout: Layout, day: string, table: string): Promise<void> {
  const fresh = `select ${columnNames} from ${table} where "at"::date = ${literal(day)}::date`
  const file = layout.fileOf(day)
  const known = existsSync(file)
    ? `select ${columnNames} from ${filesOf([file])} where seq not in (select seq from ${table}) union all`
    : ''
  await duck.run(
    `copy (select * from (${known} ${fresh}) ${order}) to ${literal(layout.draftOf(day))} ${parquet}`,
  )
  layout.put(day)
}

/** Days of the rows in a table. */
export async function daysIn(duck: Duck, table: string): Promise<string[]> {
  const rows = await duck.all<{ day: string }>(
    `select distinct strftime("at", '%Y-%m-%d') as day from ${table} order by day`,
  )
  return rows.map(row => row.day)
}

/**
 * Rewrites the files of days without the rows that a test names; a day that is left empty loses its file.
 * @returns rows removed
 */
export async function removeRows(
  duck: Duck,
  layout: Layout,
  days: readonly string[],
  test: string,
  values: Bound[],
): Promise<number> {
  if (days.length === 0) return 0
  const files = filesOf(days.map(layout.fileOf))
  const hit = await duck.all<{ day: string; amount: bigint }>(
    `select strftime("at", '%Y-%m-%d') as day, count(*) as amount from ${files} where ${test} group by 1`,
    values,
  )
  for (const { day } of hit) await rewrite(duck, layout, day, test, values)
  return hit.reduce((sum, row) => sum + Number(row.amount), 0)
}

async function rewrite(
  duck: Duck,
  layout: Layout,
  day: string,
  test: string,
  values: Bound[],
): Promise<void> {
  const kept = `from ${filesOf([layout.fileOf(day)])} where not coalesce(${test}, false)`
  const [left] = await duck.all<{ amount: bigint }>(`select count(*) as amount ${kept}`, values)
  if (Number(left!.amount) === 0) return layout.removeDay(day)
  const sorted = `select ${columnNames} ${kept} ${order}`
  await duck.run(`copy (${sorted}) to ${literal(layout.draftOf(day))} ${parquet}`, values)
  layout.put(day)
}

/**
 * Rewrites the files of days with columns changed in the rows that a test names.
 * @param change new value of each column, as SQL @returns rows changed
 */
export async function changeRows(
  duck: Duck,
  layout: Layout,
  days: readonly string[],
  test: string,
  change: Readonly<Record<string, string>>,
  values: Bound[],
): Promise<number> {
  let changed = 0
  const replaced = Object.entries(change).map(
    ([column, to]) => `case when ${test} then ${to} else ${column} end as ${column}`,
  )
  for (const day of days) {
    const file = filesOf([layout.fileOf(day)])
    const [hit] = await duck.all<{ amount: bigint }>(
      `select count(*) as amount from ${file} where ${test}`,
      values,
    )
    if (Number(hit!.amount) === 0) continue
    const sorted = `select ${columnNames} from (select * replace (${replaced.join(', ')}) from ${file}) ${order}`
    await duck.run(`copy (${sorted}) to ${literal(layout.draftOf(day))} ${parquet}`, values)
    layout.put(day)
    changed += Number(hit!.amount)
  }
  return changed
}

/** Files as a table; there must be one at least. */
export function filesOf(paths: readonly string[]): string {
  return `read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false)`
}

/**
 * What becomes of rows when a person is erased: those of the person lose the person, and props lose the words that name them, in
 * the person's own rows and those of the account.
 */
export function forgetting({ person, account, words }: ErasedPerson) {
  // As they stand inside of a JSON text.
  const escaped = words.map(word => JSON.stringify(word).slice(1, -1))
  const values: Bound[] = [person, account, ...escaped]
  const named = escaped.map((_, index) => `contains(props, $${index + 3})`).join(' or ')
  const isTheirs = `coalesce(person = $1, false) or contains(props, $1)`
  const props = escaped.reduce(
    (text, _, index) => `replace(${text}, $${index + 3}, '＊')`,
    `replace(props, $1, '＊')`,
  )
  const test = `(${isTheirs} or coalesce(customer = $2, false) and (${named || 'false'}))`
  const change = { person: 'case when person = $1 then null else person end', props }
  return { test, change, values }
}

/** The test for rows whose own id is made of a person’s: from the log they are gone. */
export const namedAfter = (person: Id): [string, Bound[]] => ['contains(id, $1)', [person]]

/** The test for rows of a kind (first word of the event type). */
export const ofKind = (kind: string): [string, Bound[]] => ["split_part(type, '.', 1) = $1", [kind]]
