import { sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Permission } from '#platform/org/api.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type KeyView } from './api.ts'
import { hashOf } from './hash.ts'

/** What a program with an api key may do. */
const apiPermissions: Permission[] = [
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
  'payment.import',
]

export interface Key {
  workspaceId: Id
  id: Id
  kind: 'write' | 'api'
  source: string
}

/** A key is asked for with every request: what was found counts this long. Revoking here forgets it at once. */
const freshMs = 5 * SECOND
const mostRemembered = 10_000

export function makeKeys(db: Db) {
  const remembered = new Map<string, { key: Key; until: number }>()
  const touched = new Map<Id, number>()

  const look = async (hash: string): Promise<Key | undefined> => {
    const found = await db.outside(tx =>
      tx.execute<{ workspace_id: Id; id: Id; kind: 'write' | 'api'; source: string }>(
        sql`select * from api_key_by_hash(${hash})`,
      ),
    )
    const row = found.rows[0]
    return row && { workspaceId: row.workspace_id, id: row.id, kind: row.kind, source: row.source }
  }

  /** Notes that a key is in use, at most once a minute and never in the request's way. */
  const touch = (key: Key, now: number) => {
    if (now - (touched.get(key.id) ?? Number.NEGATIVE_INFINITY) < MINUTE) return
    touched.set(key.id, now)
    db.tx(key.workspaceId, tx =>
      tx.execute(
        sql`update api_key set last_used_at = now() where workspace_id = ${key.workspaceId} and id = ${key.id}`,
      ),
    ).catch(() => touched.delete(key.id))
  }

  return {
    /** The key behind a secret; undefined when unknown or revoked. */
    find: async (secret: string): Promise<Key | undefined> => {
      const hash = hashOf(secret)
      const now = performance.now()
      const known = remembered.get(hash)
      const key = known && known.until > now ? known.key : await look(hash)
      if (!key) {
        remembered.delete(hash)
        return undefined
      }
      if (key !== known?.key) {
        if (remembered.size >= mostRemembered) remembered.clear()
        remembered.set(hash, { key, until: now + freshMs })
      }
      touch(key, now)
      return key
    },

    list: (actor: Actor) => db.tx(actor.workspaceId, tx => selectKeys(tx, actor.workspaceId)),

    /** Makes a key. Only its hash is kept: the secret is returned this once. */
    create: async (
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

    revoke: async (actor: Actor, id: Id): Promise<void> => {
      await db.tx(actor.workspaceId, async tx => {
        const revoked = await tx.execute(
          sql`update api_key set revoked_at = now() where workspace_id = ${actor.workspaceId} and id = ${id} and revoked_at is null`,
        )
        if (revoked.rowCount === 0) throw new AppError(errors['key.missing'])
        await audit(tx, actor, { act: 'key.revoked', subject: { kind: 'key', id } })
      })
      for (const [hash, { key }] of remembered) if (key.id === id) remembered.delete(hash)
    },
  }
}

export type Keys = ReturnType<typeof makeKeys>

export const actorOfKey = (key: Key): Actor => ({
  workspaceId: key.workspaceId,
  kind: 'key',
  id: key.id,
  name: key.source,
  locale: 'zh-CN',
  departmentId: null,
  permissions: new Set(apiPermissions),
  scope: { kind: 'all' },
  source: key.source,
})

async function selectKeys(tx: Tx, workspaceId: Id): Promise<KeyView[]> {
  const iso = (column: string) =>
    sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
  const rows = await tx.execute<KeyView & Record<string, unknown>>(sql`
    select id, kind, name, source, prefix, ${iso('created_at')} as "createdAt", ${iso('last_used_at')} as "lastUsedAt", ${iso('revoked_at')} as "revokedAt"
    from api_key where workspace_id = ${workspaceId} order by created_at desc`)
  return rows.rows
}
