import { and, asc, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { BankAccount, StatementColumns } from './api.ts'
import { bankAccount, bankStatement, statementForm } from './tables.ts'

export type StatementRow = typeof bankStatement.$inferSelect & { bankAccountName: string | null }
export type AccountRow = typeof bankAccount.$inferSelect

export const accountView = ({ id, name, number, currency, archivedAt }: AccountRow): BankAccount => ({
  ...{ id, name, number, currency, archived: archivedAt !== null },
})

export async function selectAccounts(tx: Tx, workspaceId: Id): Promise<AccountRow[]> {
  return tx
    .select()
    .from(bankAccount)
    .where(eq(bankAccount.workspaceId, workspaceId))
    .orderBy(sql`${bankAccount.archivedAt} is not null`, asc(bankAccount.name))
}

/** @returns false where the number is registered */
export async function insertAccount(tx: Tx, row: typeof bankAccount.$inferInsert): Promise<boolean> {
  return (await tx.insert(bankAccount).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateAccount(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: { name?: string; archivedAt?: Date | null },
): Promise<AccountRow | undefined> {
  const where = and(eq(bankAccount.workspaceId, workspaceId), eq(bankAccount.id, id))
  if (Object.keys(set).length > 0) await tx.update(bankAccount).set(set).where(where)
  return (await tx.select().from(bankAccount).where(where))[0]
}

export async function selectForm(tx: Tx, workspaceId: Id, headerHash: string) {
  const where = and(eq(statementForm.workspaceId, workspaceId), eq(statementForm.headerHash, headerHash))
  return (await tx.select().from(statementForm).where(where))[0]
}

/** Remembers how a bank's table is read. */
export async function rememberForm(
  tx: Tx,
  form: {
    workspaceId: Id
    headerHash: string
    header: string[]
    mapping: StatementColumns
    bankAccountId: Id
  },
  now: Instant,
): Promise<void> {
  const { mapping, bankAccountId } = form
  const set = { mapping, bankAccountId, usedAt: new Date(now) }
  await tx
    .insert(statementForm)
    .values({ ...form, ...set })
    .onConflictDoUpdate({ target: [statementForm.workspaceId, statementForm.headerHash], set })
}

const statements = (tx: Tx) =>
  tx
    .select({ ...getTableColumns(bankStatement), bankAccountName: bankAccount.name })
    .from(bankStatement)
    .leftJoin(
      bankAccount,
      and(
        eq(bankAccount.workspaceId, bankStatement.workspaceId),
        eq(bankAccount.id, bankStatement.bankAccountId),
      ),
    )

export async function selectStatement(
  tx: Tx,
  workspaceId: Id,
  by: { id: Id } | { hash: string; bankAccountId?: Id | undefined },
): Promise<StatementRow | undefined> {
  const which =
    'id' in by
      ? eq(bankStatement.id, by.id)
      : and(
          eq(bankStatement.hash, by.hash),
          by.bankAccountId === undefined ? undefined : eq(bankStatement.bankAccountId, by.bankAccountId),
        )
  return (
    await statements(tx)
      .where(and(eq(bankStatement.workspaceId, workspaceId), which))
      .limit(1)
  )[0]
}

export async function selectStatements(tx: Tx, workspaceId: Id): Promise<StatementRow[]> {
  return statements(tx)
    .where(eq(bankStatement.workspaceId, workspaceId))
    .orderBy(desc(bankStatement.createdAt))
    .limit(50)
}

/** @returns false where this file is there for this account */
export async function insertStatement(tx: Tx, row: typeof bankStatement.$inferInsert): Promise<boolean> {
  return (await tx.insert(bankStatement).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateStatement(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof bankStatement.$inferInsert>,
): Promise<void> {
  await tx
    .update(bankStatement)
    .set(set)
    .where(and(eq(bankStatement.workspaceId, workspaceId), eq(bankStatement.id, id)))
}

/** Adds to what was counted of an import. */
export async function countLines(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  more: { done: number; fresh: number; known: number; outgoing: number },
): Promise<void> {
  await tx
    .update(bankStatement)
    .set({
      done: sql`${bankStatement.done} + ${more.done}`,
      fresh: sql`${bankStatement.fresh} + ${more.fresh}`,
      known: sql`${bankStatement.known} + ${more.known}`,
      outgoing: sql`${bankStatement.outgoing} + ${more.outgoing}`,
    })
    .where(and(eq(bankStatement.workspaceId, workspaceId), eq(bankStatement.id, id)))
}

/** What has become of an import's lines. */
export async function resultOf(tx: Tx, workspaceId: Id, id: Id) {
  const found = await tx.execute<{ by_rule: number; exact: number; proposed: number; none: number }>(sql`
    select
      count(*) filter (where state in ('done', 'part'))::int as by_rule,
      count(*) filter (where state = 'open' and exact)::int as exact,
      count(*) filter (where state = 'open' and not exact and proposal ->> 'kind' <> 'none')::int as proposed,
      count(*) filter (where state = 'open' and coalesce(proposal ->> 'kind', 'none') = 'none')::int as none
    from bank_line where workspace_id = ${workspaceId} and statement_id = ${id}`)
  const { by_rule, exact, proposed, none } = found.rows[0]!
  return { byRule: by_rule, exact, proposed, none }
}
