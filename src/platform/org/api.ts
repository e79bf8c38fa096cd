import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

/** Everything a role may allow. A route names the one it needs. */
export const permissions = [
  'crm.read',
  'crm.write',
  'crm.delete',
  'person.reveal',
  'document.read',
  'document.write',
  'event.read',
  'event.write',
  'event.import',
  'strategy.read',
  'strategy.write',
  'strategy.publish',
  'kit.write',
  'suggestion.read',
  'suggestion.respond',
  'suggestion.manage',
  'score.write',
  'price.cost',
  'price.write',
  'quote.read',
  'quote.write',
  'approval.read',
  'approval.decide',
  'contract.read',
  'contract.write',
  'contract.seal',
  'delivery.read',
  'delivery.write',
  'payment.read',
  'payment.import',
  'payment.confirm',
  'invoice.write',
  'mandate.write',
  'consent.read',
  'consent.manage',
  'audit.read',
  'notify.manage',
  'org.manage',
  'key.manage',
  'setting.manage',
] as const
export const permission = z.enum(permissions)
export type Permission = z.infer<typeof permission>

/** Roles every workspace has. Strategies address them by these names. */
export const builtInRoles = [
  'admin',
  'director',
  'manager',
  'rep',
  'compliance',
  'delivery',
  'finance',
  'integrator',
] as const
export type BuiltInRole = (typeof builtInRoles)[number]

/** Whose records a role sees: all, own department and below, chosen departments, own. */
export const scopeKind = z.enum(['all', 'department', 'departments', 'own'])

export const roleView = z.object({
  id: z.uuid(),
  name: z.string(),
  builtIn: z.enum(builtInRoles).nullable(),
  permissions: z.array(permission),
  scope: scopeKind,
  scopeDepartments: z.array(z.uuid()),
})
export type RoleView = z.infer<typeof roleView>

export const departmentView = z.object({
  id: z.uuid(),
  name: z.string(),
  parentId: z.uuid().nullable(),
  regionId: z.uuid().nullable(),
  headId: z.uuid().nullable(),
})
export type DepartmentView = z.infer<typeof departmentView>

export const regionView = z.object({ id: z.uuid(), name: z.string() })
export type RegionView = z.infer<typeof regionView>

export const memberView = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  title: z.string().nullable(),
  roleId: z.uuid(),
  departmentId: z.uuid().nullable(),
  locale: z.enum(['zh-CN', 'en']),
  active: z.boolean(),
})
export type MemberView = z.infer<typeof memberView>

export const errors = errorCodes({
  'org.role-missing': [
    'missing',
    '这个角色不存在，请刷新后重选。',
    'This role does not exist. Refresh and choose again.',
  ],
  'org.department-missing': [
    'missing',
    '这个部门不存在，请刷新后重选。',
    'This department does not exist. Refresh and choose again.',
  ],
  'org.member-missing': [
    'missing',
    '找不到这位成员，请刷新后再试。',
    'This person is not in the workspace. Refresh and try again.',
  ],
})

/** The whole organisation: small enough to be read at once, and every form needs it. */
export const readOrg = route({
  method: 'GET',
  path: '/api/v1/org',
  summary: 'Departments, regions, roles and people of the workspace',
  answer: z.object({
    departments: z.array(departmentView),
    regions: z.array(regionView),
    roles: z.array(roleView),
    members: z.array(memberView),
  }),
})
