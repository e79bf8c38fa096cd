import type { Locale } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { type BuiltInRole, type Permission, permissions, type RoleView } from './api.ts'

/** Whose records someone sees. Departments are already spread out to all below them. */
export type Scope = { kind: 'all' } | { kind: 'departments'; ids: readonly Id[] } | { kind: 'own' }

/** On whose behalf something is done, in which workspace, and how far that reaches. */
export interface Actor {
  workspaceId: Id
  kind: 'user' | 'key' | 'system'
  /** The user's id, the key's id; null for the system itself. */
  id: Id | null
  name: string
  locale: Locale
  departmentId: Id | null
  permissions: ReadonlySet<Permission>
  scope: Scope
  /** For keys: the source that their events come from. */
  source?: string
}

/** The system acting by itself in a workspace: strategies, jobs, imports. */
export function systemActor(workspaceId: Id): Actor {
  return {
    workspaceId,
    kind: 'system',
    id: null,
    name: 'Loam',
    locale: 'zh-CN',
    departmentId: null,
    permissions: new Set(permissions),
    scope: { kind: 'all' },
  }
}

/** Whether an actor may give a role to somebody: nobody gives more than they have. */
export function grants(
  actor: Actor,
  role: Pick<RoleView, 'permissions' | 'scope' | 'scopeDepartments'>,
): boolean {
  const { scope } = actor
  if (!role.permissions.every(permission => actor.permissions.has(permission))) return false
  if (scope.kind === 'all' || role.scope === 'own') return true
  if (scope.kind === 'own' || role.scope !== 'departments') return false
  return role.scopeDepartments.every(id => scope.ids.includes(id))
}

/** What differs between two states of a record: `{ field: [before, after] }`. */
export function changesOf<T extends object>(before: T, after: T): Record<string, [unknown, unknown]> {
  const changed = (Object.keys(after) as (keyof T & string)[]).filter(
    key => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return Object.fromEntries(changed.map(key => [key, [before[key], after[key]]]))
}

const seller: Permission[] = [
  'crm.read',
  'crm.write',
  'person.reveal',
  'document.read',
  'document.write',
  'suggestion.read',
  'suggestion.respond',
  'event.read',
  'strategy.read',
  'quote.read',
  'quote.write',
  'approval.read',
  'approval.decide',
  'payment.read',
  'invoice.write',
  'contract.read',
  'contract.write',
  'contract.seal',
  'delivery.read',
]
const leader: Permission[] = [
  ...seller,
  'crm.delete',
  'strategy.write',
  'strategy.publish',
  'kit.write',
  'suggestion.manage',
  'event.import',
  'score.write',
  'price.cost',
  'price.write',
  'delivery.write',
]

/** What each built-in role starts with. */
export const roleDefaults: Record<
  BuiltInRole,
  { name: string; scope: 'all' | 'department' | 'own'; permissions: Permission[] }
> = {
  admin: { name: '管理员', scope: 'all', permissions: [...permissions] },
  director: { name: '大区总监', scope: 'department', permissions: leader },
  manager: { name: '销售经理', scope: 'department', permissions: leader },
  rep: { name: '销售', scope: 'own', permissions: seller },
  compliance: {
    name: '合规',
    scope: 'all',
    permissions: [
      'crm.read',
      'document.read',
      'event.read',
      'strategy.read',
      'suggestion.read',
      'quote.read',
      'approval.read',
      'contract.read',
      'delivery.read',
      'payment.read',
      'consent.read',
      'consent.manage',
      'audit.read',
    ],
  },
  delivery: {
    name: '交付主管',
    scope: 'all',
    permissions: [
      'crm.read',
      'document.read',
      'quote.read',
      'approval.read',
      'contract.read',
      'delivery.read',
      'delivery.write',
    ],
  },
  finance: {
    name: '财务',
    scope: 'all',
    permissions: [
      'crm.read',
      'quote.read',
      'approval.read',
      'approval.decide',
      'contract.read',
      'payment.read',
      'payment.import',
      'payment.confirm',
      'invoice.write',
    ],
  },
  integrator: {
    name: '集成管理员',
    scope: 'all',
    permissions: [
      'event.read',
      'event.write',
      'event.import',
      'key.manage',
      'notify.manage',
      'strategy.read',
    ],
  },
}
