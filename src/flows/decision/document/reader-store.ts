import { and, eq, gt, ne, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { reader, readingAct, readingView, shareCode, type ViewRow } from './tables.ts'

/** What the public side reads and writes: readers, views, codes. */

export async function selectReader(tx: Tx, workspaceId: Id, id: Id) {
  const [row] = await tx
    .select()
    .from(reader)
    .where(and(eq(reader.workspaceId, workspaceId), eq(reader.id, id)))
  return row
}

/** The reader that a visitor is on a link, made if new. Safe against two requests at once. */
export async function ensureReader(tx: Tx, row: typeof reader.$inferInsert) {
  await tx.insert(reader).values(row).onConflictDoNothing()
  const [found] = await tx
    .select()
    .from(reader)
    .where(
      and(
        eq(reader.workspaceId, row.workspaceId),
        eq(reader.linkId, row.linkId),
        eq(reader.visitorHash, row.visitorHash),
      ),
    )
    .for('update')
  return found!
}

export async function updateReader(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof reader.$inferInsert>,
): Promise<void> {
  await tx
    .update(reader)
    .set(change)
    .where(and(eq(reader.workspaceId, workspaceId), eq(reader.id, id)))
}

/** People who read through a link so far. Locks the link, so that of two newcomers one is the first. */
export async function selectPeopleOfLink(tx: Tx, workspaceId: Id, linkId: Id) {
  await tx.execute(
    sql`select 1 from share_link where workspace_id = ${workspaceId} and id = ${linkId} for update`,
  )
  return tx
    .select()
    .from(reader)
    .where(
      and(eq(reader.workspaceId, workspaceId), eq(reader.linkId, linkId), sql`${reader.firstAt} is not null`),
    )
}

export async function insertView(tx: Tx, row: typeof readingView.$inferInsert): Promise<void> {
  await tx.insert(readingView).values(row)
}

export async function selectView(tx: Tx, workspaceId: Id, id: Id): Promise<ViewRow | undefined> {
  const [row] = await tx
    .select()
    .from(readingView)
    .where(and(eq(readingView.workspaceId, workspaceId), eq(readingView.id, id)))
  return row
}

/** A view, locked: its beats are merged one after another. */
export async function lockView(tx: Tx, workspaceId: Id, id: Id): Promise<ViewRow | undefined> {
  const [row] = await tx
    .select()
    .from(readingView)
    .where(and(eq(readingView.workspaceId, workspaceId), eq(readingView.id, id)))
    .for('update')
  return row
}

export async function updateView(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof readingView.$inferInsert>,
): Promise<void> {
  await tx
    .update(readingView)
    .set(change)
    .where(and(eq(readingView.workspaceId, workspaceId), eq(readingView.id, id)))
}

/** How many other links were opened from a network since an instant: a mail gateway opens them all. */
export async function countOtherLinks(
  tx: Tx,
  workspaceId: Id,
  linkId: Id,
  network: string,
  since: Date,
): Promise<number> {
  const [row] = await tx
    .select({ value: sql<number>`count(distinct ${readingView.linkId})` })
    .from(readingView)
    .innerJoin(
      reader,
      and(eq(reader.workspaceId, readingView.workspaceId), eq(reader.id, readingView.readerId)),
    )
    .where(
      and(
        eq(readingView.workspaceId, workspaceId),
        ne(readingView.linkId, linkId),
        eq(reader.network, network),
        gt(readingView.startedAt, since),
      ),
    )
  return row?.value ?? 0
}

export async function insertAct(tx: Tx, row: typeof readingAct.$inferInsert): Promise<void> {
  await tx.insert(readingAct).values(row)
}

export async function selectCode(tx: Tx, workspaceId: Id, linkId: Id, email: string) {
  const [row] = await tx
    .select()
    .from(shareCode)
    .where(
      and(eq(shareCode.workspaceId, workspaceId), eq(shareCode.linkId, linkId), eq(shareCode.email, email)),
    )
    .for('update')
  return row
}

export async function putCode(tx: Tx, row: typeof shareCode.$inferInsert): Promise<void> {
  await tx
    .insert(shareCode)
    .values(row)
    .onConflictDoUpdate({
      target: [shareCode.workspaceId, shareCode.linkId, shareCode.email],
      set: { codeHash: row.codeHash, sentAt: row.sentAt, expiresAt: row.expiresAt, tries: 0 },
    })
}

export async function countCodeTry(tx: Tx, workspaceId: Id, linkId: Id, email: string): Promise<void> {
  await tx
    .update(shareCode)
    .set({ tries: sql`${shareCode.tries} + 1` })
    .where(
      and(eq(shareCode.workspaceId, workspaceId), eq(shareCode.linkId, linkId), eq(shareCode.email, email)),
    )
}

export async function deleteCode(tx: Tx, workspaceId: Id, linkId: Id, email: string): Promise<void> {
  await tx
    .delete(shareCode)
    .where(
      and(eq(shareCode.workspaceId, workspaceId), eq(shareCode.linkId, linkId), eq(shareCode.email, email)),
    )
}

/** Views without a beat since an instant that have not ended, in any workspace. */
export async function silentViews(tx: Tx, before: Date): Promise<{ workspaceId: Id; id: Id }[]> {
  const found = await tx.execute<{ workspace_id: Id; id: Id }>(
    sql`select * from silent_views(${before.toISOString()})`,
  )
  return found.rows.map(row => ({ workspaceId: row.workspace_id, id: row.id }))
}

/** Whether something was passed on or downloaded in a view. */
export async function hasDeed(tx: Tx, workspaceId: Id, viewId: Id): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from reading_act where workspace_id = ${workspaceId} and view_id = ${viewId} and kind in ('forwarded', 'downloaded') limit 1`)
  return found.rows.length > 0
}
