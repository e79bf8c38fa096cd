import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import type { Db, Tx } from '#db/connection.ts'
import { AppError, type Locale } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
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
import { errors } from './api.ts'
import type { Auth } from './auth.ts'

/** What an api key may do; a write key may send events and nothing else. */
const keyPermissions: Record<'write' | 'api', Permission[]> = {
  write: [],
  api: [
    'event.write',
    'event.read',
    'event.import',
    'crm.read',
    'crm.write',
    'document.read',
    'document.write',
    'strategy.read',
    'suggestion.read',
    'consent.read',
  ],
}

export interface Key {
  workspaceId: Id
  id: Id
  kind: 'write' | 'api'
  source: string
}

export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

export function makeIdentity(db: Db, auth: Auth) {
  /** The person of a session cookie as an actor, or undefined. */
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

  /** The key behind a secret; undefined when unknown or revoked. */
  const keyOf = async (secret: string): Promise<Key | undefined> => {
    const found = await db.outside(tx =>
      tx.execute<{ workspace_id: Id; id: Id; kind: 'write' | 'api'; source: string }>(
        sql`select * from api_key_by_hash(${hashOf(secret)})`,
      ),
    )
    const row = found.rows[0]
    return row && { workspaceId: row.workspace_id, id: row.id, kind: row.kind, source: row.source }
  }

  const actorOfKey = (key: Key): Actor => ({
    workspaceId: key.workspaceId,
    kind: 'key',
    id: key.id,
    name: key.source,
    locale: 'zh-CN',
    departmentId: null,
    permissions: new Set(keyPermissions[key.kind]),
    scope: { kind: 'all' },
    source: key.source,
  })

  return {
    actorOfUser,
    keyOf,

    authenticate: async (request: FastifyRequest): Promise<Actor | undefined> => {
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer) {
        const key = await keyOf(bearer)
        return key && actorOfKey(key)
      }
      if (!request.headers.cookie) return undefined
      const userId = await auth.userOf(new Headers({ cookie: request.headers.cookie }))
      return userId === undefined ? undefined : actorOfUser(userId)
    },

    isSetUp: async (): Promise<boolean> =>
      (await db.outside(tx => tx.execute(sql`select workspace_ids() limit 1`))).rows.length > 0,

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
    createWorkspace: async (input: {
      workspace: string
      sample?: boolean
      admin: { name: string; email: string; password: string; locale: Locale }
      title?: string
    }): Promise<{ workspaceId: Id; userId: Id }> => {
      const userId = await auth.createUser(input.admin)
      const workspaceId = newId()
      await db.tx(workspaceId, async tx => {
        await tx.execute(
          sql`insert into workspace (id, name, sample, locale) values (${workspaceId}, ${input.workspace}, ${input.sample ?? false}, ${input.admin.locale})`,
        )
        const roles = await insertBuiltInRoles(tx, workspaceId)
        await insertMember(tx, {
          workspaceId,
          userId,
          name: input.admin.name,
          email: input.admin.email.toLowerCase(),
          title: input.title ?? null,
          roleId: roles.admin,
          locale: input.admin.locale,
          active: true,
        })
        await audit(tx, systemActor(workspaceId), {
          act: 'workspace.created',
          subject: { kind: 'workspace', id: workspaceId },
        })
      })
      return { workspaceId, userId }
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

    listKeys: (actor: Actor) => db.tx(actor.workspaceId, tx => selectKeys(tx, actor.workspaceId)),

    /** Makes a key. Only its hash is kept: the secret is returned this once. */
    createKey: async (
      actor: Actor,
      input: { kind: 'write' | 'api'; name: string; source: string },
    ): Promise<{ id: Id; secret: string }> => {
      const id = newId()
      const secret = `loam_${input.kind}_${newToken(32)}`
      await db.tx(actor.workspaceId, async tx => {
        await tx.execute(sql`
          insert into api_key (workspace_id, id, kind, name, source, prefix, hash, created_by)
          values (${actor.workspaceId}, ${id}, ${input.kind}, ${input.name}, ${input.source}, ${secret.slice(0, 15)}, ${hashOf(secret)}, ${actor.id})`)
        await audit(tx, actor, {
          act: 'key.created',
          subject: { kind: 'key', id },
          details: { kind: input.kind, source: input.source },
        })
      })
      return { id, secret }
    },

    revokeKey: async (actor: Actor, id: Id): Promise<void> => {
      await db.tx(actor.workspaceId, async tx => {
        const revoked = await tx.execute(
          sql`update api_key set revoked_at = now() where workspace_id = ${actor.workspaceId} and id = ${id} and revoked_at is null`,
        )
        if (revoked.rowCount === 0) throw new AppError(errors['key.missing'])
        await audit(tx, actor, { act: 'key.revoked', subject: { kind: 'key', id } })
      })
    },
  }
}

export type Identity = ReturnType<typeof makeIdentity>

async function selectKeys(tx: Tx, workspaceId: Id) {
  const iso = (column: string) =>
    sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
  const rows = await tx.execute<{
    id: Id
    kind: 'write' | 'api'
    name: string
    source: string
    prefix: string
    createdAt: string
    lastUsedAt: string | null
    revokedAt: string | null
  }>(sql`
    select id, kind, name, source, prefix, ${iso('created_at')} as "createdAt", ${iso('last_used_at')} as "lastUsedAt", ${iso('revoked_at')} as "revokedAt"
    from api_key where workspace_id = ${workspaceId} order by created_at desc`)
  return rows.rows
}
