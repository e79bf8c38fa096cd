import { and, asc, desc, eq } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { playKit, playKitVersion } from './tables.ts'

const current = and(
  eq(playKitVersion.workspaceId, playKit.workspaceId),
  eq(playKitVersion.kitId, playKit.id),
  eq(playKitVersion.version, playKit.version),
)

export async function selectKits(tx: Tx, workspaceId: Id) {
  return tx
    .select({ kit: playKit, version: playKitVersion })
    .from(playKit)
    .innerJoin(playKitVersion, current)
    .where(eq(playKit.workspaceId, workspaceId))
    .orderBy(asc(playKit.name))
    .limit(500)
}

export async function selectKit(tx: Tx, workspaceId: Id, id: Id) {
  const rows = await tx
    .select({ kit: playKit, version: playKitVersion })
    .from(playKit)
    .innerJoin(playKitVersion, current)
    .where(and(eq(playKit.workspaceId, workspaceId), eq(playKit.id, id)))
  return rows[0]
}

export async function selectVersions(tx: Tx, workspaceId: Id, kitId: Id) {
  const { version, note, createdAt, createdBy } = playKitVersion
  return tx
    .select({ version, note, createdAt, createdBy })
    .from(playKitVersion)
    .where(and(eq(playKitVersion.workspaceId, workspaceId), eq(playKitVersion.kitId, kitId)))
    .orderBy(desc(version))
    .limit(100)
}

export async function selectVersion(tx: Tx, workspaceId: Id, kitId: Id, version: number) {
  const rows = await tx
    .select()
    .from(playKitVersion)
    .where(
      and(
        eq(playKitVersion.workspaceId, workspaceId),
        eq(playKitVersion.kitId, kitId),
        eq(playKitVersion.version, version),
      ),
    )
  return rows[0]
}

/** @returns false if the kit is there already */
export async function insertKit(tx: Tx, row: typeof playKit.$inferInsert): Promise<boolean> {
  return (await tx.insert(playKit).values(row).onConflictDoNothing()).rowCount === 1
}

/** @returns false if this version was written by somebody else */
export async function insertVersion(tx: Tx, row: typeof playKitVersion.$inferInsert): Promise<boolean> {
  return (await tx.insert(playKitVersion).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateKit(tx: Tx, workspaceId: Id, id: Id, set: Partial<typeof playKit.$inferInsert>) {
  await tx
    .update(playKit)
    .set({ ...set, updatedAt: new Date() })
    .where(and(eq(playKit.workspaceId, workspaceId), eq(playKit.id, id)))
}
