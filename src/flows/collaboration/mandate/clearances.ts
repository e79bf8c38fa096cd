import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { type Clearance, mandateChanged, type Subject } from './api.ts'
import { clearanceTable as table } from './tables.ts'

export type Clearances = ReturnType<typeof makeClearances>

interface Given {
  subject: Subject
  subjectId: Id
  hash: string
  /** Who said yes; with delegates, both names belong in `reason`. */
  by: readonly Id[]
  /** No personal data: ids, figures, texts of our own. */
  reason: Record<string, unknown>
}

/** The one gate. Whatever lets a text out to be accepted or signed asks `of` in its own transaction. */
export function makeClearances({ clock, outbox }: { clock: Clock; outbox: Outbox }) {
  const tell = async (tx: Tx, actor: Actor, act: string, one: Clearance, details = {}) => {
    const { subject, subjectId, hash, kind, caseId } = one
    await audit(tx, actor, {
      act,
      subject: { kind: subject, id: subjectId },
      details: { hash, kind, ...(caseId && { case: caseId }), ...details },
    })
    const payload = { subject, subjectId, hash }
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: mandateChanged, payload })
  }

  const of = async (tx: Tx, workspaceId: Id, hash: string): Promise<Clearance | null> => {
    const where = and(eq(table.workspaceId, workspaceId), eq(table.hash, hash), isNull(table.voidedAt))
    const row = (await tx.select().from(table).where(where))[0]
    return row ? viewOf(row) : null
  }

  const give = async (tx: Tx, actor: Actor, given: Given, kind: Clearance['kind'], caseId: Id | null) => {
    const { workspaceId } = actor
    const at = new Date(clock.now())
    const row = { ...given, by: [...given.by], workspaceId, id: newId(at.getTime()), kind, caseId, at }
    const done = await tx.insert(table).values(row).onConflictDoNothing()
    const there = (await of(tx, workspaceId, given.hash))!
    if (done.rowCount === 1) await tell(tx, actor, 'clearance.given', there)
    return there
  }

  return {
    /** What lets the text with this hash out; null: nothing does. */
    of,

    /** Lets a text out because it lies inside a mandate: see `mandate.clear`. Given twice, the first stands. */
    grant: (tx: Tx, actor: Actor, given: Given) => give(tx, actor, given, 'mandate', null),

    /** Lets a text out because a case approved it. Given twice, the first stands. */
    approve: (tx: Tx, actor: Actor, given: Given & { caseId: Id }): Promise<Clearance> => {
      const { caseId, ...rest } = given
      return give(tx, actor, rest, 'approval', caseId)
    },

    /** Takes a clearance back; nothing goes out on it any more. @returns whether there was one */
    void: async (tx: Tx, actor: Actor, hash: string, reason: string): Promise<boolean> => {
      const there = await of(tx, actor.workspaceId, hash)
      if (!there) return false
      await tx
        .update(table)
        .set({ voidedAt: new Date(clock.now()), voidedReason: reason })
        .where(and(eq(table.workspaceId, actor.workspaceId), eq(table.id, there.id)))
      await tell(tx, actor, 'clearance.voided', there, { reason })
      return true
    },
  }
}

function viewOf(row: typeof table.$inferSelect): Clearance {
  const { id, subject, subjectId, hash, kind, by, at, reason, caseId } = row
  return { id, subject, subjectId, hash, kind, by, at: at.getTime(), reason, caseId }
}
