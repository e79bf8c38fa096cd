import { and, asc, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { ResourceView } from './api.ts'
import { deliveryResource, deliveryTeam } from './tables.ts'

export type TeamRow = typeof deliveryTeam.$inferSelect & { resources: ResourceView[] }

/** Teams with who is in them now, oldest first; archived ones last. */
export async function selectTeams(tx: Tx, workspaceId: Id, ids?: readonly Id[]): Promise<TeamRow[]> {
  const teams = await tx
    .select()
    .from(deliveryTeam)
    .where(and(eq(deliveryTeam.workspaceId, workspaceId), ids && inArray(deliveryTeam.id, [...ids])))
    .orderBy(sql`${deliveryTeam.archivedAt} is not null`, asc(deliveryTeam.createdAt), asc(deliveryTeam.id))
  const resources = await tx
    .select()
    .from(deliveryResource)
    .where(and(eq(deliveryResource.workspaceId, workspaceId), isNull(deliveryResource.endedAt)))
    .orderBy(asc(deliveryResource.position), asc(deliveryResource.id))
  const byTeam = Map.groupBy(resources, ({ teamId }) => teamId)
  return teams.map(team => ({
    ...team,
    resources: (byTeam.get(team.id) ?? []).map(({ id, name, userId, skills }) => ({
      ...{ id, name, userId, skills },
    })),
  }))
}

/**
 * Locks a team: who books, enters leave or changes it waits for the one before. Not against rows that refer to it: those are written before.
 * @returns it; undefined if there is none
 */
export async function lockTeam(tx: Tx, workspaceId: Id, id: Id): Promise<TeamRow | undefined> {
  const where = and(eq(deliveryTeam.workspaceId, workspaceId), eq(deliveryTeam.id, id))
  const locked = await tx.select({ id: deliveryTeam.id }).from(deliveryTeam).where(where).for('no key update')
  return locked.length === 0 ? undefined : (await selectTeams(tx, workspaceId, [id]))[0]
}

/** The teams in which people work. */
export async function teamsOf(tx: Tx, workspaceId: Id, resourceIds: readonly Id[]): Promise<Id[]> {
  const rows = await tx
    .selectDistinct({ teamId: deliveryResource.teamId })
    .from(deliveryResource)
    .where(and(eq(deliveryResource.workspaceId, workspaceId), inArray(deliveryResource.id, [...resourceIds])))
    .orderBy(asc(deliveryResource.teamId))
  return rows.map(({ teamId }) => teamId)
}

export async function insertTeam(tx: Tx, row: typeof deliveryTeam.$inferInsert): Promise<void> {
  await tx.insert(deliveryTeam).values(row)
}

export async function updateTeam(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof deliveryTeam.$inferInsert>,
): Promise<void> {
  await tx
    .update(deliveryTeam)
    .set({ ...set, version: sql`${deliveryTeam.version} + 1` })
    .where(and(eq(deliveryTeam.workspaceId, workspaceId), eq(deliveryTeam.id, id)))
}

/** Sets who is in a team, in this order; who is left out has left it. */
export async function setResources(
  tx: Tx,
  workspaceId: Id,
  teamId: Id,
  resources: readonly ResourceView[],
  now: Date,
): Promise<void> {
  const ids = resources.map(({ id }) => id)
  const gone = and(
    eq(deliveryResource.workspaceId, workspaceId),
    eq(deliveryResource.teamId, teamId),
    isNull(deliveryResource.endedAt),
    ids.length > 0 ? notInArray(deliveryResource.id, ids) : undefined,
  )
  await tx.update(deliveryResource).set({ endedAt: now }).where(gone)
  for (const [position, { id, name, userId, skills }] of resources.entries()) {
    const row = { workspaceId, id, teamId, name, userId, skills, position }
    await tx
      .insert(deliveryResource)
      .values(row)
      .onConflictDoUpdate({
        target: [deliveryResource.workspaceId, deliveryResource.id],
        set: { name, userId, skills, position, endedAt: null },
        setWhere: eq(deliveryResource.teamId, teamId),
      })
  }
}
