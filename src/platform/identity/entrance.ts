import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { join } from './invitation-store.ts'

/** Who is let in: what better-auth asks before it makes a user or a session. */
export function makeEntrance(db: Db, clock: Clock) {
  const invitationFor = async (email: string): Promise<{ workspaceId: Id; id: Id } | undefined> => {
    const found = await db.outside(tx =>
      tx.execute<{ workspaceId: Id; id: Id }>(sql`
        select workspace_id as "workspaceId", id from invitation_for_email(${email}, ${new Date(clock.now())})`),
    )
    return found.rows[0]
  }
  return {
    /** Whether an e-mail has an invitation that is still open. */
    isInvited: async (email: string): Promise<boolean> => (await invitationFor(email)) !== undefined,

    /**
     * Whether a user may have a session: an active member may. If their company vouches for the e-mail, so may an
     * invited person, who thereby joins.
     */
    admit: async (userId: Id, vouched: boolean): Promise<boolean> => {
      const found = await db.outside(tx =>
        tx.execute<{ email: string; name: string; isMember: boolean }>(sql`
          select email, name, exists (select workspaces_of_user(${userId})) as "isMember"
          from auth."user" where id = ${userId} and ("emailVerified" or not ${vouched})`),
      )
      const user = found.rows[0]
      if (!user || user.isMember || !vouched) return user?.isMember ?? false
      const invitation = await invitationFor(user.email)
      if (!invitation) return false
      return db.tx(invitation.workspaceId, tx =>
        join(tx, { ...invitation, userId, name: user.name, email: user.email, at: clock.now() }),
      )
    },
  }
}

export type Entrance = ReturnType<typeof makeEntrance>
