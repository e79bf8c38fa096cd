import { changedTags, definedOnly, departmentOf } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import type { Actor } from '#platform/org/index.ts'
import {
  type AccountFields,
  type AccountItem,
  type createAccount,
  errors,
  type updateAccount as updateRoute,
} from './api.ts'
import { checkedCreditCode, searchColumns } from './model.ts'
import * as store from './store.ts'

/** While somebody types, a code that is not sound yet simply matches nothing. */
export function looseCode(input: string | null | undefined): string | null {
  try {
    return checkedCreditCode(input ?? null)
  } catch {
    return null
  }
}

/** An account as lists show it. */
export function itemOf(row: store.AccountRow): AccountItem {
  const scored = row.score !== null && row.scoreLogOdds !== null && row.scoredAt !== null
  return {
    id: row.id,
    name: row.name,
    shortName: row.shortName,
    creditCode: row.creditCode,
    ownerId: row.ownerId,
    departmentId: row.departmentId,
    regionId: row.regionId,
    parentId: row.parentId,
    industry: row.industry,
    tier: row.tier,
    priority: row.priority,
    address: row.address,
    website: row.website,
    tags: row.tags,
    placeholder: row.placeholder,
    score: scored
      ? {
          logOdds: row.scoreLogOdds!,
          value: row.score!,
          low: row.scoreLow ?? 0,
          high: row.scoreHigh ?? 1,
          at: row.scoredAt!.getTime(),
        }
      : null,
    lastActivityAt: row.lastActivityAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    version: row.version,
  }
}

/** The account if the actor may see it. @throws account.missing, or account.merged with the id it went into */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.AccountRow> {
  const row = await store.selectAccount(tx, actor, id)
  if (row) return row
  const gone = await store.lockAccount(tx, actor, id)
  if (gone?.mergedInto) throw new AppError(errors['account.merged'], { into: gone.mergedInto })
  throw new AppError(errors['account.missing'])
}

export async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.AccountRow> {
  const row = await store.lockAccount(tx, actor, id)
  if (row && !row.deletedAt) return row
  return need(tx, actor, id)
}

/** A row to insert from what was entered: owner, department and search columns filled in. */
export async function newRow(tx: Tx, actor: Actor, input: Out<(typeof createAccount)['body']>, now: number) {
  const creditCode = checkedCreditCode(input.creditCode ?? null)
  const ownerId = input.ownerId === undefined ? (actor.kind === 'user' ? actor.id : null) : input.ownerId
  const departmentId = input.departmentId ?? (await departmentOf(tx, actor, ownerId))
  const facts = (input.facts ?? []).map(fact => ({ ...fact, source: fact.source ?? actor.name, at: now }))
  const { tags = [], id = newId(), ...fields } = input
  return {
    ...definedOnly(fields),
    workspaceId: actor.workspaceId,
    id,
    name: input.name,
    creditCode,
    ownerId,
    departmentId,
    tags: changedTags([], { add: tags }),
    facts,
    createdBy: actor.id,
    ...searchColumns({ name: input.name, shortName: input.shortName ?? null, creditCode }),
  }
}

/** Fields as they will be stored: the code checked, no loop of parents, the department following a new owner. */
export async function checkedFields(
  tx: Tx,
  actor: Actor,
  row: store.AccountRow,
  changes: Out<(typeof updateRoute)['body']>['changes'],
): Promise<Partial<AccountFields>> {
  const wanted: Partial<AccountFields> = definedOnly(changes)
  if (wanted.creditCode !== undefined) wanted.creditCode = checkedCreditCode(wanted.creditCode)
  if (wanted.parentId) {
    await need(tx, actor, wanted.parentId)
    const above = await store.ancestors(tx, actor.workspaceId, wanted.parentId)
    if (above.includes(row.id)) throw new AppError(errors['account.parent-loop'])
  }
  if (wanted.ownerId !== undefined && wanted.departmentId === undefined && wanted.ownerId !== row.ownerId) {
    // In the public pool an account stays with its department.
    wanted.departmentId =
      wanted.ownerId === null ? row.departmentId : await departmentOf(tx, actor, wanted.ownerId)
  }
  return wanted
}
