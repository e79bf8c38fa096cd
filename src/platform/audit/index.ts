import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { newId } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'

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
