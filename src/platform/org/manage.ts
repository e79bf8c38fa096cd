import { and, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { AppError, type ErrorCode } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import { type DepartmentView, errors, type MemberView, type RegionView, type RoleView } from './api.ts'
import { type MemberChange, manageErrors, type RoleInput } from './manage-api.ts'
import { type Actor, changesOf, grants } from './model.ts'
import {
  departmentsBelow,
  findDepartment,
  findMember,
  findRole,
  holdersOf,
  openInvitationsOf,
  readOrganisation,
  regionExists,
} from './store.ts'
import { department, member, region, role } from './tables.ts'

export interface OrgPorts {
  db: Db
  /** Ends every session of a person and closes their screens. */
  endSessions(userId: Id): Promise<void>
  /** Closes a person's screens; they open again and are told by what the person may now. */
  closeScreens(userId: Id): void
}

type DepartmentInput = Omit<DepartmentView, 'id'>

/** Departments, regions, roles and people of a workspace. Every change is audited with what was and what is. */
export function makeOrg({ db, endSessions, closeScreens }: OrgPorts) {
  const within = <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => db.tx(actor.workspaceId, work)

  return {
    read: (actor: Actor) => within(actor, tx => readOrganisation(tx, actor.workspaceId)),

    createDepartment: (actor: Actor, input: DepartmentInput): Promise<DepartmentView> =>
      within(actor, async tx => {
        await checkPlace(tx, actor.workspaceId, input)
        const made = { id: newId(), ...input }
        await tx.insert(department).values({ workspaceId: actor.workspaceId, ...made })
        await audit(tx, actor, {
          act: 'department.created',
          subject: { kind: 'department', id: made.id },
          details: { ...input },
        })
        return made
      }),

    changeDepartment: (actor: Actor, id: Id, input: Partial<DepartmentInput>): Promise<DepartmentView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        // Two moves at once could each be harmless and together make a loop.
        await tx.execute(
          sql`select pg_advisory_xact_lock(hashtextextended(${`department ${workspaceId}`}, 0))`,
        )
        const before = await findDepartment(tx, workspaceId, id)
        if (!before) throw new AppError(errors['org.department-missing'])
        await checkPlace(tx, workspaceId, input)
        if (input.parentId && (await departmentsBelow(tx, workspaceId, [id])).includes(input.parentId))
          throw new AppError(manageErrors['org.department-loop'])
        const after = { ...before, ...input }
        await tx
          .update(department)
          .set(after)
          .where(here(department, workspaceId, id))
        await audit(tx, actor, {
          act: 'department.changed',
          subject: { kind: 'department', id },
          details: changesOf(before, after),
        })
        return after
      }),

    removeDepartment: (actor: Actor, id: Id): Promise<void> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        if (!(await findDepartment(tx, workspaceId, id))) throw new AppError(errors['org.department-missing'])
        await refuseWhileReferred(manageErrors['org.department-in-use'], () =>
          tx.delete(department).where(here(department, workspaceId, id)),
        )
        await tx
          .update(role)
          .set({ scopeDepartments: sql`array_remove(${role.scopeDepartments}, ${id}::uuid)` })
          .where(and(eq(role.workspaceId, workspaceId), sql`${id}::uuid = any(${role.scopeDepartments})`))
        await audit(tx, actor, { act: 'department.removed', subject: { kind: 'department', id } })
      }),

    createRegion: (actor: Actor, name: string): Promise<RegionView> =>
      within(actor, async tx => {
        const made = { id: newId(), name }
        await refuseTaken(() => tx.insert(region).values({ workspaceId: actor.workspaceId, ...made }))
        await audit(tx, actor, {
          act: 'region.created',
          subject: { kind: 'region', id: made.id },
          details: { name },
        })
        return made
      }),

    changeRegion: (actor: Actor, id: Id, name: string): Promise<RegionView> =>
      within(actor, async tx => {
        const changed = await refuseTaken(() =>
          tx
            .update(region)
            .set({ name })
            .where(here(region, actor.workspaceId, id)),
        )
        if (changed.rowCount === 0) throw new AppError(manageErrors['org.region-missing'])
        await audit(tx, actor, { act: 'region.changed', subject: { kind: 'region', id }, details: { name } })
        return { id, name }
      }),

    removeRegion: (actor: Actor, id: Id): Promise<void> =>
      within(actor, async tx => {
        const removed = await refuseWhileReferred(manageErrors['org.region-in-use'], () =>
          tx.delete(region).where(here(region, actor.workspaceId, id)),
        )
        if (removed.rowCount === 0) throw new AppError(manageErrors['org.region-missing'])
        await audit(tx, actor, { act: 'region.removed', subject: { kind: 'region', id } })
      }),

    createRole: (actor: Actor, input: RoleInput): Promise<RoleView> =>
      within(actor, async tx => {
        const made: RoleView = { id: newId(), builtIn: null, ...input }
        await checkGrant(tx, actor, made)
        await refuseTaken(() => tx.insert(role).values({ workspaceId: actor.workspaceId, ...made }))
        await audit(tx, actor, {
          act: 'role.created',
          subject: { kind: 'role', id: made.id },
          details: { ...input },
        })
        return made
      }),

    changeRole: async (actor: Actor, id: Id, input: Partial<RoleInput>): Promise<RoleView> => {
      const { after, holders } = await within(actor, async tx => {
        const before = await findRole(tx, actor.workspaceId, id)
        if (!before) throw new AppError(errors['org.role-missing'])
        if (before.builtIn === 'admin') throw new AppError(manageErrors['org.role-built-in'])
        const after = { ...before, ...input }
        // Neither lifting a role above oneself nor cutting down one that stands above.
        await checkGrant(tx, actor, before)
        await checkGrant(tx, actor, after)
        await refuseTaken(() =>
          tx
            .update(role)
            .set(after)
            .where(here(role, actor.workspaceId, id)),
        )
        await refuseWithoutAdmin(tx, actor.workspaceId)
        await audit(tx, actor, {
          act: 'role.changed',
          subject: { kind: 'role', id },
          details: changesOf(before, after),
        })
        return { after, holders: await holdersOf(tx, actor.workspaceId, id) }
      })
      for (const { userId } of holders) closeScreens(userId)
      return after
    },

    removeRole: (actor: Actor, id: Id): Promise<void> =>
      within(actor, async tx => {
        const before = await findRole(tx, actor.workspaceId, id)
        if (!before) throw new AppError(errors['org.role-missing'])
        if (before.builtIn) throw new AppError(manageErrors['org.role-built-in'])
        if ((await openInvitationsOf(tx, actor.workspaceId, id)) > 0)
          throw new AppError(manageErrors['org.role-in-use'])
        await refuseWhileReferred(manageErrors['org.role-in-use'], () =>
          tx.delete(role).where(here(role, actor.workspaceId, id)),
        )
        await audit(tx, actor, {
          act: 'role.removed',
          subject: { kind: 'role', id },
          details: { name: before.name },
        })
      }),

    changeMember: async (actor: Actor, userId: Id, input: MemberChange): Promise<MemberView> => {
      const after = await within(actor, tx => changeMember(tx, actor, userId, input))
      if (after.active) closeScreens(userId)
      else await endSessions(userId)
      return after
    },
  }
}

export type Org = ReturnType<typeof makeOrg>

async function changeMember(tx: Tx, actor: Actor, userId: Id, input: MemberChange): Promise<MemberView> {
  const { workspaceId } = actor
  const before = await findMember(tx, workspaceId, userId)
  if (!before) throw new AppError(errors['org.member-missing'])
  await checkRole(tx, actor, before.roleId)
  if (input.roleId) await checkRole(tx, actor, input.roleId)
  if (input.departmentId && !(await findDepartment(tx, workspaceId, input.departmentId)))
    throw new AppError(errors['org.department-missing'])
  const after = { ...before, ...input }
  await tx
    .update(member)
    .set(after)
    .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)))
  await refuseWithoutAdmin(tx, workspaceId)
  const { name: _name, phone: _phone, ...changes } = changesOf(before, after)
  const personal = (['name', 'phone'] as const).filter(field => before[field] !== after[field])
  await audit(tx, actor, {
    act: 'member.changed',
    subject: { kind: 'member', id: userId },
    details: { ...changes, ...(personal.length > 0 && { personal }) },
  })
  return after
}

/** A role that exists here and reaches no further than the actor. */
export async function checkRole(tx: Tx, actor: Actor, roleId: Id): Promise<RoleView> {
  const found = await findRole(tx, actor.workspaceId, roleId)
  if (!found) throw new AppError(errors['org.role-missing'])
  await checkGrant(tx, actor, found)
  return found
}

async function checkGrant(tx: Tx, actor: Actor, wanted: RoleView): Promise<void> {
  if (!grants(actor, wanted)) throw new AppError(manageErrors['org.grants-too-much'])
  for (const id of wanted.scopeDepartments) {
    if (!(await findDepartment(tx, actor.workspaceId, id)))
      throw new AppError(errors['org.department-missing'])
  }
}

async function checkPlace(tx: Tx, workspaceId: Id, place: Partial<DepartmentInput>): Promise<void> {
  if (place.parentId && !(await findDepartment(tx, workspaceId, place.parentId)))
    throw new AppError(errors['org.department-missing'])
  if (place.regionId && !(await regionExists(tx, workspaceId, place.regionId)))
    throw new AppError(manageErrors['org.region-missing'])
  if (place.headId && !(await findMember(tx, workspaceId, place.headId)))
    throw new AppError(errors['org.member-missing'])
}

/** Somebody must be left who can let others in. Rows are locked, so that two admins can't remove each other at once. */
async function refuseWithoutAdmin(tx: Tx, workspaceId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`admins ${workspaceId}`}, 0))`)
  const left = await tx
    .select({ userId: member.userId })
    .from(member)
    .innerJoin(role, and(eq(role.workspaceId, member.workspaceId), eq(role.id, member.roleId)))
    .where(
      and(
        eq(member.workspaceId, workspaceId),
        eq(member.active, true),
        sql`'org.manage' = any(${role.permissions})`,
      ),
    )
    .limit(1)
  if (left.length === 0) throw new AppError(manageErrors['org.last-admin'])
}

const here = (table: typeof department | typeof region | typeof role, workspaceId: Id, id: Id) =>
  and(eq(table.workspaceId, workspaceId), eq(table.id, id))

const sqlStateOf = (error: unknown): string | undefined =>
  (error as { code?: string; cause?: { code?: string } }).cause?.code ?? (error as { code?: string }).code

async function refuse<T>(state: string, code: ErrorCode, work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw sqlStateOf(error) === state ? new AppError(code) : error
  }
}

const refuseTaken = <T>(work: () => PromiseLike<T>) => refuse('23505', manageErrors['org.name-taken'], work)
const refuseWhileReferred = <T>(code: ErrorCode, work: () => PromiseLike<T>) => refuse('23503', code, work)
