import type { BuiltInRole } from '#platform/org/api.ts'
import type { Locale } from '../../app/i18n.ts'

/** What a workspace calls its built-in roles until it renames them. */
const names: Record<BuiltInRole, Record<Locale, string>> = {
  admin: { 'zh-CN': '管理员', en: 'Administrator' },
  director: { 'zh-CN': '大区总监', en: 'Regional director' },
  manager: { 'zh-CN': '销售经理', en: 'Sales manager' },
  rep: { 'zh-CN': '销售', en: 'Sales rep' },
  compliance: { 'zh-CN': '合规', en: 'Compliance' },
  finance: { 'zh-CN': '财务', en: 'Finance' },
  delivery: { 'zh-CN': '交付主管', en: 'Delivery lead' },
  integrator: { 'zh-CN': '集成管理员', en: 'Integrator' },
}

/** A role's name in the reader's language; one that the workspace chose itself stays as it is. */
export function roleName(name: string, builtIn: BuiltInRole | null, locale: Locale): string {
  return builtIn && names[builtIn]['zh-CN'] === name ? names[builtIn][locale] : name
}
