import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import type { Db } from '#db/connection.ts'
import { AppError, type Locale } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import type { Permission } from '#platform/org/api.ts'
import {
  type Actor,
  insertBuiltInRoles,
  insertMember,
  membership,
  scopeOf,
  systemActor,
} from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors } from './api.ts'
import type { Auth } from './auth.ts'
import { hashOf } from './hash.ts'
import { actorOfKey, type Keys } from './keys.ts'

/** The workspace of a link's token, before anything else is known. */
export async function workspaceByToken(
  db: Db,
  lookup: 'workspace_of_invitation' | 'workspace_of_password_link',
  token: string,
): Promise<Id | undefined> {
  const found = await db.outside(tx =>
    tx.execute<{ id: Id | null }>(sql`select ${sql.raw(lookup)}(${hashOf(token)}) as id`),
  )
  return found.rows[0]?.id ?? undefined
}

export function makeIdentity(db: Db, auth: Auth, keys: Keys, outbox: Pick<Outbox, 'publish' | 'wake'>) {
  /** A user as an actor; undefined where they are no member. */
  const actorOfUser = async (userId: Id): Promise<Actor | undefined> => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspaces_of_user(${userId}) as id`),
    )
    const workspaceId = found.rows[0]?.id
    if (!workspaceId) return undefined
    return db.tx(workspaceId, async tx => {
      const mine = await membership(tx, workspaceId, userId)
      if (!mine) return undefined
      const { member, role } = mine
      return {
        workspaceId,
        kind: 'user',
        id: userId,
        name: member.name,
        locale: member.locale,
        departmentId: member.departmentId,
        permissions: new Set(role.permissions),
        scope: await scopeOf(tx, workspaceId, role, member.departmentId),
      }
    })
  }

  /** The same by one question, for as long as the session needs nothing else. */
  const actorOfSession = async (token: string): Promise<Actor | undefined> => {
    const query = { name: 'actor_of_session', text: 'select * from actor_of_session($1)', values: [token] }
    const row = (await db.pool.query<SessionRow>(query)).rows[0]
    if (!row || !auth.isFresh(row.expires_at)) return undefined
    return {
      ...{ workspaceId: row.workspace_id, kind: 'user', id: row.user_id, name: row.name, locale: row.locale },
      ...{ departmentId: row.department_id, permissions: new Set(row.permissions) },
      scope: row.departments
        ? { kind: 'departments', ids: row.departments }
        : { kind: row.scope === 'all' ? 'all' : 'own' },
    }
  }

  const isSetUp = async (): Promise<boolean> =>
    (await db.outside(tx => tx.execute(sql`select workspace_ids() limit 1`))).rows.length > 0

  return {
    actorOfUser,
    keyOf: keys.find,

    authenticate: async (request: FastifyRequest): Promise<Actor | undefined> => {
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer) {
        const key = await keys.find(bearer)
        // A write key stands in the source of web pages: it is known to everybody and opens ingest alone.
        return key?.kind === 'api' ? actorOfKey(key) : undefined
      }
      if (!request.headers.cookie) return undefined
      const token = await auth.tokenOf(request.headers.cookie)
      if (token === undefined) return undefined
      const actor = await actorOfSession(token)
      if (actor) return actor
      const userId = await auth.userOf(new Headers({ cookie: request.headers.cookie }))
      return userId === undefined ? undefined : actorOfUser(userId)
    },

    isSetUp,

    workspaceIds: async (): Promise<Id[]> =>
      (await db.outside(tx => tx.execute<{ id: Id }>(sql`select workspace_ids() as id`))).rows.map(
        row => row.id,
      ),

    /** Every workspace of the installation, oldest first. */
    workspaces: async (): Promise<{ id: Id; name: string; sample: boolean }[]> => {
      const ids = await db.outside(tx => tx.execute<{ id: Id }>(sql`select workspace_ids() as id`))
      const lines: { id: Id; name: string; sample: boolean }[] = []
      for (const { id } of ids.rows) {
        const found = await db.tx(id, tx =>
          tx.execute<{ id: Id; name: string; sample: boolean }>(
            sql`select id, name, sample from workspace where id = ${id}`,
          ),
        )
        lines.push(...found.rows)
      }
      return lines
    },

    /** Makes a workspace with its built-in roles and first administrator. */
    createWorkspace: async (input: NewWorkspace): Promise<{ workspaceId: Id; userId: Id }> => {
      const userId = await auth.createUser(input.admin)
      return { workspaceId: await insertWorkspace(db, input, userId, false), userId }
    },

    /**
     * First run: makes the first workspace. Two at the same time make one.
     * @throws AppError `setup.done` where there is one already
     */
    setUp: async (input: NewWorkspace): Promise<{ workspaceId: Id }> => {
      if (await isSetUp()) throw new AppError(errors['setup.done'])
      // Without any workspace a user can only be left from an attempt that broke off: it is taken over.
      const left = await auth.findUser(input.admin.email)
      if (left) await auth.setPassword(left, input.admin.password)
      const userId = left ?? (await auth.createUser(input.admin))
      return { workspaceId: await insertWorkspace(db, input, userId, true) }
    },

    /**
     * Removes the sample workspace, all of it, and tells the other modules (`workspace.removed`), which let go of what
     * they hold outside of the database.
     * @returns the users who are gone with it
     */
    removeSample: async (actor: Actor): Promise<Id[]> => {
      const { workspaceId } = actor
      const gone = await db.tx(workspaceId, async tx => {
        const sample = await tx.execute(sql`select 1 from workspace where id = ${workspaceId} and sample`)
        if (sample.rows.length === 0) throw new AppError(errors['sample.none'])
        const removed = await tx.execute<{ id: Id }>(sql`select remove_sample_workspace() as id`)
        await outbox.publish(tx, { workspaceId, type: 'workspace.removed', payload: {} })
        return removed.rows.map(row => row.id)
      })
      outbox.wake()
      return gone
    },

    readMe: async (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        const mine = await membership(tx, actor.workspaceId, actor.id!)
        const workspace = await tx.execute<{ id: Id; name: string; timeZone: string; sample: boolean }>(
          sql`select id, name, time_zone as "timeZone", sample from workspace where id = ${actor.workspaceId}`,
        )
        const { member, role } = mine!
        return {
          userId: member.userId,
          name: member.name,
          email: member.email,
          title: member.title,
          locale: member.locale,
          role: role.builtIn,
          roleName: role.name,
          departmentId: member.departmentId,
          permissions: role.permissions,
          workspace: workspace.rows[0]!,
        }
      }),

    changeLocale: async (actor: Actor, locale: Locale): Promise<void> => {
      await db.tx(actor.workspaceId, tx =>
        tx.execute(
          sql`update member set locale = ${locale} where workspace_id = ${actor.workspaceId} and user_id = ${actor.id}`,
        ),
      )
    },
  }
}

interface SessionRow {
  expires_at: Date
  workspace_id: Id
  user_id: Id
  name: string
  locale: Locale
  department_id: Id | null
  permissions: Permission[]
  scope: string
  departments: Id[] | null
}

export type Identity = ReturnType<typeof makeIdentity>

export interface NewWorkspace {
  workspace: string
  sample?: boolean
  admin: { name: string; email: string; password: string; locale: Locale }
  title?: string
}

async function insertWorkspace(db: Db, input: NewWorkspace, userId: Id, onlyFirst: boolean): Promise<Id> {
  const workspaceId = newId()
  const { admin } = input
  await db.tx(workspaceId, async tx => {
    if (onlyFirst) {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('first workspace', 0))`)
      const others = await tx.execute(sql`select workspace_ids() limit 1`)
      if (others.rows.length > 0) throw new AppError(errors['setup.done'])
    }
    await tx.execute(
      sql`insert into workspace (id, name, sample, locale) values (${workspaceId}, ${input.workspace}, ${input.sample ?? false}, ${admin.locale})`,
    )
    const roles = await insertBuiltInRoles(tx, workspaceId)
    await insertMember(tx, {
      workspaceId,
      userId,
      name: admin.name,
      email: admin.email.toLowerCase(),
      title: input.title ?? null,
      roleId: roles.admin,
      locale: admin.locale,
      active: true,
    })
    await audit(tx, systemActor(workspaceId), {
      act: 'workspace.created',
      subject: { kind: 'workspace', id: workspaceId },
    })
  })
  return workspaceId
}
