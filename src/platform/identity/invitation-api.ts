import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { locale, name, newPassword } from './api.ts'

export const invitationErrors = errorCodes({
  'invitation.missing': [
    'missing',
    '邀请链接不对，请检查是否复制完整，或请邀请人重新发一个。',
    'This invitation link is not right. Check that it was copied whole, or ask for a new one.',
  ],
  'invitation.gone': [
    'gone',
    '这个邀请已经用过、撤回或过期，请邀请人重新发一个。',
    'This invitation was used, withdrawn or has run out. Ask for a new one.',
  ],
  'invitation.email-needed': ['invalid', '请填上你的邮箱。', 'Enter your e-mail.'],
  'invitation.known': [
    'conflict',
    '这个邮箱已经有账号，请直接登录；登录不了请联系管理员。',
    'This e-mail already has an account. Sign in, or ask your administrator if you cannot.',
  ],
})

const invitee = z.strictObject({
  /** Without an e-mail the link is for whoever holds it, once. */
  email: z.email().max(254).nullable(),
  name: name.nullable().default(null),
  roleId: z.uuid(),
  departmentId: z.uuid().nullable().default(null),
})
export type Invitee = z.infer<typeof invitee>

const instant = z.iso.datetime()

export const invitationView = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  roleId: z.uuid(),
  departmentId: z.uuid().nullable(),
  createdBy: z.uuid().nullable(),
  createdAt: instant,
  expiresAt: instant,
  acceptedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type InvitationView = z.infer<typeof invitationView>

export const listInvitations = route({
  method: 'GET',
  path: '/api/v1/invitations',
  summary: 'The newest 500 invitations and what became of them',
  answer: z.array(invitationView),
})

/** Looks at a pasted list before anything is sent: e-mails in any order, or a table with a head row. */
export const readInvitationList = route({
  method: 'POST',
  path: '/api/v1/invitations/read-list',
  summary: 'Read a pasted list of e-mails or a CSV table of people to invite',
  body: z.strictObject({ text: z.string().max(200_000) }),
  answer: z.object({
    people: z.array(
      z.object({
        line: z.number().int(),
        email: z.string(),
        name: z.string().nullable(),
        /** What the table says, found by its name; null where it says nothing. */
        roleId: z.uuid().nullable(),
        departmentId: z.uuid().nullable(),
        /** In the workspace already: will be left out. */
        isMember: z.boolean(),
      }),
    ),
    faults: z.array(
      z.object({ line: z.number().int(), message: z.object({ 'zh-CN': z.string(), en: z.string() }) }),
    ),
  }),
})

export const createInvitations = route({
  method: 'POST',
  path: '/api/v1/invitations',
  summary: 'Invite people; each link is shown this once and works once',
  body: z.strictObject({
    people: z.array(invitee).min(1).max(200),
    days: z.number().int().min(1).max(90).default(14),
  }),
  answer: z.object({
    invitations: z.array(
      z.object({ id: z.uuid(), email: z.string().nullable(), link: z.string(), isMailed: z.boolean() }),
    ),
    /** E-mails of people who are here already. */
    skipped: z.array(z.string()),
  }),
})

export const revokeInvitation = route({
  method: 'DELETE',
  path: '/api/v1/invitations/:id',
  summary: 'Withdraw an invitation that is still open',
  params: z.object({ id: z.uuid() }),
})

const withToken = z.object({ token: z.string().min(1).max(100) })

export const readInvitation = route({
  method: 'GET',
  path: '/api/v1/invitations/by-token/:token',
  summary: 'What the holder of an invitation link sees',
  params: withToken,
  answer: z.object({
    workspace: z.string(),
    inviter: z.string().nullable(),
    role: z.string(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    expiresAt: instant,
  }),
})

export const acceptInvitation = route({
  method: 'POST',
  path: '/api/v1/invitations/by-token/:token/accept',
  summary: 'Join by an invitation and be signed in',
  params: withToken,
  body: z.strictObject({
    name,
    /** Needed when the invitation names none; otherwise left out. */
    email: z.email().max(254).optional(),
    password: newPassword,
    locale: locale.optional(),
  }),
  answer: z.object({ workspaceId: z.uuid() }),
})
