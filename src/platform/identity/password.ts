import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import { errors as orgErrors } from '#platform/org/api.ts'
import { type Actor, checkRole, findMember, systemActor } from '#platform/org/index.ts'
import { errors } from './api.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import { hashOf } from './hash.ts'
import { workspaceByToken } from './service.ts'

const linkDays = 2

export interface PasswordPorts {
  db: Db
  auth: Auth
  clock: Clock
  attempts: Attempts
  /** Ends every session of a person and closes their screens. */
  endSessions(userId: Id): Promise<void>
}

/** Changing one's own password, and choosing a new one by a link that an administrator made. */
export function makePasswords({ db, auth, clock, attempts, endSessions }: PasswordPorts) {
  const findLink = async (token: string) => {
    const workspaceId = await workspaceByToken(db, 'workspace_of_password_link', token)
    if (!workspaceId) throw new AppError(errors['password.link-gone'])
    const found = await db.tx(workspaceId, tx =>
      tx.execute<{ userId: Id; name: string; email: string }>(sql`
        select l.user_id as "userId", m.name, m.email from password_link l
          join member m on m.workspace_id = l.workspace_id and m.user_id = l.user_id
        where l.workspace_id = ${workspaceId} and l.token_hash = ${hashOf(token)} and m.active
          and l.used_at is null and l.expires_at > ${new Date(clock.now())}`),
    )
    const link = found.rows[0]
    if (!link) throw new AppError(errors['password.link-gone'])
    return { workspaceId, ...link }
  }

  return {
    /** Every other session ends; the caller signs in again with the new password. */
    change: async (
      actor: Actor,
      email: string,
      address: string,
      input: { current: string; next: string },
    ): Promise<void> => {
      const wait = await attempts.take(email, address)
      if (wait !== undefined) throw new AppError(errors['sign-in.limited'], { seconds: wait })
      if (!(await auth.passwordFits(actor.id!, input.current))) throw new AppError(errors['password.wrong'])
      await attempts.clear(email, address)
      await auth.setPassword(actor.id!, input.next)
      await endSessions(actor.id!)
      await db.tx(actor.workspaceId, tx =>
        audit(tx, actor, { act: 'password.changed', subject: { kind: 'member', id: actor.id! } }),
      )
    },

    /** Makes a link by which a person chooses a new password; an earlier one of theirs stops working. */
    createLink: (actor: Actor, userId: Id, base: string): Promise<{ link: string; expiresAt: string }> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const member = await findMember(tx, workspaceId, userId)
        if (!member?.active) throw new AppError(orgErrors['org.member-missing'])
        await checkRole(tx, actor, member.roleId) // nobody gets into the account of somebody who may do more
        const token = newToken(32)
        const now = clock.now()
        const expiresAt = new Date(now + linkDays * DAY)
        await tx.execute(
          sql`delete from password_link where workspace_id = ${workspaceId} and user_id = ${userId} and used_at is null`,
        )
        await tx.execute(sql`
          insert into password_link (workspace_id, id, token_hash, user_id, created_by, created_at, expires_at)
          values (${workspaceId}, ${newId()}, ${hashOf(token)}, ${userId}, ${actor.kind === 'user' ? actor.id : null}, ${new Date(now)}, ${expiresAt})`)
        await audit(tx, actor, { act: 'password.link-created', subject: { kind: 'member', id: userId } })
        return { link: `${base}/password/${token}`, expiresAt: expiresAt.toISOString() }
      }),

    readLink: async (token: string) => {
      const { name, email } = await findLink(token)
      return { name, email }
    },

    /** Uses a link up. Every session that the person had ends. */
    useLink: async (token: string, password: string): Promise<void> => {
      const { workspaceId, userId } = await findLink(token)
      await db.tx(workspaceId, async tx => {
        const used = await tx.execute(sql`
          update password_link set used_at = ${new Date(clock.now())}
          where workspace_id = ${workspaceId} and token_hash = ${hashOf(token)} and used_at is null`)
        if (used.rowCount === 0) throw new AppError(errors['password.link-gone'])
        await audit(
          tx,
          { ...systemActor(workspaceId), kind: 'user', id: userId },
          {
            act: 'password.reset',
            subject: { kind: 'member', id: userId },
          },
        )
        await auth.setPassword(userId, password)
      })
      await endSessions(userId)
    },
  }
}

export type Passwords = ReturnType<typeof makePasswords>
