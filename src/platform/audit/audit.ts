import { type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#db/connection.ts'
import { newId } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'
import type { AuditLine, listAudit } from './api.ts'

/** One line of the audit log. */
export interface AuditEntry {
  /** What was done, `noun.verb` in the past: `account.updated`, `contact.revealed`. */
  act: string
  subject: { kind: string; id: string }
  /** What changed (`{ field: [before, after] }`) or why; no personal data beyond ids. */
  details?: Record<string, unknown>
  requestId?: string
}

/** Writes the audit log in the transaction of the change itself: both are there, or neither. */
export async function audit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.execute(sql`
    insert into audit (workspace_id, id, actor_kind, actor_id, act, subject_kind, subject_id, details, request_id)
    values (${actor.workspaceId}, ${newId()}, ${actor.kind}, ${actor.id}, ${entry.act}, ${entry.subject.kind},
      ${entry.subject.id}, ${JSON.stringify(entry.details ?? {})}, ${entry.requestId ?? null})`)
}

/**
 * Writes that somebody saw personal data: the fields by name, never what they hold. Call it in the transaction that
 * reads them, so that nothing is seen unwritten.
 */
export function auditRead(
  tx: Tx,
  actor: Actor,
  subject: { kind: string; id: string },
  fields: readonly string[],
  requestId?: string,
): Promise<void> {
  const entry: AuditEntry = { act: `${subject.kind}.read`, subject, details: { fields } }
  return audit(tx, actor, requestId === undefined ? entry : { ...entry, requestId })
}

export type AuditQuery = z.infer<(typeof listAudit)['query']>

/** One page of the log, newest first. */
export async function readAudit(
  tx: Tx,
  actor: Actor,
  query: AuditQuery,
): Promise<{ items: AuditLine[]; next: string | null }> {
  const rows = await tx.execute<AuditLine & { position: string } & Record<string, unknown>>(sql`
    select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      a.actor_kind as "actorKind", a.actor_id as "actorId", coalesce(m.name, k.name) as "actorName",
      a.act, a.subject_kind as "subjectKind", a.subject_id as "subjectId", a.details, a.request_id as "requestId",
      extract(epoch from a.at)::text as position
    from audit a
      left join member m on a.actor_kind = 'user' and m.workspace_id = a.workspace_id and m.user_id = a.actor_id
      left join api_key k on a.actor_kind = 'key' and k.workspace_id = a.workspace_id and k.id = a.actor_id
    where ${sql.join(conditions(actor, query), sql` and `)}
    order by a.at desc, a.id desc limit ${query.limit + 1}`)
  const items = rows.rows.slice(0, query.limit)
  const last = rows.rows.length > query.limit ? items.at(-1) : undefined
  return {
    items: items.map(({ position: _, ...line }) => line as AuditLine),
    next: last ? `${last.position}_${last.id}` : null,
  }
}

function conditions(actor: Actor, query: AuditQuery): SQL[] {
  const found: SQL[] = [sql`a.workspace_id = ${actor.workspaceId}`]
  if (query.actorId) found.push(sql`a.actor_id = ${query.actorId}`)
  if (query.act) found.push(sql`(a.act = ${query.act} or starts_with(a.act, ${`${query.act}.`}))`)
  if (query.subjectKind) found.push(sql`a.subject_kind = ${query.subjectKind}`)
  if (query.subjectId) found.push(sql`a.subject_id = ${query.subjectId}`)
  if (query.from) found.push(sql`a.at >= ${query.from}::timestamptz`)
  if (query.to) found.push(sql`a.at < ${query.to}::timestamptz`)
  if (query.before) {
    const [at, id] = query.before.split('_')
    found.push(sql`(a.at, a.id) < (to_timestamp(${at}::numeric), ${id}::uuid)`)
  }
  return found
}
