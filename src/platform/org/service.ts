import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { MemberView } from './api.ts'
import { departmentsAbove, departmentsBelow, holdersOf } from './store.ts'

/**
 * The people a role names, looked for upwards from a department: in it, then in each above it, nearest first.
 * `region` stops at nothing but takes departments of the same region first; `workspace` takes every holder.
 * @param from the department to start from (the owner's); null looks in the whole workspace
 * @returns the nearest holders; empty when nobody holds the role
 */
export async function findByRole(
  tx: Tx,
  workspaceId: Id,
  roleName: string,
  of: 'department' | 'region' | 'workspace',
  from: Id | null,
): Promise<MemberView[]> {
  if (of === 'workspace' || from === null) return holdersOf(tx, workspaceId, roleName)
  const line = await departmentsAbove(tx, workspaceId, from)
  const region = line.find(department => department.regionId)?.regionId
  for (const department of line) {
    const holders = await holdersOf(tx, workspaceId, roleName, [department.id])
    if (holders.length > 0) return holders
    if (of === 'region' && region && department.regionId === region) {
      const within = await holdersOf(
        tx,
        workspaceId,
        roleName,
        await departmentsBelow(tx, workspaceId, [department.id]),
      )
      if (within.length > 0) return within
    }
  }
  return []
}
