import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { PropertyNote } from './catalogue.ts'

type Row<T> = T & Record<string, unknown>

const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
const instant = (at: number) => sql`to_timestamp(${at}::double precision / 1000)`

export interface NewRejection {
  workspaceId: Id
  source: string
  at: number
  code: string
  message: LocalText
  body: string
}

export async function insertRejections(
  tx: Tx,
  workspaceId: Id,
  items: readonly NewRejection[],
): Promise<void> {
  const list = items.map(({ source, at, code, message, body }) => ({
    source,
    at: new Date(at).toISOString(),
    code,
    message,
    body,
  }))
  await tx.execute(sql`
    insert into event_rejected (workspace_id, at, source, code, message, body)
    select ${workspaceId}, r.at, r.source, r.code, r.message, r.body
    from json_to_recordset(${JSON.stringify(list)}) as r(at timestamptz, source text, code text, message jsonb, body text)`)
}

/** Keeps the latest `most`. */
export async function deleteOldRejections(tx: Tx, workspaceId: Id, most: number): Promise<void> {
  await tx.execute(sql`
    delete from event_rejected where workspace_id = ${workspaceId} and seq <= (
      select seq from event_rejected where workspace_id = ${workspaceId} order by seq desc offset ${most} limit 1)`)
}

export interface RejectionRow {
  seq: number
  at: string
  source: string
  code: string
  message: LocalText
  body: string
}

export async function selectRejections(
  tx: Tx,
  workspaceId: Id,
  filter: { code?: string | undefined; before?: number | undefined; limit: number },
): Promise<RejectionRow[]> {
  const found = await tx.execute<Row<RejectionRow>>(sql`
    select seq, ${iso('at')} as at, source, code, message, body from event_rejected
    where workspace_id = ${workspaceId} and (${filter.code ?? null}::text is null or code = ${filter.code ?? null})
      and seq < ${filter.before ?? Number.MAX_SAFE_INTEGER}
    order by seq desc limit ${filter.limit}`)
  return found.rows
}

export async function countRejections(tx: Tx, workspaceId: Id): Promise<{ code: string; amount: number }[]> {
  const found = await tx.execute<{ code: string; amount: number }>(sql`
    select code, count(*) as amount from event_rejected where workspace_id = ${workspaceId} group by code order by amount desc`)
  return found.rows
}

export interface TypeRow {
  type: string
  firstAt: number
  lastAt: number
  sources: string[]
  properties: Record<string, PropertyNote>
}

/** Adds what was learned; a property that is known keeps its own samples, up to the bounds of the catalogue. */
export async function mergeEventTypes(tx: Tx, workspaceId: Id, rows: readonly TypeRow[]): Promise<void> {
  for (const row of rows) {
    await tx.execute(sql`
      insert into event_type (workspace_id, type, first_at, last_at, sources, properties)
      values (${workspaceId}, ${row.type}, ${instant(row.firstAt)}, ${instant(row.lastAt)}, ${sql.param(row.sources)}, ${JSON.stringify(row.properties)})
      on conflict (workspace_id, type) do update set
        last_at = greatest(event_type.last_at, excluded.last_at),
        sources = array(select distinct s from unnest(event_type.sources || excluded.sources) s order by s limit 20),
        properties = (select jsonb_object_agg(key, value) from (
          select key, value from jsonb_each(excluded.properties || event_type.properties) limit 100) kept)`)
  }
}

export interface CountRow {
  type: string
  day: string
  amount: number
  lastAt: number
}

export async function addEventCounts(tx: Tx, workspaceId: Id, rows: readonly CountRow[]): Promise<void> {
  const ordered = rows.toSorted((a, b) => (a.type < b.type ? -1 : 1))
  await tx.execute(sql`
    insert into event_count (workspace_id, type, day, amount)
    select ${workspaceId}, r.type, r.day, r.amount
    from json_to_recordset(${JSON.stringify(ordered)}) as r(type text, day date, amount bigint)
    on conflict (workspace_id, type, day) do update set amount = event_count.amount + excluded.amount`)
  await tx.execute(sql`
    update event_type set last_at = greatest(last_at, to_timestamp(r."lastAt"::double precision / 1000))
    from json_to_recordset(${JSON.stringify(ordered)}) as r(type text, "lastAt" bigint)
    where workspace_id = ${workspaceId} and event_type.type = r.type`)
}

export interface CatalogueRow {
  type: string
  firstAt: string
  lastAt: string
  sources: string[]
  properties: Record<string, PropertyNote>
  total: number
  days: { day: string; amount: number }[]
}

/** Every known type with its events by day since `from` (YYYY-MM-DD), busiest first. */
export async function selectCatalogue(tx: Tx, workspaceId: Id, from: string): Promise<CatalogueRow[]> {
  const found = await tx.execute<Row<CatalogueRow>>(sql`
    select t.type, ${iso('t.first_at')} as "firstAt", ${iso('t.last_at')} as "lastAt", t.sources, t.properties,
      coalesce(c.total, 0) as total, coalesce(c.days, '[]') as days
    from event_type t left join (
      select type, sum(amount)::int8 as total,
        json_agg(json_build_object('day', to_char(day, 'YYYY-MM-DD'), 'amount', amount) order by day) filter (where day >= ${from}) as days
      from event_count where workspace_id = ${workspaceId} group by type) c on c.type = t.type
    where t.workspace_id = ${workspaceId} order by total desc, t.type`)
  return found.rows
}

export interface TimelineRow {
  seq: number
  id: string
  type: string
  at: number
  received: number
  customer: Id | null
  person: Id | null
  props: Record<string, unknown>
  source: string
  imported: boolean
}

/**
 * Events about an account or a contact, newest first, with those of records merged into it.
 * @param before only events below this place in `(at, id)`
 */
export async function selectTimeline(
  tx: Tx,
  workspaceId: Id,
  subject: { kind: 'customer' | 'person'; id: Id },
  filter: {
    kinds?: readonly string[] | undefined
    before?: { at: number; id: string } | undefined
    limit: number
  },
): Promise<TimelineRow[]> {
  const merged = await tx.execute<{ from_id: Id }>(
    sql`select from_id from merged_subject where workspace_id = ${workspaceId} and into_id = ${subject.id}`,
  )
  const ids = [subject.id, ...merged.rows.map(row => row.from_id)]
  const column = sql.identifier(subject.kind)
  const conditions: SQL[] = [
    sql`workspace_id = ${workspaceId}`,
    sql`${column} = any(${sql.param(ids)}::uuid[])`,
    sql`kind = 'event'`,
  ]
  if (filter.kinds)
    conditions.push(sql`split_part(type, '.', 1) = any(${sql.param([...filter.kinds])}::text[])`)
  if (filter.before) conditions.push(sql`(at, id collate "C") < (${filter.before.at}, ${filter.before.id})`)
  const found = await tx.execute<Row<TimelineRow>>(sql`
    select seq, id, type, at, received, customer, person, props, source, imported
    from event_log where ${sql.join(conditions, sql` and `)} order by at desc, id collate "C" desc limit ${filter.limit}`)
  return found.rows
}

export interface ImportRow {
  id: Id
  fileName: string
  rowsDone: number
  accepted: number
  duplicates: number
  rejected: number
  finished: boolean
}

const importColumns = sql`id, file_name as "fileName", rows_done as "rowsDone", accepted, duplicates, rejected, finished_at is not null as finished`

/** The import of a file with a mapping: a new one, or the one that stopped half way. */
export async function startImport(
  tx: Tx,
  workspaceId: Id,
  row: { id: Id; fileHash: string; fileName: string; mapping: Record<string, string> },
): Promise<ImportRow> {
  await tx.execute(sql`
    insert into event_import (workspace_id, id, file_hash, file_name, mapping)
    values (${workspaceId}, ${row.id}, ${row.fileHash}, ${row.fileName}, ${JSON.stringify(row.mapping)}) on conflict do nothing`)
  const found = await tx.execute<Row<ImportRow>>(sql`
    select ${importColumns} from event_import
    where workspace_id = ${workspaceId} and file_hash = ${row.fileHash} and mapping = ${JSON.stringify(row.mapping)}::jsonb`)
  return found.rows[0]!
}

export async function advanceImport(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  to: { rowsDone: number; accepted: number; duplicates: number; rejected: number; finished: boolean },
): Promise<boolean> {
  const done = await tx.execute(sql`
    update event_import set rows_done = greatest(rows_done, ${to.rowsDone}), accepted = accepted + ${to.accepted},
      duplicates = duplicates + ${to.duplicates}, rejected = rejected + ${to.rejected}, updated_at = now(),
      finished_at = case when ${to.finished} then coalesce(finished_at, now()) else finished_at end
    where workspace_id = ${workspaceId} and id = ${id}`)
  return done.rowCount === 1
}
