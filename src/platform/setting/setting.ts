import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'

/** One setting of a workspace: its name, shape and what holds until somebody changes it. */
export interface Setting<T> {
  name: string
  schema: z.ZodType<T>
  fallback: T
}

/** Reads a setting; its fallback where nothing is stored. */
export async function readSetting<T>(tx: Tx, workspaceId: Id, setting: Setting<T>): Promise<T> {
  const found = await tx.execute<{ value: unknown }>(
    sql`select value from setting where workspace_id = ${workspaceId} and name = ${setting.name}`,
  )
  return found.rows[0] ? setting.schema.parse(found.rows[0].value) : setting.fallback
}

/** Stores a setting and audits the change. */
export async function writeSetting<T>(tx: Tx, actor: Actor, setting: Setting<T>, value: T): Promise<void> {
  const before = await readSetting(tx, actor.workspaceId, setting)
  await tx.execute(sql`
    insert into setting (workspace_id, name, value) values (${actor.workspaceId}, ${setting.name}, ${JSON.stringify(setting.schema.parse(value))})
    on conflict (workspace_id, name) do update set value = excluded.value, updated_at = now()`)
  await audit(tx, actor, {
    act: 'setting.changed',
    subject: { kind: 'setting', id: setting.name },
    details: { value: [before, value] },
  })
}
