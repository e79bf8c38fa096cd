import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { builtInRoles, permission } from '../org/api.ts'

export const locale = z.enum(['zh-CN', 'en'])
export const name = z.string().trim().min(1).max(60)
/** A password somebody chooses now. */
export const newPassword = z.string().min(10).max(128)

export const errors = errorCodes({
  'setup.done': [
    'conflict',
    '这套系统已经设好了，请直接登录。',
    'This installation is already set up. Sign in instead.',
  ],
  'sample.none': [
    'conflict',
    '这不是示例工作区，什么都没有删除。',
    'This is not the sample workspace. Nothing was removed.',
  ],
  'key.missing': ['missing', '找不到这把密钥，可能已停用。', 'This key does not exist or was revoked.'],
  'sign-in.failed': [
    'unauthenticated',
    '邮箱或密码不对，请再试一次。',
    'The e-mail or the password is wrong. Try again.',
  ],
  'sign-in.limited': [
    'limited',
    '试的次数太多了，请 {seconds} 秒后再试，或请管理员给你一个重设密码的链接。',
    'Too many tries. Wait {seconds} seconds, or ask your administrator for a link to a new password.',
  ],
  'sign-in.not-a-member': [
    'forbidden',
    '这个账号不在任何工作区里，或已停用。请联系管理员。',
    'This account belongs to no workspace or was deactivated. Ask your administrator.',
  ],
  'sign-in.person-needed': [
    'forbidden',
    '这里只给登录的人用，密钥和命令行不行。',
    'This is for people who are signed in, not for keys or the command line.',
  ],
  'sign-in.no-oidc': [
    'missing',
    '没有设置公司统一登录，请用密码登录。',
    'Sign-in through your company is not set up. Use your password.',
  ],
  'sign-in.provider-away': [
    'unavailable',
    '暂时连不上公司的登录服务，请稍后再试，或用密码登录。',
    'Your company’s sign-in cannot be reached just now. Try again shortly, or use your password.',
  ],
  'password.wrong': [
    'invalid',
    '当前密码不对，没有改动。',
    'The current password is wrong. Nothing was changed.',
  ],
  'password.link-gone': [
    'gone',
    '这个链接不对、已用过或已过期，请管理员重新给一个。',
    'This link is not right, was used or has run out. Ask your administrator for a new one.',
  ],
})

/** What the first page needs to know before anybody is signed in. */
export const readEntry = route({
  method: 'GET',
  path: '/api/v1/entry',
  summary: 'Whether the installation has been set up, and how one may sign in',
  answer: z.object({
    isSetUp: z.boolean(),
    sample: z
      .object({
        accounts: z.array(
          z.object({ name: z.string(), title: z.string(), email: z.string(), password: z.string() }),
        ),
      })
      .nullable(),
    oidc: z.object({ name: z.string() }).nullable(),
  }),
})

/** First run: makes the workspace and its administrator, and signs them in. */
export const setUp = route({
  method: 'POST',
  path: '/api/v1/setup',
  summary: 'Make the first workspace and its administrator',
  body: z.strictObject({
    workspace: z.string().trim().min(1).max(100),
    name,
    email: z.email().max(254),
    password: newPassword,
    locale: locale.default('zh-CN'),
  }),
  answer: z.object({ workspaceId: z.uuid() }),
})

/** Who is signed in, what they may, and where. */
export const readMe = route({
  method: 'GET',
  path: '/api/v1/me',
  summary: 'The signed-in person',
  answer: z.object({
    userId: z.uuid(),
    name: z.string(),
    email: z.string(),
    title: z.string().nullable(),
    locale,
    role: z.enum(builtInRoles).nullable(),
    roleName: z.string(),
    departmentId: z.uuid().nullable(),
    permissions: z.array(permission),
    workspace: z.object({ id: z.uuid(), name: z.string(), timeZone: z.string(), sample: z.boolean() }),
    /** Where e-mail of this workspace goes: a mail server, the demo's letter box, nowhere. */
    mail: z.enum(['smtp', 'kept', 'none']),
  }),
})
export type Me = z.infer<(typeof readMe)['answer']>

export const changeLocale = route({
  method: 'PUT',
  path: '/api/v1/me/locale',
  summary: 'Choose the language of the interface',
  body: z.strictObject({ locale }),
})

export const keyKind = z.enum(['write', 'api'])
export const keyView = z.object({
  id: z.uuid(),
  kind: keyKind,
  name: z.string(),
  source: z.string(),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})

export type KeyView = z.infer<typeof keyView>

export const listKeys = route({
  method: 'GET',
  path: '/api/v1/keys',
  summary: 'Keys for programs',
  answer: z.array(keyView),
})

/** A write key may only send events; an api key may also read and write records. Shown once. */
export const createKey = route({
  method: 'POST',
  path: '/api/v1/keys',
  summary: 'Make a key; its secret is shown this once',
  body: z.strictObject({
    kind: keyKind,
    name: z.string().trim().min(1).max(100),
    source: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^[\w.-]+$/),
  }),
  answer: z.object({ id: z.uuid(), secret: z.string() }),
})

export const revokeKey = route({
  method: 'DELETE',
  path: '/api/v1/keys/:id',
  summary: 'Revoke a key at once',
  params: z.object({ id: z.uuid() }),
})

/** Sends the browser to the company's sign-in (OpenID Connect), which sends it back. */
export const startOidc = route({
  method: 'GET',
  path: '/api/v1/sign-in/oidc',
  summary: 'Sign in through the company’s identity provider',
  query: z.object({
    /** A path of this site to go to afterwards. */
    to: z
      .string()
      .regex(/^\/(?![/\\])/)
      .max(2000)
      .default('/'),
  }),
})

export const changePassword = route({
  method: 'POST',
  path: '/api/v1/me/password',
  summary: 'Change one’s own password; every session of the person ends, this one is renewed',
  body: z.strictObject({ current: z.string().min(1).max(128), next: newPassword }),
})

export const createPasswordLink = route({
  method: 'POST',
  path: '/api/v1/org/members/:userId/password-link',
  summary: 'Make a link by which a person chooses a new password; it is shown this once and works once',
  params: z.object({ userId: z.uuid() }),
  answer: z.object({ link: z.string(), expiresAt: z.iso.datetime() }),
})

const withToken = z.object({ token: z.string().min(1).max(100) })

export const readPasswordLink = route({
  method: 'GET',
  path: '/api/v1/password-links/:token',
  summary: 'Whose password a link changes',
  params: withToken,
  answer: z.object({ name: z.string(), email: z.string() }),
})

export const usePasswordLink = route({
  method: 'POST',
  path: '/api/v1/password-links/:token',
  summary: 'Choose a new password by a link and be signed in',
  params: withToken,
  body: z.strictObject({ password: newPassword }),
})

export const removeSample = route({
  method: 'DELETE',
  path: '/api/v1/workspace/sample',
  summary: 'Remove the sample workspace with all that is in it; only from within it',
})
