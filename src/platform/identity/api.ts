import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { builtInRoles, permission } from '../org/api.ts'

export const locale = z.enum(['zh-CN', 'en'])

export const errors = errorCodes({
  'setup.done': [
    'conflict',
    '这套系统已经设好了,请直接登录。',
    'This installation is already set up. Sign in instead.',
  ],
  'key.missing': ['missing', '找不到这把密钥,可能已停用。', 'This key does not exist or was revoked.'],
  'sign-in.failed': ['unauthenticated', '邮箱或密码不对。', 'The e-mail or the password is wrong.'],
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
    name: z.string().trim().min(1).max(100),
    email: z.email().max(254),
    password: z.string().min(10).max(128),
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
