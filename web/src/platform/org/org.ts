import { queryOptions, useQuery } from '@tanstack/react-query'
import { type DepartmentView, readOrg } from '#platform/org/api.ts'
import { call } from '../../app/http.ts'
import { useLocale } from '../../app/i18n.ts'
import { refetchOn } from '../../app/live.ts'
import { roleName } from './role-name.ts'

/** The whole organisation; every form with people in it asks for it. */
export const orgQuery = queryOptions({ queryKey: ['org'], queryFn: () => call(readOrg), staleTime: 60_000 })
refetchOn('org.changed', ['org'])

/** Names by id, for lists that hold ids: `names.member(ownerId)`. Unknown ids give an empty text. */
export function useOrgNames() {
  const locale = useLocale()
  const { data } = useQuery(orgQuery)
  const roleOf = (id: string | null) => data?.roles.find(role => role.id === id)
  return {
    member: (id: string | null) => data?.members.find(member => member.userId === id)?.name ?? '',
    department: (id: string | null) => data?.departments.find(department => department.id === id)?.name ?? '',
    region: (id: string | null) => data?.regions.find(region => region.id === id)?.name ?? '',
    role: (id: string | null) => {
      const role = roleOf(id)
      return role ? roleName(role.name, role.builtIn, locale) : ''
    },
  }
}

/** Departments in the order of the tree, each with its depth. What hangs on a missing parent stands at the top. */
export function departmentTree(
  departments: DepartmentView[],
): { department: DepartmentView; depth: number }[] {
  const known = new Set(departments.map(d => d.id))
  const below = Map.groupBy(departments, d => (d.parentId && known.has(d.parentId) ? d.parentId : ''))
  const walk = (parent: string, depth: number): { department: DepartmentView; depth: number }[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
      .flatMap(department => [{ department, depth }, ...walk(department.id, depth + 1)])
  return walk('', 0)
}

/** The same tree as options of a select, indented. */
export function departmentOptions(departments: DepartmentView[]): { value: string; label: string }[] {
  return departmentTree(departments).map(({ department, depth }) => ({
    value: department.id,
    label: `${'\u2003'.repeat(depth)}${department.name}`,
  }))
}
