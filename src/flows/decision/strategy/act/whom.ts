import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Whom } from '#lib/cep/index.ts'
import { findByRole, holdersOf, membership } from '#platform/org/index.ts'

/** Whom an action goes to. `missed` is what nobody was found for: then it went to the administrators. */
export interface Found {
  ids: Id[]
  missed: string | null
}

/** The account that an action is about, as far as it says who is responsible. */
export interface Responsible {
  ownerId: Id | null
  departmentId: Id | null
}

/** Finds the people an action names: the owner, a role upwards from the owner's department, one person. */
export async function findWhom(tx: Tx, workspaceId: Id, whom: Whom, of: Responsible): Promise<Found> {
  const ids = await look(tx, workspaceId, whom, of)
  if (ids.length > 0) return { ids, missed: null }
  const admins = await holdersOf(tx, workspaceId, 'admin')
  return { ids: admins.map(({ userId }) => userId), missed: nameOf(whom) }
}

async function look(tx: Tx, workspaceId: Id, whom: Whom, of: Responsible): Promise<Id[]> {
  if (whom === 'owner') return of.ownerId ? active(tx, workspaceId, of.ownerId) : []
  if ('user' in whom) return active(tx, workspaceId, whom.user)
  const owner = of.ownerId ? await membership(tx, workspaceId, of.ownerId) : undefined
  const from = owner?.member.departmentId ?? of.departmentId
  return (await findByRole(tx, workspaceId, whom.role, whom.of, from)).map(({ userId }) => userId)
}

async function active(tx: Tx, workspaceId: Id, userId: Id): Promise<Id[]> {
  return (await membership(tx, workspaceId, userId)) ? [userId] : []
}

function nameOf(whom: Whom): string {
  if (whom === 'owner') return 'owner'
  return 'user' in whom ? 'user' : whom.role
}
