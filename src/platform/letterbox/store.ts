import { desc, eq, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { keptLetter } from './tables.ts'

export type LetterRow = typeof keptLetter.$inferSelect

/** Keeps a letter, and of all the newest `most`. */
export async function insertLetter(tx: Tx, row: LetterRow, most: number): Promise<void> {
  await tx.insert(keptLetter).values(row)
  await tx.execute(sql`
    delete from kept_letter where workspace_id = ${row.workspaceId} and id in (
      select id from kept_letter where workspace_id = ${row.workspaceId} order by id desc offset ${most})`)
}

/** Newest first. */
export const selectLetters = (tx: Tx, workspaceId: Id): Promise<LetterRow[]> =>
  tx.select().from(keptLetter).where(eq(keptLetter.workspaceId, workspaceId)).orderBy(desc(keptLetter.id))

export async function deleteLetters(tx: Tx, workspaceId: Id): Promise<void> {
  await tx.delete(keptLetter).where(eq(keptLetter.workspaceId, workspaceId))
}
