import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { chainHash, chainStart, type Person } from './model.ts'
import { decision, decisionPerson } from './tables.ts'

export type DecisionRow = typeof decision.$inferSelect

/**
 * Appends a record to the workspace's chain. It locks the chain until the commit, so call it last in the transaction.
 */
export async function appendDecision(
  tx: Tx,
  row: Omit<typeof decision.$inferInsert, 'position' | 'previousHash' | 'hash'>,
  persons: ReadonlyMap<string, Person>,
): Promise<void> {
  const { workspaceId } = row
  const head = await tx.execute<{ position: number; hash: string }>(sql`
    insert into decision_chain (workspace_id, position, hash) values (${workspaceId}, 0, ${chainStart})
    on conflict (workspace_id) do update set position = decision_chain.position
    returning position, hash`)
  const { position, hash: previousHash } = head.rows[0]!
  const hash = chainHash(previousHash, row.body)
  await tx.insert(decision).values({ ...row, position: position + 1, previousHash, hash })
  await tx.execute(
    sql`update decision_chain set position = ${position + 1}, hash = ${hash} where workspace_id = ${workspaceId}`,
  )
  const rows = [...persons].map(([label, { id, name, title }]) => ({
    workspaceId,
    decisionId: row.id,
    label,
    personId: id,
    name,
    title,
  }))
  if (rows.length > 0) await tx.insert(decisionPerson).values(rows)
}

export async function selectDecision(tx: Tx, workspaceId: Id, id: Id): Promise<DecisionRow | undefined> {
  const rows = await tx
    .select()
    .from(decision)
    .where(and(eq(decision.workspaceId, workspaceId), eq(decision.id, id)))
  return rows[0]
}

export async function selectAt(tx: Tx, workspaceId: Id, position: number): Promise<DecisionRow | undefined> {
  const rows = await tx
    .select()
    .from(decision)
    .where(and(eq(decision.workspaceId, workspaceId), eq(decision.position, position)))
  return rows[0]
}

export async function selectPersons(tx: Tx, workspaceId: Id, decisionId: Id) {
  const rows = await tx
    .select()
    .from(decisionPerson)
    .where(and(eq(decisionPerson.workspaceId, workspaceId), eq(decisionPerson.decisionId, decisionId)))
  return new Map(rows.map(row => [row.label, { id: row.personId, name: row.name, title: row.title }]))
}

/** Forgets who a person's labels meant; the records and their chain stay as they are. */
export async function erasePerson(tx: Tx, workspaceId: Id, personId: Id): Promise<void> {
  await tx
    .delete(decisionPerson)
    .where(and(eq(decisionPerson.workspaceId, workspaceId), eq(decisionPerson.personId, personId)))
}
