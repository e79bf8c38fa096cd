import { and, asc, eq, getTableColumns, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type BuiltInRole, builtInRoles, type DepartmentView, type MemberView, type RoleView } from './api.ts'
import { type Actor, roleDefaults, type Scope } from './model.ts'
import { department, member, region, role } from './tables.ts'

/**
 * The one predicate by which records are visible to an actor: use it in every query over records that have an owner.
 * @returns an SQL condition; undefined when everything in the workspace is visible
 */
export function visible(actor: Actor, owner: PgColumn, ownDepartment: PgColumn): SQL | undefined {
  if (actor.scope.kind === 'all') return undefined
  const own = actor.id === null ? sql`false` : eq(owner, actor.id)
  if (actor.scope.kind === 'own') return own
  return actor.scope.ids.length === 0 ? own : or(own, inArray(ownDepartment, [...actor.scope.ids]))
}

/** A department and all below it. */
export async function departmentsBelow(tx: Tx, workspaceId: Id, roots: readonly Id[]): Promise<Id[]> {
  if (roots.length === 0) return []
  const found = await tx.execute<{ id: Id }>(sql`
    with recursive below as (
      select id from department where workspace_id = ${workspaceId} and id = any(${sql.param([...roots])}::uuid[])
      union
      select d.id from department d join below b on d.parent_id = b.id where d.workspace_id = ${workspaceId}
    ) select id from below`)
  return found.rows.map(row => row.id)
}

/** A department's line upwards, itself first. */
export async function departmentsAbove(tx: Tx, workspaceId: Id, start: Id): Promise<DepartmentView[]> {
  const found = await tx.execute<DepartmentView & Record<string, unknown>>(sql`
    with recursive above as (
      select d.*, 0 as depth from department d where workspace_id = ${workspaceId} and id = ${start}
      union all
      select d.*, a.depth + 1 from department d join above a on d.id = a.parent_id
      where d.workspace_id = ${workspaceId} and a.depth < 50
    ) select id, name, parent_id as "parentId", region_id as "regionId", head_id as "headId" from above order by depth`)
  return found.rows
}

export async function scopeOf(
  tx: Tx,
  workspaceId: Id,
  of: { scope: string; scopeDepartments: Id[] },
  departmentId: Id | null,
): Promise<Scope> {
  if (of.scope === 'all') return { kind: 'all' }
  if (of.scope === 'own') return { kind: 'own' }
  const roots = of.scope === 'departments' ? of.scopeDepartments : departmentId ? [departmentId] : []
  return { kind: 'departments', ids: await departmentsBelow(tx, workspaceId, roots) }
}

export interface Membership {
  member: MemberView
  role: RoleView
}

export async function membership(tx: Tx, workspaceId: Id, userId: Id): Promise<Membership | undefined> {
  const rows = await tx
    .select()
    .from(member)
    .innerJoin(role, and(eq(role.workspaceId, member.workspaceId), eq(role.id, member.roleId)))
    .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId), eq(member.active, true)))
  return rows[0] as Membership | undefined
}

/** Makes the built-in roles of a new workspace. */
export async function insertBuiltInRoles(tx: Tx, workspaceId: Id): Promise<Record<BuiltInRole, Id>> {
  const ids = Object.fromEntries(builtInRoles.map(name => [name, newId()])) as Record<BuiltInRole, Id>
  await tx.insert(role).values(
    builtInRoles.map(builtIn => ({
      workspaceId,
      id: ids[builtIn],
      builtIn,
      scopeDepartments: [],
      ...roleDefaults[builtIn],
    })),
  )
  return ids
}

export async function insertMember(tx: Tx, row: typeof member.$inferInsert): Promise<void> {
  await tx.insert(member).values(row)
}

export async function readOrganisation(tx: Tx, workspaceId: Id) {
  const departments = await tx
    .select()
    .from(department)
    .where(eq(department.workspaceId, workspaceId))
    .orderBy(asc(department.name))
  const regions = await tx
    .select()
    .from(region)
    .where(eq(region.workspaceId, workspaceId))
    .orderBy(asc(region.name))
  const roles = await tx.select().from(role).where(eq(role.workspaceId, workspaceId)).orderBy(asc(role.id))
  const members = await tx
    .select()
    .from(member)
    .where(eq(member.workspaceId, workspaceId))
    .orderBy(asc(member.name))
  return { departments, regions, roles: roles as RoleView[], members: members as MemberView[] }
}

export async function findDepartment(tx: Tx, workspaceId: Id, id: Id): Promise<DepartmentView | undefined> {
  const { id: key, name, parentId, regionId, headId } = department
  const rows = await tx
    .select({ id: key, name, parentId, regionId, headId })
    .from(department)
    .where(and(eq(department.workspaceId, workspaceId), eq(key, id)))
  return rows[0]
}

export async function regionExists(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const rows = await tx
    .select({ id: region.id })
    .from(region)
    .where(and(eq(region.workspaceId, workspaceId), eq(region.id, id)))
  return rows.length > 0
}

export async function findRole(tx: Tx, workspaceId: Id, id: Id): Promise<RoleView | undefined> {
  const { id: key, name, builtIn, permissions, scope, scopeDepartments } = role
  const rows = await tx
    .select({ id: key, name, builtIn, permissions, scope, scopeDepartments })
    .from(role)
    .where(and(eq(role.workspaceId, workspaceId), eq(key, id)))
  return rows[0] as RoleView | undefined
}

/** A person of the workspace, active or not; locked until the transaction ends. */
export async function findMember(tx: Tx, workspaceId: Id, userId: Id): Promise<MemberView | undefined> {
  const { workspaceId: _, createdAt: __, ...columns } = getTableColumns(member)
  const rows = await tx
    .select(columns)
    .from(member)
    .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)))
    .for('update')
  return rows[0] as MemberView | undefined
}

/** How many invitations that are still open would give a role. */
export async function openInvitationsOf(tx: Tx, workspaceId: Id, roleId: Id): Promise<number> {
  const found = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from invitation
    where workspace_id = ${workspaceId} and role_id = ${roleId} and accepted_at is null and revoked_at is null and expires_at > now()`)
  return found.rows[0]!.n
}

/** Active people who hold a role (built-in name or id), optionally in the given departments. */
export async function holdersOf(
  tx: Tx,
  workspaceId: Id,
  roleName: string,
  departments?: readonly Id[],
): Promise<MemberView[]> {
  const rows = await tx
    .select({ member })
    .from(member)
    .innerJoin(role, and(eq(role.workspaceId, member.workspaceId), eq(role.id, member.roleId)))
    .where(
      and(
        eq(member.workspaceId, workspaceId),
        eq(member.active, true),
        or(eq(role.builtIn, roleName), sql`${role.id}::text = ${roleName}`, eq(role.name, roleName)),
        departments ? inArray(member.departmentId, [...departments]) : undefined,
      ),
    )
    .orderBy(asc(member.createdAt))
  return rows.map(row => row.member as MemberView)
}
