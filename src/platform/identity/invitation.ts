import type { Db, Tx } from '#db/connection.ts'
import { AppError, type Locale } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { DAY } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import { errors as orgErrors } from '#platform/org/api.ts'
import { type Actor, checkRole, findDepartment, readOrganisation } from '#platform/org/index.ts'
import type { Auth } from './auth.ts'
import { hashOf } from './hash.ts'
import { type Invitee, invitationErrors } from './invitation-api.ts'
import { readList } from './invitation-list.ts'
import { invitationMail } from './invitation-mail.ts'
import {
  type FoundInvitation,
  insertInvitation,
  invitationByHash,
  join,
  revokeInvitations,
  selectInvitations,
} from './invitation-store.ts'
import { workspaceByToken } from './service.ts'

export interface InvitationPorts {
  db: Db
  auth: Auth
  clock: Clock
  mail: MailPort
}

/** Letting people in: invitations by link or list, and joining by one. */
export function makeInvitations({ db, auth, clock, mail }: InvitationPorts) {
  const find = async (token: string): Promise<{ workspaceId: Id; invitation: FoundInvitation }> => {
    const workspaceId = await workspaceByToken(db, 'workspace_of_invitation', token)
    const invitation =
      workspaceId && (await db.tx(workspaceId, tx => invitationByHash(tx, workspaceId, hashOf(token))))
    if (!workspaceId || !invitation) throw new AppError(invitationErrors['invitation.missing'])
    const isOpen =
      !invitation.acceptedAt && !invitation.revokedAt && Date.parse(invitation.expiresAt) > clock.now()
    if (!isOpen) throw new AppError(invitationErrors['invitation.gone'])
    return { workspaceId, invitation }
  }

  return {
    list: (actor: Actor) => db.tx(actor.workspaceId, tx => selectInvitations(tx, actor.workspaceId)),

    /** Reads a pasted list and matches its roles, departments and people with the workspace's. */
    readList: (actor: Actor, text: string) =>
      db.tx(actor.workspaceId, async tx => {
        const { departments, roles, members } = await readOrganisation(tx, actor.workspaceId)
        const emails = new Set(members.map(member => member.email))
        const named = (all: { id: Id; name: string }[], name: string | null) =>
          all.find(one => one.name === name)?.id ?? null
        const { people, faults } = readList(text)
        return {
          faults,
          people: people.map(({ role, department, ...person }) => ({
            ...person,
            roleId: named(roles, role),
            departmentId: named(departments, department),
            isMember: emails.has(person.email),
          })),
        }
      }),

    /** @param base the address that links start with */
    create: async (actor: Actor, people: Invitee[], days: number, base: string) => {
      const made = await db.tx(actor.workspaceId, async tx => {
        const { members } = await readOrganisation(tx, actor.workspaceId)
        const known = new Set(members.map(member => member.email))
        const isKnown = ({ email }: Invitee) => email !== null && known.has(email.toLowerCase())
        const invitations: Made[] = []
        for (const person of people.filter(one => !isKnown(one)))
          invitations.push(await invite(tx, actor, person, days, base, clock))
        return { invitations, skipped: people.filter(isKnown).map(({ email }) => email!) }
      })
      return { ...made, invitations: await mailed(mail, actor, made.invitations) }
    },

    revoke: (actor: Actor, id: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        const revoked = await revokeInvitations(tx, actor.workspaceId, { id }, clock.now())
        if (revoked === 0) throw new AppError(invitationErrors['invitation.missing'])
        await audit(tx, actor, { act: 'invitation.revoked', subject: { kind: 'invitation', id } })
      }),

    read: async (token: string) => {
      const { workspace, inviter, role, email, name, expiresAt } = (await find(token)).invitation
      return { workspace, inviter, role, email, name, expiresAt }
    },

    /** Makes the account and the membership. @returns the e-mail to sign in with */
    accept: async (
      token: string,
      person: { name: string; email?: string | undefined; password: string; locale?: Locale | undefined },
    ): Promise<{ workspaceId: Id; email: string }> => {
      const { workspaceId, invitation } = await find(token)
      const email = invitation.email ?? person.email
      if (!email) throw new AppError(invitationErrors['invitation.email-needed'])
      if (await auth.findUser(email)) throw new AppError(invitationErrors['invitation.known'])
      const userId = await auth.createUser({
        email,
        name: person.name,
        password: person.password,
        // A person who types an e-mail of their own has not shown that it is theirs.
        emailVerified: invitation.email !== null,
      })
      const by = { workspaceId, id: invitation.id, userId, name: person.name, email, at: clock.now() }
      const joined = await db.tx(workspaceId, tx =>
        join(tx, { ...by, ...(person.locale && { locale: person.locale }) }),
      )
      if (joined) return { workspaceId, email }
      // Somebody else was faster with the same link: the account that was just made must not stay behind.
      await auth.removeUser(userId)
      throw new AppError(invitationErrors['invitation.gone'])
    },
  }
}

export type Invitations = ReturnType<typeof makeInvitations>

interface Made {
  id: Id
  email: string | null
  link: string
}

async function invite(
  tx: Tx,
  actor: Actor,
  person: Invitee,
  days: number,
  base: string,
  clock: Clock,
): Promise<Made> {
  const { workspaceId } = actor
  await checkRole(tx, actor, person.roleId)
  if (person.departmentId && !(await findDepartment(tx, workspaceId, person.departmentId)))
    throw new AppError(orgErrors['org.department-missing'])
  const [id, token, now] = [newId(), newToken(32), clock.now()]
  const email = person.email?.toLowerCase() ?? null
  if (email) await revokeInvitations(tx, workspaceId, { email }, now)
  await insertInvitation(tx, workspaceId, {
    id,
    tokenHash: hashOf(token),
    email,
    name: person.name,
    roleId: person.roleId,
    departmentId: person.departmentId,
    createdBy: actor.kind === 'user' ? actor.id : null,
    at: now,
    expiresAt: now + days * DAY,
  })
  await audit(tx, actor, {
    act: 'invitation.created',
    subject: { kind: 'invitation', id },
    details: { roleId: person.roleId, departmentId: person.departmentId, days },
  })
  return { id, email, link: `${base}/invitation/${token}` }
}

/** Sends the links by e-mail where a mail server is set up; one that fails is handed over by the administrator. */
async function mailed(
  mail: MailPort,
  { workspaceId, locale }: Actor,
  made: Made[],
): Promise<(Made & { isMailed: boolean })[]> {
  const send = async (one: Made) => {
    if (mail.kindOf(workspaceId) === 'none' || one.email === null) return { ...one, isMailed: false }
    const outcome = await mail.send(invitationMail(workspaceId, locale, one.email, one.link))
    return { ...one, isMailed: outcome.ok }
  }
  const sent: (Made & { isMailed: boolean })[] = []
  for (let from = 0; from < made.length; from += atOnce)
    sent.push(...(await Promise.all(made.slice(from, from + atOnce).map(send))))
  return sent
}

const atOnce = 5
