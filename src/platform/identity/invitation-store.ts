import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Locale } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import { insertMember, systemActor } from '#platform/org/index.ts'
import type { InvitationView } from './invitation-api.ts'

export interface NewInvitation {
  id: Id
  tokenHash: string
  email: string | null
  name: string | null
  roleId: Id
  departmentId: Id | null
  createdBy: Id | null
  at: Instant
  expiresAt: Instant
}

export async function insertInvitation(tx: Tx, workspaceId: Id, row: NewInvitation): Promise<void> {
  await tx.execute(sql`
    insert into invitation (workspace_id, id, token_hash, email, name, role_id, department_id, created_by, created_at, expires_at)
    values (${workspaceId}, ${row.id}, ${row.tokenHash}, ${row.email}, ${row.name}, ${row.roleId}, ${row.departmentId},
      ${row.createdBy}, ${new Date(row.at)}, ${new Date(row.expiresAt)})`)
}

/** Withdraws what is still open: one invitation, or every earlier one of the same e-mail. */
export async function revokeInvitations(
  tx: Tx,
  workspaceId: Id,
  which: { id: Id } | { email: string },
  at: Instant,
): Promise<number> {
  const wanted = 'id' in which ? sql`id = ${which.id}` : sql`lower(email) = lower(${which.email})`
  const done = await tx.execute(sql`
    update invitation set revoked_at = ${new Date(at)}
    where workspace_id = ${workspaceId} and ${wanted} and accepted_at is null and revoked_at is null`)
  return done.rowCount ?? 0
}

const view = sql`
  i.id, i.email, i.name, i.role_id as "roleId", i.department_id as "departmentId", i.created_by as "createdBy",
  ${iso('i.created_at')} as "createdAt", ${iso('i.expires_at')} as "expiresAt",
  ${iso('i.accepted_at')} as "acceptedAt", ${iso('i.revoked_at')} as "revokedAt"`

function iso(column: string) {
  return sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
}

/** The newest invitations of a workspace, whatever became of them. */
export async function selectInvitations(tx: Tx, workspaceId: Id): Promise<InvitationView[]> {
  const rows = await tx.execute<InvitationView & Record<string, unknown>>(sql`
    select ${view} from invitation i where i.workspace_id = ${workspaceId} order by i.created_at desc, i.id desc limit 500`)
  return rows.rows
}

export interface FoundInvitation extends InvitationView {
  workspace: string
  locale: Locale
  inviter: string | null
  role: string
}

export async function invitationByHash(
  tx: Tx,
  workspaceId: Id,
  tokenHash: string,
): Promise<FoundInvitation | undefined> {
  const rows = await tx.execute<FoundInvitation & Record<string, unknown>>(sql`
    select ${view}, w.name as workspace, w.locale, m.name as inviter, r.name as role
    from invitation i join workspace w on w.id = i.workspace_id
      join role r on r.workspace_id = i.workspace_id and r.id = i.role_id
      left join member m on m.workspace_id = i.workspace_id and m.user_id = i.created_by
    where i.workspace_id = ${workspaceId} and i.token_hash = ${tokenHash}`)
  return rows.rows[0]
}

/**
 * Uses an invitation up and makes the user a member by it.
 * @returns false if it was used, withdrawn or has run out in the meantime, or the person was deactivated here
 */
export async function join(
  tx: Tx,
  by: { workspaceId: Id; id: Id; userId: Id; name: string; email: string; locale?: Locale; at: Instant },
): Promise<boolean> {
  const { workspaceId, userId, at } = by
  const known = await tx.execute(
    sql`select 1 from member where workspace_id = ${workspaceId} and user_id = ${userId}`,
  )
  if (known.rows.length > 0) return false
  const used = await tx.execute<{
    name: string | null
    roleId: Id
    departmentId: Id | null
    locale: Locale
  }>(sql`
    update invitation i set accepted_at = ${new Date(at)} from workspace w
    where w.id = i.workspace_id and i.workspace_id = ${workspaceId} and i.id = ${by.id}
      and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${new Date(at)}
    returning i.name, i.role_id as "roleId", i.department_id as "departmentId", w.locale`)
  const invitation = used.rows[0]
  if (!invitation) return false
  await insertMember(tx, {
    workspaceId,
    userId,
    name: by.name || invitation.name || by.email,
    email: by.email.toLowerCase(),
    roleId: invitation.roleId,
    departmentId: invitation.departmentId,
    locale: by.locale ?? invitation.locale,
    active: true,
  })
  await audit(
    tx,
    { ...systemActor(workspaceId), kind: 'user', id: userId },
    {
      act: 'invitation.accepted',
      subject: { kind: 'invitation', id: by.id },
    },
  )
  return true
}
