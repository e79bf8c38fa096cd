import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { departmentView, memberView, permission, regionView, roleView, scopeKind } from './api.ts'

export const manageErrors = errorCodes({
  'org.name-taken': [
    'conflict',
    '这个名称已经有了，请换一个。',
    'This name is already in use. Choose another.',
  ],
  'org.department-loop': [
    'conflict',
    '不能把部门移到它自己或它的下级里面。',
    'A department cannot be moved into itself or below itself.',
  ],
  'org.department-in-use': [
    'conflict',
    '部门里还有成员、下级部门或客户，请先移走再删除。',
    'The department still has people, departments or accounts. Move them first.',
  ],
  'org.region-in-use': [
    'conflict',
    '还有部门或客户属于这个区域，请先改掉再删除。',
    'Departments or accounts still belong to this region. Change them first.',
  ],
  'org.region-missing': [
    'missing',
    '这个区域不存在，请刷新后重选。',
    'This region does not exist. Refresh and choose again.',
  ],
  'org.role-in-use': [
    'conflict',
    '还有成员或未接受的邀请用着这个角色，请先换掉再删除。',
    'People or open invitations still have this role. Change them first.',
  ],
  'org.role-built-in': [
    'conflict',
    '内置角色不能删除；管理员角色也不能修改。',
    'Built-in roles cannot be deleted, and the administrator role cannot be changed.',
  ],
  'org.grants-too-much': [
    'forbidden',
    '你不能授予自己没有的权限或更大的数据范围。',
    'You cannot give permissions or a data scope that you do not have yourself.',
  ],
  'org.last-admin': [
    'conflict',
    '至少要留一位能管理组织的在用成员，请先指定另一位。',
    'At least one active person must be able to manage the organisation. Appoint another first.',
  ],
})

const name = z.string().trim().min(1).max(60)
const id = z.uuid()
const withId = z.object({ id })

const departmentInput = z.strictObject({
  name,
  parentId: id.nullable().default(null),
  regionId: id.nullable().default(null),
  headId: id.nullable().default(null),
})

export const createDepartment = route({
  method: 'POST',
  path: '/api/v1/org/departments',
  summary: 'Add a department',
  body: departmentInput,
  answer: departmentView,
})

/** Moving is changing `parentId`; everything below moves along. */
export const changeDepartment = route({
  method: 'PATCH',
  path: '/api/v1/org/departments/:id',
  summary: 'Rename or move a department, or name its head',
  params: withId,
  body: z.strictObject({
    name: name.optional(),
    parentId: id.nullable().optional(),
    regionId: id.nullable().optional(),
    headId: id.nullable().optional(),
  }),
  answer: departmentView,
})

export const removeDepartment = route({
  method: 'DELETE',
  path: '/api/v1/org/departments/:id',
  summary: 'Remove an empty department',
  params: withId,
})

export const createRegion = route({
  method: 'POST',
  path: '/api/v1/org/regions',
  summary: 'Add a region',
  body: z.strictObject({ name }),
  answer: regionView,
})

export const changeRegion = route({
  method: 'PATCH',
  path: '/api/v1/org/regions/:id',
  summary: 'Rename a region',
  params: withId,
  body: z.strictObject({ name }),
  answer: regionView,
})

export const removeRegion = route({
  method: 'DELETE',
  path: '/api/v1/org/regions/:id',
  summary: 'Remove a region that nothing belongs to',
  params: withId,
})

const roleInput = z.strictObject({
  name,
  permissions: z.array(permission).max(100),
  scope: scopeKind,
  scopeDepartments: z.array(id).max(200).default([]),
})
export type RoleInput = z.infer<typeof roleInput>

export const createRole = route({
  method: 'POST',
  path: '/api/v1/org/roles',
  summary: 'Add a role of the workspace’s own',
  body: roleInput,
  answer: roleView,
})

export const changeRole = route({
  method: 'PATCH',
  path: '/api/v1/org/roles/:id',
  summary: 'Change what a role may do and whose records it sees',
  params: withId,
  body: roleInput.partial().extend({ scopeDepartments: z.array(id).max(200).optional() }),
  answer: roleView,
})

export const removeRole = route({
  method: 'DELETE',
  path: '/api/v1/org/roles/:id',
  summary: 'Remove a role that nobody has',
  params: withId,
})

/** `active: false` ends the person's sessions at once; their records stay with them until somebody moves these. */
export const changeMember = route({
  method: 'PATCH',
  path: '/api/v1/org/members/:userId',
  summary: 'Change a person’s facts, role or department, or deactivate them',
  params: z.object({ userId: id }),
  body: z.strictObject({
    name: name.optional(),
    phone: z.string().trim().max(40).nullable().optional(),
    title: z.string().trim().max(60).nullable().optional(),
    roleId: id.optional(),
    departmentId: id.nullable().optional(),
    active: z.boolean().optional(),
  }),
  answer: memberView,
})
type MemberBody = z.infer<(typeof changeMember)['body']>
export type MemberChange = { [K in keyof MemberBody]?: Exclude<MemberBody[K], undefined> }
