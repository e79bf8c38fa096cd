import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, membership } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors } from './api.ts'

/** What changes: by field, the value before and after. */
export type Changes = Record<string, [before: unknown, after: unknown]>

/** The fields of `wanted` that differ from what is there. Arrays are compared by their elements. */
export function differing(current: Record<string, unknown>, wanted: Record<string, unknown>): Changes {
  const changes: Changes = {}
  for (const [field, after] of Object.entries(wanted)) {
    const before = current[field] ?? null
    if (after !== undefined && JSON.stringify(before) !== JSON.stringify(after))
      changes[field] = [before, after]
  }
  return changes
}

/**
 * The answer to a save that was based on an old version: both values of every field that differs.
 */
export function stale(
  current: Record<string, unknown> & { version: number },
  wanted: Record<string, unknown>,
): AppError {
  const fields = Object.fromEntries(
    Object.entries(differing(current, wanted)).map(([field, [theirs, yours]]) => [field, { yours, theirs }]),
  )
  return new AppError(errors['record.stale'], { version: current.version, fields })
}

/** Tags after a change: added once, in order, removed ones gone. */
export function changedTags(
  tags: readonly string[],
  change: { add?: readonly string[]; remove?: readonly string[] },
): string[] {
  const gone = new Set(change.remove ?? [])
  const result = [...new Set([...tags, ...(change.add ?? [])])].filter(tag => !gone.has(tag))
  if (result.length > 30) throw new AppError(errors['record.too-many-tags'])
  return result
}

/** Runs changes of an actor's workspace in one transaction, then wakes the outbox. */
export function changing(db: Db, outbox: Outbox) {
  return async <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => {
    try {
      return await db.tx(actor.workspaceId, work)
    } catch (error) {
      throw isReferenceMissing(error) ? new AppError(errors['record.reference-missing']) : error
    } finally {
      outbox.wake()
    }
  }
}

function isReferenceMissing(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  return (cause?.code ?? code) === '23503' // foreign_key_violation
}

/** The department of a new owner: records follow their owner. @throws record.owner-missing */
export async function departmentOf(tx: Tx, actor: Actor, ownerId: Id | null): Promise<Id | null> {
  if (ownerId === null) return null
  if (ownerId === actor.id) return actor.departmentId
  const found = await membership(tx, actor.workspaceId, ownerId)
  if (!found) throw new AppError(errors['record.owner-missing'])
  return found.member.departmentId
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Leaves fields out that were not sent. */
export function definedOnly<T extends object>(input: T): Defined<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>
}
