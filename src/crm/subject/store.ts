import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { SubjectKind } from './api.ts'

export interface ExternalRef {
  kind: SubjectKind
  externalId: string
}

/** The subject that a source calls by each reference, in order; null where the source has no such id. */
export async function selectSubjects(
  tx: Tx,
  workspaceId: Id,
  source: string,
  refs: readonly ExternalRef[],
): Promise<(Id | null)[]> {
  // By `= any`, one kind at a time: while the table is young and unmeasured, a join reads all of it for every request.
  const ofKind = (kind: SubjectKind) => sql`
    select kind, external_id as "externalId", subject_id as id from external_id
    where workspace_id = ${workspaceId} and source = ${source} and kind = ${kind}
      and external_id = any(${sql.param(refs.flatMap(ref => (ref.kind === kind ? [ref.externalId] : [])))}::text[])`
  const { rows } = await tx.execute<ExternalRef & { id: Id } & Record<string, unknown>>(
    sql`${ofKind('account')} union all ${ofKind('contact')}`,
  )
  const known = new Map(rows.map(row => [`${row.kind} ${row.externalId}`, row.id]))
  return refs.map(ref => known.get(`${ref.kind} ${ref.externalId}`) ?? null)
}

/** Which of these ids are our own, and what each has been merged into. */
export async function selectOwnIds(
  tx: Tx,
  workspaceId: Id,
  kind: SubjectKind,
  ids: readonly Id[],
): Promise<Map<Id, Id>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.execute<{ id: Id; means: Id }>(sql`
    select id, coalesce(merged_into, id) as means from ${sql.identifier(kind)}
    where workspace_id = ${workspaceId} and id = any(${sql.param([...ids])}::uuid[])`)
  return new Map(rows.rows.map(row => [row.id, row.means]))
}

/** Claims external ids for subjects. @returns the indexes that were free; the others belong to somebody faster */
export async function insertExternalIds(
  tx: Tx,
  workspaceId: Id,
  source: string,
  rows: readonly (ExternalRef & { subjectId: Id })[],
): Promise<Set<Id>> {
  const done = await tx.execute<{ subject_id: Id }>(sql`
    insert into external_id (workspace_id, source, kind, external_id, subject_id)
    select ${workspaceId}, ${source}, w.kind, w.external_id, w.subject_id
    from unnest(${sql.param(rows.map(row => row.kind))}::text[], ${sql.param(rows.map(row => row.externalId))}::text[],
      ${sql.param(rows.map(row => row.subjectId))}::uuid[]) as w (kind, external_id, subject_id)
    on conflict do nothing returning subject_id`)
  return new Set(done.rows.map(row => row.subject_id))
}

export interface NewPlaceholder {
  id: Id
  name: string
  nameSort: string
  nameKey: string
  grams: string[]
  searchText: string
}

/** Makes placeholder rows; grams travel as JSON because PostgreSQL has no ragged arrays. */
export async function insertPlaceholders(
  tx: Tx,
  workspaceId: Id,
  kind: SubjectKind,
  rows: readonly NewPlaceholder[],
): Promise<void> {
  if (rows.length === 0) return
  const input = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, name text, "nameSort" text, "nameKey" text, grams text[], "searchText" text)`
  await (kind === 'account'
    ? tx.execute(sql`
        insert into account (workspace_id, id, name, placeholder, name_sort, name_key, grams, search_text)
        select ${workspaceId}, r.id, r.name, true, r."nameSort", r."nameKey", r.grams, r."searchText" from ${input}`)
    : tx.execute(sql`
        insert into contact (workspace_id, id, name, placeholder, name_sort, grams, search_text)
        select ${workspaceId}, r.id, r.name, true, r."nameSort", r.grams, r."searchText" from ${input}`))
}

export async function selectExternalIds(
  tx: Tx,
  workspaceId: Id,
  subjectId: Id,
): Promise<{ source: string; externalId: string }[]> {
  const rows = await tx.execute<{ source: string; externalId: string }>(sql`
    select source, external_id as "externalId" from external_id
    where workspace_id = ${workspaceId} and subject_id = ${subjectId} order by source, external_id limit 50`)
  return rows.rows
}

/** Moves all that belongs to one account to another, and leaves a sign at the old one. */
export async function moveAccount(tx: Tx, workspaceId: Id, from: Id, into: Id): Promise<void> {
  const where = sql`where workspace_id = ${workspaceId}`
  await tx.execute(
    sql`update external_id set subject_id = ${into} ${where} and subject_id = ${from} and kind = 'account'`,
  )
  for (const table of ['contact', 'lead', 'opportunity', 'note', 'task']) {
    await tx.execute(
      sql`update ${sql.identifier(table)} set account_id = ${into} ${where} and account_id = ${from}`,
    )
  }
  await tx.execute(
    sql`update account set parent_id = ${into} ${where} and parent_id = ${from} and id <> ${into}`,
  )
  await tx.execute(sql`
    update account set last_activity_at = greatest(account.last_activity_at, f.last_activity_at),
      tags = account.tags || array(select unnest(f.tags) except select unnest(account.tags)),
      facts = account.facts || coalesce((select jsonb_agg(x) from jsonb_array_elements(f.facts) x
        where not exists (select 1 from jsonb_array_elements(account.facts) y where y ->> 'name' = x ->> 'name')), '[]')
    from account f where account.workspace_id = ${workspaceId} and account.id = ${into}
      and f.workspace_id = ${workspaceId} and f.id = ${from}`)
  await tx.execute(
    sql`update account set deleted_at = now(), merged_into = ${into}, version = version + 1 ${where} and id = ${from}`,
  )
  await tx.execute(sql`update account set merged_into = ${into} ${where} and merged_into = ${from}`)
}

/** Moves all that belongs to one contact to another, and leaves a sign at the old one. */
export async function moveContact(tx: Tx, workspaceId: Id, from: Id, into: Id): Promise<void> {
  const where = sql`where workspace_id = ${workspaceId}`
  await tx.execute(
    sql`update external_id set subject_id = ${into} ${where} and subject_id = ${from} and kind = 'contact'`,
  )
  for (const table of ['lead', 'task']) {
    await tx.execute(
      sql`update ${sql.identifier(table)} set contact_id = ${into} ${where} and contact_id = ${from}`,
    )
  }
  await tx.execute(sql`
    update note set contact_ids = array(select distinct unnest(array_replace(contact_ids, ${from}, ${into})))
    ${where} and contact_ids @> array[${from}]::uuid[]`)
  await tx.execute(sql`
    update contact set last_activity_at = greatest(contact.last_activity_at, f.last_activity_at),
      account_id = coalesce(contact.account_id, f.account_id),
      phones = contact.phones || array(select unnest(f.phones) except select unnest(contact.phones)),
      email = coalesce(contact.email, f.email), wechat = coalesce(contact.wechat, f.wechat), title = coalesce(contact.title, f.title)
    from contact f where contact.workspace_id = ${workspaceId} and contact.id = ${into}
      and f.workspace_id = ${workspaceId} and f.id = ${from}`)
  await tx.execute(
    sql`update contact set deleted_at = now(), merged_into = ${into}, version = version + 1 ${where} and id = ${from}`,
  )
  await tx.execute(sql`update contact set merged_into = ${into} ${where} and merged_into = ${from}`)
}
