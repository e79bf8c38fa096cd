import { and, desc, eq } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { scoreChallenger } from './tables.ts'

export type ChallengerRow = typeof scoreChallenger.$inferSelect

export async function insertChallenger(tx: Tx, row: typeof scoreChallenger.$inferInsert): Promise<void> {
  await tx.insert(scoreChallenger).values(row)
}

/** The latest, or the one with an id. */
export async function selectChallenger(tx: Tx, workspaceId: Id, id?: Id): Promise<ChallengerRow | undefined> {
  const own = eq(scoreChallenger.workspaceId, workspaceId)
  const rows = await tx
    .select()
    .from(scoreChallenger)
    .where(id === undefined ? own : and(own, eq(scoreChallenger.id, id)))
    .orderBy(desc(scoreChallenger.createdAt))
    .limit(1)
  return rows[0]
}

/** Versions that were learned, and whether with labels. */
export async function selectPromoted(tx: Tx, workspaceId: Id): Promise<Map<number, boolean>> {
  const rows = await tx
    .select({ basedOn: scoreChallenger.basedOn, withLabels: scoreChallenger.withLabels })
    .from(scoreChallenger)
    .where(and(eq(scoreChallenger.workspaceId, workspaceId), eq(scoreChallenger.state, 'promoted')))
  // One is only promoted over the version that it was based on.
  return new Map(rows.map(({ basedOn, withLabels }) => [basedOn + 1, withLabels === true]))
}

/** @returns whether it was in the state that it is to leave */
export async function moveChallenger(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  from: ChallengerRow['state'],
  change: Partial<typeof scoreChallenger.$inferInsert>,
): Promise<boolean> {
  const done = await tx
    .update(scoreChallenger)
    .set(change)
    .where(
      and(
        eq(scoreChallenger.workspaceId, workspaceId),
        eq(scoreChallenger.id, id),
        eq(scoreChallenger.state, from),
      ),
    )
  return done.rowCount === 1
}
