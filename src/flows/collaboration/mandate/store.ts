import { and, asc, desc, eq, getTableColumns, gte, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Department, Person } from '#lib/mandate/index.ts'
import { mandateDelegation as delegation, mandateDraft as draft, mandateMatrix as matrix } from './tables.ts'

export type MatrixRow = typeof matrix.$inferSelect
export type DraftRow = typeof draft.$inferSelect
export type DelegationRow = typeof delegation.$inferSelect

/** The newest version, or one by its number. */
export async function selectMatrix(
  tx: Tx,
  workspaceId: Id,
  version?: number,
): Promise<MatrixRow | undefined> {
  const which = version === undefined ? undefined : eq(matrix.version, version)
  const rows = await tx
    .select()
    .from(matrix)
    .where(and(eq(matrix.workspaceId, workspaceId), which))
    .orderBy(desc(matrix.version))
    .limit(1)
  return rows[0]
}

/** Every version without its rows, newest first. */
export async function selectVersions(tx: Tx, workspaceId: Id) {
  const { rows: _, ...columns } = getTableColumns(matrix)
  return tx
    .select(columns)
    .from(matrix)
    .where(eq(matrix.workspaceId, workspaceId))
    .orderBy(desc(matrix.version))
    .limit(200)
}

export async function insertMatrix(tx: Tx, row: typeof matrix.$inferInsert): Promise<void> {
  await tx.insert(matrix).values(row)
}

export async function selectDraft(tx: Tx, workspaceId: Id): Promise<DraftRow | undefined> {
  return (await tx.select().from(draft).where(eq(draft.workspaceId, workspaceId)).for('update'))[0]
}

/** @returns false where there is a draft already */
export async function insertDraft(tx: Tx, row: typeof draft.$inferInsert): Promise<boolean> {
  return (await tx.insert(draft).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateDraft(tx: Tx, workspaceId: Id, set: Partial<DraftRow>): Promise<void> {
  await tx.update(draft).set(set).where(eq(draft.workspaceId, workspaceId))
}

/** @returns whether there was one */
export async function deleteDraft(tx: Tx, workspaceId: Id): Promise<boolean> {
  return ((await tx.delete(draft).where(eq(draft.workspaceId, workspaceId))).rowCount ?? 0) > 0
}

/** Delegations that haven't been ended and hold on a day or later; `id` alone finds an ended one too. */
export async function selectDelegations(
  tx: Tx,
  workspaceId: Id,
  by: { from: string } | { id: Id },
): Promise<DelegationRow[]> {
  const which =
    'id' in by ? eq(delegation.id, by.id) : and(gte(delegation.toDay, by.from), isNull(delegation.endedAt))
  return tx
    .select()
    .from(delegation)
    .where(and(eq(delegation.workspaceId, workspaceId), which))
    .orderBy(asc(delegation.fromDay), asc(delegation.id))
    .limit(1000)
}

/** @returns false if one with this id is there already */
export async function insertDelegation(tx: Tx, row: typeof delegation.$inferInsert): Promise<boolean> {
  return (await tx.insert(delegation).values(row).onConflictDoNothing()).rowCount === 1
}

export async function endDelegation(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: { endedBy: Id | null; endedAt: Date },
): Promise<void> {
  await tx
    .update(delegation)
    .set(set)
    .where(and(eq(delegation.workspaceId, workspaceId), eq(delegation.id, id), isNull(delegation.endedAt)))
}

/** Somebody of the organisation, with what a verdict shows of them. */
export type Colleague = Person & { name: string; title: string | null }

/**
 * The organisation as mandates see it. Who sees more than their own records leads the department they sit in, where it names no head.
 */
export async function selectOrganisation(
  tx: Tx,
  workspaceId: Id,
): Promise<{ people: Colleague[]; departments: (Department & { regionId: Id | null })[] }> {
  const people = await tx.execute<Colleague & Record<string, unknown>>(sql`
    select m.user_id as id, m.name, m.title, m.department_id as "departmentId", m.role_id as "roleId", m.active,
      r.scope <> 'own' as leads
    from member m join role r on r.workspace_id = m.workspace_id and r.id = m.role_id
    where m.workspace_id = ${workspaceId} order by m.created_at, m.user_id`)
  const departments = await tx.execute<Department & { regionId: Id | null } & Record<string, unknown>>(sql`
    select id, parent_id as "parentId", head_id as "headId", region_id as "regionId" from department
    where workspace_id = ${workspaceId}`)
  return { people: people.rows, departments: departments.rows }
}

export async function selectRoles(tx: Tx, workspaceId: Id): Promise<{ id: Id; builtIn: string | null }[]> {
  const found = await tx.execute<{ id: Id; builtIn: string | null }>(
    sql`select id, built_in as "builtIn" from role where workspace_id = ${workspaceId}`,
  )
  return found.rows
}

export async function selectRegionIds(tx: Tx, workspaceId: Id): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`select id from region where workspace_id = ${workspaceId}`)
  return found.rows.map(({ id }) => id)
}

/** Product families and customer tiers in use. */
export async function selectKinds(tx: Tx, workspaceId: Id): Promise<{ families: string[]; tiers: string[] }> {
  const families = await tx.execute<{ value: string }>(sql`
    select distinct family as value from product where workspace_id = ${workspaceId} and family is not null order by 1 limit 500`)
  const tiers = await tx.execute<{ value: string }>(sql`
    select distinct tier as value from account where workspace_id = ${workspaceId} and tier is not null order by 1 limit 500`)
  return { families: families.rows.map(row => row.value), tiers: tiers.rows.map(row => row.value) }
}
