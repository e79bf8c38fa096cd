import { and, desc, eq, getTableColumns, ilike, inArray, or, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { countUpTo, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { InvoiceStatus, TaxData } from './api.ts'
import { invoice, paymentPlan, redInvoice } from './tables.ts'

/** Of one not issued yet: the contract's tax in proportion, as the signed quote has it. */
const usualTax = sql<number | null>`case when ${invoice.status} = 'asked' then (
  select round(${invoice.amount} * (r.content -> 'priced' -> 'totals' ->> 'tax')::numeric
    / nullif((r.content -> 'priced' -> 'totals' ->> 'gross')::numeric, 0))
  from contract c join quote_revision r on r.workspace_id = c.workspace_id and r.hash = c.quote_hash
  where c.workspace_id = ${invoice.workspaceId} and c.id = ${invoice.contractId}) end`.mapWith(Number)

const invoices = (tx: Tx) =>
  tx
    .select({
      ...getTableColumns(invoice),
      contractNumber: paymentPlan.number,
      dealName: paymentPlan.name,
      quoteId: paymentPlan.quoteId,
      accountName: account.name,
      usualTax,
    })
    .from(invoice)
    .innerJoin(
      paymentPlan,
      and(eq(paymentPlan.workspaceId, invoice.workspaceId), eq(paymentPlan.contractId, invoice.contractId)),
    )
    .leftJoin(account, and(eq(account.workspaceId, invoice.workspaceId), eq(account.id, invoice.accountId)))

export type InvoiceRow = Awaited<ReturnType<typeof selectInvoices>>['rows'][number]
export type RedRow = typeof redInvoice.$inferSelect

const hasRed = sql`exists (select 1 from red_invoice d where d.workspace_id = ${invoice.workspaceId}
  and d.invoice_id = ${invoice.id} and d.status <> 'withdrawn')`

interface Query {
  q?: string | undefined
  status?: InvoiceStatus | 'red' | undefined
  contract?: Id | undefined
  page: number
  size: number
}

export async function selectInvoices(tx: Tx, actor: Actor, query: Query) {
  const pattern = `%${(query.q ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const where = and(
    eq(invoice.workspaceId, actor.workspaceId),
    visible(actor, paymentPlan.ownerId, paymentPlan.departmentId),
    when(query.status, status => (status === 'red' ? hasRed : eq(invoice.status, status))),
    when(query.contract, id => eq(invoice.contractId, id)),
    when(query.q || undefined, () =>
      or(
        ilike(account.name, pattern),
        ilike(paymentPlan.name, pattern),
        ilike(paymentPlan.number, pattern),
        ilike(invoice.number, pattern),
      ),
    ),
  )
  const rows = await invoices(tx)
    .where(where)
    .orderBy(desc(invoice.askedAt), desc(invoice.id))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  const counted = sql`select 1 from invoice join payment_plan on payment_plan.workspace_id = invoice.workspace_id
    and payment_plan.contract_id = invoice.contract_id left join account on account.workspace_id = invoice.workspace_id
    and account.id = invoice.account_id where ${where}`
  return { rows, ...(await countUpTo(tx, counted)) }
}

export async function selectInvoice(tx: Tx, actor: Actor, id: Id): Promise<InvoiceRow | undefined> {
  const scope = visible(actor, paymentPlan.ownerId, paymentPlan.departmentId)
  return (
    await invoices(tx).where(and(eq(invoice.workspaceId, actor.workspaceId), eq(invoice.id, id), scope))
  )[0]
}

/** @returns false where one with this id is there */
export async function insertInvoice(tx: Tx, row: typeof invoice.$inferInsert): Promise<boolean> {
  return (await tx.insert(invoice).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateInvoice(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof invoice.$inferInsert>,
): Promise<void> {
  await tx
    .update(invoice)
    .set({ ...set, version: sql`${invoice.version} + 1` })
    .where(and(eq(invoice.workspaceId, workspaceId), eq(invoice.id, id)))
}

/** Whether a number stands on another invoice that holds, blue or red. */
export async function numberTaken(tx: Tx, workspaceId: Id, number: string, id: Id): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from invoice where workspace_id = ${workspaceId} and number = ${number} and id <> ${id} and status in ('issued', 'handed')
    union all
    select 1 from red_invoice where workspace_id = ${workspaceId} and number = ${number} and id <> ${id} and status = 'issued'`)
  return found.rows.length > 0
}

/** With tax: what is asked for or issued of a contract, and what red invoices have taken back of it. */
export async function sumInvoiced(
  tx: Tx,
  workspaceId: Id,
  contractId: Id,
): Promise<{ invoiced: number; credited: number }> {
  const found = await tx.execute<{ invoiced: string; credited: string }>(sql`
    select coalesce(sum(i.amount), 0) as invoiced, coalesce(sum((
      select sum(d.amount) from red_invoice d
      where d.workspace_id = i.workspace_id and d.invoice_id = i.id and d.status = 'issued')), 0) as credited
    from invoice i where i.workspace_id = ${workspaceId} and i.contract_id = ${contractId} and i.status <> 'void'`)
  const { invoiced, credited } = found.rows[0]!
  return { invoiced: Number(invoiced) - Number(credited), credited: Number(credited) }
}

/** Red invoices of invoices, the newest first. */
export async function selectReds(tx: Tx, workspaceId: Id, invoiceIds: readonly Id[]): Promise<RedRow[]> {
  if (invoiceIds.length === 0) return []
  return tx
    .select()
    .from(redInvoice)
    .where(and(eq(redInvoice.workspaceId, workspaceId), inArray(redInvoice.invoiceId, [...invoiceIds])))
    .orderBy(desc(redInvoice.askedAt), desc(redInvoice.id))
}

export async function insertRed(tx: Tx, row: typeof redInvoice.$inferInsert): Promise<void> {
  await tx.insert(redInvoice).values(row)
}

export async function updateRed(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof redInvoice.$inferInsert>,
): Promise<void> {
  await tx
    .update(redInvoice)
    .set(set)
    .where(and(eq(redInvoice.workspaceId, workspaceId), eq(redInvoice.id, id)))
}

/** One after the other: two requests at once must not go beyond the contract together. */
export async function lockPlan(tx: Tx, workspaceId: Id, contractId: Id): Promise<void> {
  await tx.execute(
    sql`select 1 from payment_plan where workspace_id = ${workspaceId} and contract_id = ${contractId} for update`,
  )
}

/** The tax data last used for an account; else what the account itself tells. */
export async function selectTaxData(
  tx: Tx,
  workspaceId: Id,
  accountId: Id,
): Promise<{ data: TaxData; saved: boolean }> {
  const found = await tx.execute<{
    title: string | null
    credit_code: string | null
    address: string | null
    phone: string | null
    bank: string | null
    bank_number: string | null
    name: string
    own_code: string | null
    own_address: string | null
  }>(sql`
    select t.title, t.credit_code, t.address, t.phone, t.bank, t.bank_number, a.name, a.credit_code as own_code, a.address as own_address
    from account a left join tax_profile t on t.workspace_id = a.workspace_id and t.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id = ${accountId}`)
  const row = found.rows[0]
  const data = {
    title: row?.title ?? row?.name ?? '',
    creditCode: row?.credit_code ?? row?.own_code ?? '',
    address: row?.address ?? row?.own_address ?? '',
    phone: row?.phone ?? '',
    bank: row?.bank ?? '',
    bankNumber: row?.bank_number ?? '',
  }
  return { data, saved: typeof row?.title === 'string' }
}

export async function saveTaxData(
  tx: Tx,
  actor: Actor,
  accountId: Id,
  data: TaxData,
  at: Date,
): Promise<void> {
  await tx.execute(sql`
    insert into tax_profile (workspace_id, account_id, title, credit_code, address, phone, bank, bank_number, updated_at, updated_by)
    values (${actor.workspaceId}, ${accountId}, ${data.title}, ${data.creditCode}, ${data.address}, ${data.phone}, ${data.bank},
      ${data.bankNumber}, ${at}, ${actor.id})
    on conflict (workspace_id, account_id) do update set title = excluded.title, credit_code = excluded.credit_code,
      address = excluded.address, phone = excluded.phone, bank = excluded.bank, bank_number = excluded.bank_number,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by`)
}
