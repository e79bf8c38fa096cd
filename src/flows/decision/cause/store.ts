import { and, desc, eq } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Accounting } from './adjusted.ts'
import type { Found } from './model.ts'
import { causeResult, causeStudy } from './tables.ts'

/** What is kept of an answer, once and for all. */
export interface Stored {
  method: number
  events: number
  found: Found
  accounting: Accounting | null
}

export type StudyRow = typeof causeStudy.$inferSelect
export type ResultRow = typeof causeResult.$inferSelect

const joined = and(
  eq(causeResult.workspaceId, causeStudy.workspaceId),
  eq(causeResult.studyId, causeStudy.id),
)

export async function selectStudies(tx: Tx, workspaceId: Id) {
  return tx
    .select({ study: causeStudy, result: causeResult })
    .from(causeStudy)
    .leftJoin(causeResult, joined)
    .where(eq(causeStudy.workspaceId, workspaceId))
    .orderBy(desc(causeStudy.askedAt), desc(causeStudy.id))
    .limit(200)
}

export async function selectStudy(tx: Tx, workspaceId: Id, id: Id) {
  const rows = await tx
    .select({ study: causeStudy, result: causeResult })
    .from(causeStudy)
    .leftJoin(causeResult, joined)
    .where(and(eq(causeStudy.workspaceId, workspaceId), eq(causeStudy.id, id)))
  return rows[0]
}

export async function insertStudy(tx: Tx, row: typeof causeStudy.$inferInsert): Promise<void> {
  await tx.insert(causeStudy).values(row)
}

/** The first answer counts: one that was cancelled stays so. */
export async function insertResult(tx: Tx, row: typeof causeResult.$inferInsert): Promise<void> {
  await tx.insert(causeResult).values(row).onConflictDoNothing()
}
