import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { account, visibleAccounts } from '#crm/account/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'
import type { BoardSettings } from './api.ts'
import { journeyBoard, journeyShare } from './tables.ts'

export type BoardRow = typeof journeyBoard.$inferSelect

const one = (workspaceId: Id, id: Id) =>
  and(eq(journeyBoard.workspaceId, workspaceId), eq(journeyBoard.id, id))

export function selectBoards(tx: Tx, workspaceId: Id): Promise<BoardRow[]> {
  return tx
    .select()
    .from(journeyBoard)
    .where(eq(journeyBoard.workspaceId, workspaceId))
    .orderBy(asc(journeyBoard.name))
    .limit(500)
}

export async function selectBoard(tx: Tx, workspaceId: Id, id: Id): Promise<BoardRow | undefined> {
  return (await tx.select().from(journeyBoard).where(one(workspaceId, id)))[0]
}

/** The first of one id stays. */
export async function insertBoard(tx: Tx, row: typeof journeyBoard.$inferInsert): Promise<void> {
  await tx.insert(journeyBoard).values(row).onConflictDoNothing()
}

/** @returns false if there is no such board in this version */
export async function updateBoard(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  version: number,
  change: Pick<BoardRow, 'name' | 'settings' | 'updatedAt'>,
): Promise<boolean> {
  const done = await tx
    .update(journeyBoard)
    .set({ ...change, version: version + 1 })
    .where(and(one(workspaceId, id), eq(journeyBoard.version, version)))
  return done.rowCount === 1
}

export async function deleteBoard(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  return (await tx.delete(journeyBoard).where(one(workspaceId, id))).rowCount === 1
}

export async function insertShare(tx: Tx, row: typeof journeyShare.$inferInsert): Promise<void> {
  await tx.insert(journeyShare).values(row)
}

export async function selectShare(tx: Tx, workspaceId: Id, tokenHash: string) {
  const rows = await tx
    .select()
    .from(journeyShare)
    .where(and(eq(journeyShare.workspaceId, workspaceId), eq(journeyShare.tokenHash, tokenHash)))
  return rows[0]
}

/** Ids of the accounts that an actor may see and that fit a segment. */
export async function selectAccounts(tx: Tx, actor: Actor, segment: BoardSettings['segment']): Promise<Id[]> {
  const { tags, tiers, industries } = segment
  const wanted: (SQL | undefined)[] = [
    visibleAccounts(actor),
    tags.length > 0 ? sql`${account.tags} && ${sql.param(tags)}::text[]` : undefined,
    tiers.length > 0 ? inArray(account.tier, tiers) : undefined,
    industries.length > 0 ? inArray(account.industry, industries) : undefined,
  ]
  const rows = await tx
    .select({ id: account.id })
    .from(account)
    .where(and(...wanted))
  return rows.map(row => row.id)
}

/** Names of the accounts among these that an actor may see. */
export async function selectNames(tx: Tx, actor: Actor, ids: readonly Id[]) {
  if (ids.length === 0) return []
  return tx
    .select({ id: account.id, name: account.name, tier: account.tier })
    .from(account)
    .where(and(visibleAccounts(actor), inArray(account.id, [...ids])))
}
