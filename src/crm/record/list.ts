import { and, arrayContains, asc, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { searchReadings } from '#lib/match/search-text.ts'
import type { Actor } from '#platform/org/index.ts'

/** Totals are counted up to here; beyond, a list says "more than". */
export const totalCap = 10_000

/**
 * The condition by which a record is found: any reading of the query (characters, initials, pinyin) holds.
 * Array containment uses the index; the exact recheck runs on what it found.
 * @returns undefined for an empty query, a false condition for one that can't find anything
 */
export function found(query: string | undefined, grams: PgColumn, searchText: PgColumn): SQL | undefined {
  if (!query) return undefined
  const readings = searchReadings(query)
  if (readings.length === 0) return sql`false`
  return or(
    ...readings.map(reading =>
      and(arrayContains(grams, reading.grams), sql`strpos(${searchText}, ${reading.contains}) > 0`),
    ),
  )
}

/** A condition for a filter that was given. */
export function when<T>(value: T | undefined, condition: (value: T) => SQL | undefined): SQL | undefined {
  return value === undefined ? undefined : condition(value)
}

/** Whether a record belongs to the person, to the actor (`me`), or to nobody (`none`, the public pool). */
export function ownerIs(actor: Actor, column: PgColumn, owner: Id | 'me' | 'none'): SQL {
  if (owner === 'none') return isNull(column)
  if (owner === 'me') return actor.id === null ? sql`false` : eq(column, actor.id)
  return eq(column, owner)
}

/** Names that begin with the query come first. */
export function nameFirst(query: string, searchText: PgColumn): SQL {
  const contains = searchReadings(query)[0]?.contains ?? ''
  return sql`strpos(${searchText}, ${`|${contains}`}) = 0`
}

/** Orders by a column with empty values last, then by id so that pages never overlap. */
export function ordered(column: PgColumn | SQL, id: PgColumn, descending: boolean): SQL[] {
  return descending ? [sql`${column} desc nulls last`, asc(id)] : [asc(column), asc(id)]
}

/** Pinyin order, by code unit, in either direction along one index. */
export function byName(nameSort: PgColumn, id: PgColumn, descending: boolean): SQL[] {
  const column = sql`${nameSort} collate "C"`
  return descending ? [desc(column), desc(id)] : [asc(column), asc(id)]
}

/** Counts the rows of a query up to {@link totalCap}. */
export async function countUpTo(tx: Tx, rows: SQL): Promise<{ total: number; totalIsCapped: boolean }> {
  const counted = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from (${rows} limit ${totalCap + 1}) as counted`,
  )
  const n = counted.rows[0]?.n ?? 0
  return { total: Math.min(n, totalCap), totalIsCapped: n > totalCap }
}
