import type { Db } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { makeAttempts } from './attempts.ts'
import { type AuthOptions, makeAuth } from './auth.ts'
import { makeEntrance } from './entrance.ts'
import { makeInvitations } from './invitation.ts'
import { makeKeys } from './keys.ts'
import { makePasswords } from './password.ts'
import { makeIdentity as makeService } from './service.ts'

export type { Auth } from './auth.ts'
export type { Key, Keys } from './keys.ts'
export { type IdentityParts, identityRoutes } from './routes.ts'
export type { Identity } from './service.ts'

export interface IdentityOptions extends Omit<AuthOptions, 'entrance'> {
  db: Db
  clock: Clock
  mail: MailPort
  outbox: Pick<Outbox, 'publish' | 'wake'>
  /** Closes the open screens of a person whose sessions have ended. */
  closeScreens(userId: Id): void
}

/** Sign-in, sessions, keys, invitations and passwords, put together. */
export function makeIdentity(options: IdentityOptions) {
  const { db, clock, mail } = options
  const auth = makeAuth({ ...options, entrance: makeEntrance(db, clock) })
  const attempts = makeAttempts(db, clock)
  const keys = makeKeys(db)
  const endSessions = async (userId: Id): Promise<void> => {
    await auth.endSessions(userId)
    options.closeScreens(userId)
  }
  return {
    auth,
    attempts,
    keys,
    endSessions,
    identity: makeService(db, auth, keys, options.outbox),
    passwords: makePasswords({ db, auth, clock, attempts, endSessions }),
    invitations: makeInvitations({ db, auth, clock, mail }),
  }
}
