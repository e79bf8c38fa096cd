import { and, asc, count, desc, eq, gt, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { contact } from '#crm/contact/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, member, visible } from '#platform/org/index.ts'
import {
  document,
  documentVersion,
  type LinkRow,
  reader,
  readingAct,
  readingView,
  section,
  shareLink,
} from './tables.ts'

/** Documents within the actor's scope that are not archived. */
function seen(actor: Actor): SQL | undefined {
  return and(
    eq(document.workspaceId, actor.workspaceId),
    isNull(document.archivedAt),
    visible(actor, document.ownerId, document.departmentId),
  )
}

export interface ListFilter {
  search?: string | undefined
  accountId?: Id | undefined
  kind?: string | undefined
  offset: number
  limit: number
}

const pageCount = sql<number>`(select jsonb_array_length(v.pages) from document_version v
  where v.workspace_id = ${document.workspaceId} and v.document_id = ${document.id}
  order by v.status = 'ready' desc, v.number desc limit 1)`

const human = sql`v.kind = 'human' and v.workspace_id = ${document.workspaceId} and v.document_id = ${document.id}`

const columns = {
  document,
  accountName: account.name,
  ownerName: member.name,
  pages: pageCount,
  newest: sql<{ number: number; status: 'processing' | 'ready' | 'failed'; fault: string | null } | null>`
    (select jsonb_build_object('number', v.number, 'status', v.status, 'fault', v.fault) from document_version v
     where v.workspace_id = ${document.workspaceId} and v.document_id = ${document.id} order by v.number desc limit 1)`,
  links: sql<number>`(select count(*) from share_link l where l.workspace_id = ${document.workspaceId} and l.document_id = ${document.id})`,
  readers: sql<number>`(select count(*) from reader r where r.workspace_id = ${document.workspaceId} and r.document_id = ${document.id} and r.first_at is not null)`,
  readMs: sql<number>`(select coalesce(sum((p.value ->> 'ms')::bigint), 0) from reading_view v, jsonb_each(v.totals -> 'pages') p where ${human})::float8`,
  lastReadAt: sql<
    string | null
  >`(select to_char(max(v.last_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from reading_view v where ${human})`,
}

function listed(tx: Tx) {
  return tx
    .select(columns)
    .from(document)
    .leftJoin(account, and(eq(account.workspaceId, document.workspaceId), eq(account.id, document.accountId)))
    .leftJoin(member, and(eq(member.workspaceId, document.workspaceId), eq(member.userId, document.ownerId)))
}

export type ListedRow = Awaited<ReturnType<typeof selectDocument>> & object

/** Made for an account, or shared with it. */
function ofAccount(accountId: Id): SQL {
  const shared = sql`exists (select 1 from ${shareLink} where ${shareLink.workspaceId} = ${document.workspaceId}
    and ${shareLink.documentId} = ${document.id} and ${shareLink.accountId} = ${accountId})`
  return or(eq(document.accountId, accountId), shared)!
}

export async function selectDocuments(tx: Tx, actor: Actor, filter: ListFilter) {
  const text = filter.search?.trim().replace(/[\\%_]/g, '\\$&')
  const where = and(
    seen(actor),
    text ? or(ilike(document.title, `%${text}%`), ilike(account.name, `%${text}%`)) : undefined,
    filter.accountId ? ofAccount(filter.accountId) : undefined,
    filter.kind ? sql`${document.kind} = ${filter.kind}` : undefined,
  )
  const rows = await listed(tx)
    .where(where)
    .orderBy(desc(document.updatedAt), desc(document.id))
    .limit(filter.limit)
    .offset(filter.offset)
  const [total] = await tx
    .select({ value: count() })
    .from(document)
    .leftJoin(account, and(eq(account.workspaceId, document.workspaceId), eq(account.id, document.accountId)))
    .where(where)
  return { rows, total: total?.value ?? 0 }
}

export async function selectDocument(tx: Tx, actor: Actor, id: Id) {
  const [row] = await listed(tx).where(and(seen(actor), eq(document.id, id)))
  return row
}

/** A document for those who hold a link: no scope applies. */
export async function selectShared(tx: Tx, workspaceId: Id, id: Id) {
  const [row] = await tx
    .select()
    .from(document)
    .where(and(eq(document.workspaceId, workspaceId), eq(document.id, id)))
  return row
}

export async function insertDocument(tx: Tx, row: typeof document.$inferInsert): Promise<void> {
  await tx.insert(document).values(row)
}

export async function updateDocument(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof document.$inferInsert>,
): Promise<void> {
  await tx
    .update(document)
    .set({ ...change, updatedAt: new Date() })
    .where(and(eq(document.workspaceId, workspaceId), eq(document.id, id)))
}

export async function insertVersion(tx: Tx, row: typeof documentVersion.$inferInsert): Promise<void> {
  await tx.insert(documentVersion).values(row)
}

export async function selectVersions(tx: Tx, workspaceId: Id, documentId: Id) {
  return tx
    .select()
    .from(documentVersion)
    .where(and(eq(documentVersion.workspaceId, workspaceId), eq(documentVersion.documentId, documentId)))
    .orderBy(asc(documentVersion.number))
}

export async function selectVersion(tx: Tx, workspaceId: Id, documentId: Id, number: number) {
  const [row] = await tx
    .select()
    .from(documentVersion)
    .where(
      and(
        eq(documentVersion.workspaceId, workspaceId),
        eq(documentVersion.documentId, documentId),
        eq(documentVersion.number, number),
      ),
    )
  return row
}

export async function updateVersion(
  tx: Tx,
  workspaceId: Id,
  documentId: Id,
  number: number,
  change: Partial<typeof documentVersion.$inferInsert>,
): Promise<void> {
  await tx
    .update(documentVersion)
    .set(change)
    .where(
      and(
        eq(documentVersion.workspaceId, workspaceId),
        eq(documentVersion.documentId, documentId),
        eq(documentVersion.number, number),
      ),
    )
}

/** The next number of a document's versions; locks the document so that two uploads don't take the same. */
export async function nextNumber(tx: Tx, workspaceId: Id, documentId: Id): Promise<number> {
  await tx.execute(
    sql`select 1 from document where workspace_id = ${workspaceId} and id = ${documentId} for update`,
  )
  const versions = await selectVersions(tx, workspaceId, documentId)
  return (versions.at(-1)?.number ?? 0) + 1
}

export async function selectSections(
  tx: Tx,
  workspaceId: Id,
  documentId: Id,
  version: number,
  removedToo = false,
) {
  return tx
    .select()
    .from(section)
    .where(
      and(
        eq(section.workspaceId, workspaceId),
        eq(section.documentId, documentId),
        eq(section.version, version),
        removedToo ? undefined : isNull(section.removedAt),
      ),
    )
    .orderBy(asc(section.page), asc(section.y0), asc(section.x0))
}

/** In portions: PostgreSQL takes 65 535 parameters at most. */
export async function insertSections(tx: Tx, rows: (typeof section.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 2_000) {
    await tx.insert(section).values(rows.slice(from, from + 2_000))
  }
}

export async function updateSection(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof section.$inferInsert>,
): Promise<void> {
  await tx
    .update(section)
    .set(change)
    .where(and(eq(section.workspaceId, workspaceId), eq(section.id, id)))
}

export async function removeSections(tx: Tx, workspaceId: Id, ids: readonly Id[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(section)
    .set({ removedAt: at })
    .where(and(eq(section.workspaceId, workspaceId), inArray(section.id, [...ids])))
}

/** Names that a link's card and the staff's lists show beside it. */
export interface LinkNames {
  link: LinkRow
  accountName: string | null
  contactName: string | null
  senderName: string | null
  opens: number
}

function namedLinks(tx: Tx) {
  return tx
    .select({
      link: shareLink,
      accountName: account.name,
      contactName: contact.name,
      contactTitle: contact.title,
      senderName: member.name,
      opens: sql<number>`(select count(*) from reading_view v where v.workspace_id = ${shareLink.workspaceId} and v.link_id = ${shareLink.id} and v.kind = 'human')`,
    })
    .from(shareLink)
    .leftJoin(
      account,
      and(eq(account.workspaceId, shareLink.workspaceId), eq(account.id, shareLink.accountId)),
    )
    .leftJoin(
      contact,
      and(eq(contact.workspaceId, shareLink.workspaceId), eq(contact.id, shareLink.contactId)),
    )
    .leftJoin(
      member,
      and(eq(member.workspaceId, shareLink.workspaceId), eq(member.userId, shareLink.createdBy)),
    )
}

export type NamedLink = Awaited<ReturnType<typeof selectLinks>>[number]

export async function selectLinks(tx: Tx, workspaceId: Id, documentId: Id) {
  return namedLinks(tx)
    .where(and(eq(shareLink.workspaceId, workspaceId), eq(shareLink.documentId, documentId)))
    .orderBy(asc(shareLink.createdAt), asc(shareLink.id))
}

export async function selectLink(tx: Tx, workspaceId: Id, id: Id) {
  const [row] = await namedLinks(tx).where(and(eq(shareLink.workspaceId, workspaceId), eq(shareLink.id, id)))
  return row
}

/** @returns false if a link with this id is there already */
export async function insertLink(tx: Tx, row: typeof shareLink.$inferInsert): Promise<boolean> {
  const target = [shareLink.workspaceId, shareLink.id]
  return (await tx.insert(shareLink).values(row).onConflictDoNothing({ target })).rowCount === 1
}

export async function updateLink(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof shareLink.$inferInsert>,
): Promise<void> {
  await tx
    .update(shareLink)
    .set(change)
    .where(and(eq(shareLink.workspaceId, workspaceId), eq(shareLink.id, id)))
}

/** Links that a reader made within the last hour. */
export async function countShares(tx: Tx, workspaceId: Id, readerId: Id, since: Date): Promise<number> {
  const [row] = await tx
    .select({ value: count() })
    .from(shareLink)
    .where(
      and(
        eq(shareLink.workspaceId, workspaceId),
        eq(shareLink.parentReaderId, readerId),
        gt(shareLink.createdAt, since),
      ),
    )
  return row?.value ?? 0
}

/** Where a link's token leads, before a workspace is known. */
export async function placeOf(tx: Tx, token: string): Promise<{ workspaceId: Id; id: Id } | undefined> {
  const found = await tx.execute<{ workspace_id: Id; id: Id }>(sql`select * from share_link_place(${token})`)
  const row = found.rows[0]
  return row && { workspaceId: row.workspace_id, id: row.id }
}

export async function workspaceName(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ name: string }>(sql`select name from workspace where id = ${workspaceId}`)
  return found.rows[0]?.name ?? ''
}

export async function selectReaders(tx: Tx, workspaceId: Id, documentId: Id) {
  return tx
    .select({ reader, contactName: contact.name, contactTitle: contact.title })
    .from(reader)
    .leftJoin(contact, and(eq(contact.workspaceId, reader.workspaceId), eq(contact.id, reader.contactId)))
    .where(
      and(
        eq(reader.workspaceId, workspaceId),
        eq(reader.documentId, documentId),
        sql`${reader.firstAt} is not null`,
      ),
    )
    .orderBy(asc(reader.firstAt), asc(reader.id))
}

export async function selectHumanViews(tx: Tx, workspaceId: Id, documentId: Id, version: number) {
  return tx
    .select()
    .from(readingView)
    .where(
      and(
        eq(readingView.workspaceId, workspaceId),
        eq(readingView.documentId, documentId),
        eq(readingView.version, version),
        eq(readingView.kind, 'human'),
      ),
    )
    .orderBy(asc(readingView.startedAt))
}

export async function selectViews(tx: Tx, workspaceId: Id, documentId: Id) {
  return tx
    .select()
    .from(readingView)
    .where(and(eq(readingView.workspaceId, workspaceId), eq(readingView.documentId, documentId)))
    .orderBy(desc(readingView.startedAt))
    .limit(500)
}

export async function selectActs(tx: Tx, workspaceId: Id, documentId: Id) {
  return tx
    .select()
    .from(readingAct)
    .where(and(eq(readingAct.workspaceId, workspaceId), eq(readingAct.documentId, documentId)))
    .orderBy(desc(readingAct.at))
    .limit(1_000)
}
