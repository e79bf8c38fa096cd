import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { upload } from './tables.ts'

export async function insertUpload(tx: Tx, row: typeof upload.$inferInsert): Promise<void> {
  await tx.insert(upload).values(row)
}

export async function selectUploads(tx: Tx, workspaceId: Id, ids: readonly Id[]) {
  return tx
    .select()
    .from(upload)
    .where(and(eq(upload.workspaceId, workspaceId), inArray(upload.id, [...ids])))
}

export async function deleteUploads(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<void> {
  await tx.delete(upload).where(and(eq(upload.workspaceId, workspaceId), inArray(upload.id, [...ids])))
}

/** Versions whose reading was broken off, in any workspace. */
export async function unreadVersions(tx: Tx): Promise<{ workspaceId: Id; documentId: Id; number: number }[]> {
  const found = await tx.execute<{ workspace_id: Id; document_id: Id; number: number }>(
    sql`select * from unread_versions()`,
  )
  return found.rows.map(row => ({
    workspaceId: row.workspace_id,
    documentId: row.document_id,
    number: row.number,
  }))
}

/** Uploads older than an instant, in any workspace. */
export async function staleUploads(
  tx: Tx,
  before: Date,
): Promise<{ workspaceId: Id; id: Id; key: string }[]> {
  const found = await tx.execute<{ workspace_id: Id; id: Id; key: string }>(
    sql`select * from stale_uploads(${before.toISOString()})`,
  )
  return found.rows.map(({ workspace_id, id, key }) => ({ workspaceId: workspace_id, id, key }))
}
