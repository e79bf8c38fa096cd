import { and, asc, desc, eq, getTableColumns, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { countUpTo, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#lib/calendar/index.ts'
import { type BankLine, dayAfter, type Proposal } from '#lib/payment/index.ts'
import type { AllocationView } from './api.ts'
import { allocation, bankAccount, bankLine, paymentPlan, receivable } from './tables.ts'

export type LineRow = typeof bankLine.$inferSelect & { bankAccountName: string | null }
export type AllocationRow = typeof allocation.$inferSelect
export type NewLine = typeof bankLine.$inferInsert

const lines = (tx: Tx) =>
  tx
    .select({ ...getTableColumns(bankLine), bankAccountName: bankAccount.name })
    .from(bankLine)
    .leftJoin(
      bankAccount,
      and(eq(bankAccount.workspaceId, bankLine.workspaceId), eq(bankAccount.id, bankLine.bankAccountId)),
    )

interface LineQuery {
  state: 'waiting' | 'done' | 'ignored'
  exact?: boolean | undefined
  unmatched?: boolean | undefined
  q?: string | undefined
  page: number
  size: number
}

/** Something is said of it: what it pays, or that the same came twice. */
const proposed = sql`(${bankLine.proposal} ->> 'kind' <> 'none' or jsonb_array_length(${bankLine.proposal} -> 'reasons') > 0)`
const waiting = inArray(bankLine.state, ['open', 'part'])

function inState({ state, unmatched }: LineQuery): SQL | undefined {
  if (state === 'ignored') return eq(bankLine.state, 'ignored')
  if (state === 'done') return inArray(bankLine.state, ['done', 'reversed'])
  // Money over what was owed stays until somebody deals with it.
  return and(
    waiting,
    unmatched
      ? sql`not coalesce(${proposed}, false) and ${bankLine.state} = 'open'`
      : or(proposed, eq(bankLine.state, 'part')),
  )
}

export async function selectLines(tx: Tx, workspaceId: Id, query: LineQuery) {
  const pattern = `%${(query.q ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const where = and(
    eq(bankLine.workspaceId, workspaceId),
    inState(query),
    when(query.exact, exact => eq(bankLine.exact, exact)),
    when(query.q || undefined, () =>
      or(ilike(bankLine.payer, pattern), ilike(bankLine.remark, pattern), ilike(bankLine.reference, pattern)),
    ),
  )
  const order =
    query.state === 'waiting'
      ? [desc(bankLine.exact), desc(bankLine.score), desc(bankLine.day), asc(bankLine.id)]
      : [desc(bankLine.updatedAt), asc(bankLine.id)]
  const rows = await lines(tx)
    .where(where)
    .orderBy(...order)
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${bankLine} where ${where}`)) }
}

export async function selectLine(tx: Tx, workspaceId: Id, id: Id): Promise<LineRow | undefined> {
  return (await lines(tx).where(and(eq(bankLine.workspaceId, workspaceId), eq(bankLine.id, id))))[0]
}

/** Counts of waiting lines with a proposal, with sums of what is open on them; exact ones; those without any proposal. */
export async function sumWaiting(tx: Tx, workspaceId: Id) {
  return tx
    .select({
      currency: bankLine.currency,
      count: sql<number>`count(*) filter (where ${or(proposed, eq(bankLine.state, 'part'))})::int`,
      amount:
        sql<number>`coalesce(sum(${bankLine.rest}) filter (where ${or(proposed, eq(bankLine.state, 'part'))}), 0)::bigint`.mapWith(
          Number,
        ),
      exact: sql<number>`count(*) filter (where ${bankLine.exact})::int`,
      unmatched: sql<number>`count(*) filter (where not coalesce(${proposed}, false) and ${bankLine.state} = 'open')::int`,
    })
    .from(bankLine)
    .where(and(eq(bankLine.workspaceId, workspaceId), waiting))
    .groupBy(bankLine.currency)
}

/** Exact ones that wait, for confirming them all. */
export async function selectExact(tx: Tx, workspaceId: Id): Promise<LineRow[]> {
  return lines(tx)
    .where(and(eq(bankLine.workspaceId, workspaceId), waiting, eq(bankLine.exact, true)))
    .orderBy(asc(bankLine.id))
    .limit(500)
}

/** @returns how many were new: a fingerprint that is there stays as it is */
export async function insertLines(tx: Tx, rows: NewLine[]): Promise<number> {
  if (rows.length === 0) return 0
  const target = [bankLine.workspaceId, bankLine.bankAccountId, bankLine.fingerprint]
  return (await tx.insert(bankLine).values(rows).onConflictDoNothing({ target })).rowCount ?? 0
}

export async function updateLine(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<Pick<LineRow, 'state' | 'rest' | 'reason' | 'exact' | 'proposal'>>,
): Promise<void> {
  await tx
    .update(bankLine)
    .set({ ...set, version: sql`${bankLine.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(bankLine.workspaceId, workspaceId), eq(bankLine.id, id)))
}

/** What the matching looks at and nothing more: large files are handed over to its thread. */
const asLine = ({ id, day, amount, currency, payer, remark, reference, reversal }: BankLine): BankLine => ({
  ...{ id, day, amount, currency, payer, remark, reference, reversal },
})

const matched = {
  id: bankLine.id,
  day: bankLine.day,
  currency: bankLine.currency,
  payer: bankLine.payer,
  remark: bankLine.remark,
  reference: bankLine.reference,
  reversal: bankLine.reversal,
}

/**
 * Lines that wait, with what is open on them as their amount; and what is known of their last matching.
 * @param every also those for which nothing at all was found; they are most of a bank's file
 */
export async function selectOpen(tx: Tx, workspaceId: Id, every: boolean) {
  const hopeless = sql`${bankLine.proposal} ->> 'kind' = 'none' and jsonb_array_length(${bankLine.proposal} -> 'others') = 0`
  const rows = await tx
    .select({
      ...matched,
      state: bankLine.state,
      proposal: bankLine.proposal,
      exact: bankLine.exact,
      amount:
        sql<number>`case when ${bankLine.amount} > 0 then ${bankLine.rest} else ${bankLine.amount} end`.mapWith(
          Number,
        ),
      handled: sql<boolean>`exists (select 1 from allocation a where a.workspace_id = bank_line.workspace_id and a.line_id = bank_line.id)`,
    })
    .from(bankLine)
    .where(
      and(
        eq(bankLine.workspaceId, workspaceId),
        waiting,
        every ? undefined : sql`(${bankLine.proposal} is null or not (${hopeless}))`,
      ),
    )
  return rows.map(row => ({ ...row, line: asLine(row) }))
}

/** Confirmed money in of the last quarter before a day: what a reversal may take back. */
export async function selectConfirmedSince(tx: Tx, workspaceId: Id, day: LocalDate): Promise<BankLine[]> {
  const rows = await tx
    .select({ ...matched, amount: bankLine.amount })
    .from(bankLine)
    .where(
      and(
        eq(bankLine.workspaceId, workspaceId),
        inArray(bankLine.state, ['done', 'part']),
        sql`${bankLine.amount} > 0 and ${bankLine.day} >= ${dayAfter(day, -92)}::date`,
      ),
    )
  return rows.map(asLine)
}

/** Writes proposals that changed, in one statement. */
export async function writeProposals(tx: Tx, workspaceId: Id, changed: readonly Proposal[]): Promise<void> {
  const size = 2_000
  for (let from = 0; from < changed.length; from += size) {
    const part = changed
      .slice(from, from + size)
      .map(proposal => ({ id: proposal.lineId, score: proposal.score, exact: proposal.exact, proposal }))
    await tx.execute(sql`
      update bank_line l set proposal = p.proposal, score = p.score, exact = p.exact
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as p(id uuid, score integer, exact boolean, proposal jsonb)
      where l.workspace_id = ${workspaceId} and l.id = p.id`)
  }
}

export async function insertAllocations(tx: Tx, rows: (typeof allocation.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(allocation).values(rows)
}

/** Confirmations of lines that stand. */
export async function standing(tx: Tx, workspaceId: Id, lineId: Id): Promise<AllocationRow[]> {
  return tx
    .select()
    .from(allocation)
    .where(
      and(
        eq(allocation.workspaceId, workspaceId),
        eq(allocation.lineId, lineId),
        isNull(allocation.reversedAt),
      ),
    )
    .orderBy(asc(allocation.id))
}

export async function takeBack(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
  set: Pick<AllocationRow, 'reversedAt' | 'reversedBy' | 'reversalReason' | 'reversalLineId'>,
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(allocation)
    .set(set)
    .where(and(eq(allocation.workspaceId, workspaceId), inArray(allocation.id, [...ids])))
}

/** The history of confirmations, by line or by contract, the newest first. */
export async function selectAllocations(
  tx: Tx,
  workspaceId: Id,
  by: { lineIds: readonly Id[] } | { contractId: Id },
): Promise<AllocationView[]> {
  if ('lineIds' in by && by.lineIds.length === 0) return []
  const which =
    'lineIds' in by ? inArray(allocation.lineId, [...by.lineIds]) : eq(receivable.contractId, by.contractId)
  const rows = await tx
    .select({
      ...getTableColumns(allocation),
      receivableLabel: receivable.label,
      dealName: paymentPlan.name,
      currency: paymentPlan.currency,
      takenCurrency: bankLine.currency,
      day: bankLine.day,
      payer: bankLine.payer,
    })
    .from(allocation)
    .innerJoin(
      receivable,
      and(eq(receivable.workspaceId, allocation.workspaceId), eq(receivable.id, allocation.receivableId)),
    )
    .innerJoin(
      paymentPlan,
      and(
        eq(paymentPlan.workspaceId, allocation.workspaceId),
        eq(paymentPlan.contractId, receivable.contractId),
      ),
    )
    .innerJoin(
      bankLine,
      and(eq(bankLine.workspaceId, allocation.workspaceId), eq(bankLine.id, allocation.lineId)),
    )
    .where(and(eq(allocation.workspaceId, workspaceId), which))
    .orderBy(desc(allocation.confirmedAt), desc(allocation.id))
  return rows.map(
    ({ workspaceId: _, reasons: __, reversalLineId: ___, confirmedAt, reversedAt, ...row }) => ({
      ...row,
      confirmedAt: confirmedAt.getTime(),
      reversedAt: reversedAt?.getTime() ?? null,
    }),
  )
}

/** Remembers who paid for a customer. */
export async function rememberPayer(tx: Tx, workspaceId: Id, accountId: Id, payer: string): Promise<void> {
  await tx.execute(sql`
    insert into known_payer (workspace_id, account_id, payer)
    select ${workspaceId}, ${accountId}, ${payer}
    where not exists (select 1 from account where workspace_id = ${workspaceId} and id = ${accountId} and name = ${payer})
    on conflict do nothing`)
}

export async function forgetPayer(tx: Tx, workspaceId: Id, accountId: Id, payer: string): Promise<void> {
  await tx.execute(
    sql`delete from known_payer where workspace_id = ${workspaceId} and account_id = ${accountId} and payer = ${payer}`,
  )
}
