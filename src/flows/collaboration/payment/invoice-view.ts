import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#lib/calendar/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type InvoiceView, type RedView } from './api.ts'
import * as store from './invoice-store.ts'

/** Red invoices that hold: wanted ones keep their share too, so that two requests never take back more than there is. */
export const holding = (reds: readonly store.RedRow[]): store.RedRow[] =>
  reds.filter(({ status }) => status !== 'withdrawn')

/** A digital invoice is never voided; one on paper in the month of its issue, before anything of it was taken back. */
export function voidable(row: store.InvoiceRow, reds: readonly store.RedRow[], today: LocalDate): boolean {
  if (row.status === 'asked') return true
  const digital = row.kind.startsWith('digital')
  const thisMonth = row.issuedDay?.slice(0, 7) === today.slice(0, 7)
  return row.status !== 'void' && !digital && thisMonth && holding(reds).length === 0
}

/** Invoices with their red ones. */
export async function invoiceViews(
  tx: Tx,
  workspaceId: Id,
  rows: readonly store.InvoiceRow[],
  today: LocalDate,
): Promise<InvoiceView[]> {
  const ids = rows.map(({ id }) => id)
  const reds = Map.groupBy(await store.selectReds(tx, workspaceId, ids), ({ invoiceId }) => invoiceId)
  return rows.map(row => {
    const { workspaceId: _, handledBy: __, updatedAt: ___, askedAt, ...rest } = row
    const own = reds.get(row.id) ?? []
    const issued = own.filter(({ status }) => status === 'issued')
    return {
      ...{ ...rest, askedAt: askedAt.getTime(), reds: own.map(redOf), voidable: voidable(row, own, today) },
      credited: issued.reduce((sum, { amount }) => sum + amount, 0),
    }
  })
}

function redOf(row: store.RedRow): RedView {
  const { workspaceId: _, invoiceId: __, handledBy: ___, updatedAt: ____, sentAt, askedAt, ...rest } = row
  return { ...rest, sentAt: sentAt?.getTime() ?? null, askedAt: askedAt.getTime() }
}

/** @throws invoice.missing */
export async function needInvoice(tx: Tx, actor: Actor, id: Id): Promise<store.InvoiceRow> {
  const row = await store.selectInvoice(tx, actor, id)
  if (!row) throw new AppError(errors['invoice.missing'])
  return row
}

/** An invoice with its red ones; nobody else changes one of its contract until the end of the transaction. @throws invoice.missing */
export async function lockInvoice(tx: Tx, actor: Actor, id: Id) {
  const { contractId } = await needInvoice(tx, actor, id)
  await store.lockPlan(tx, actor.workspaceId, contractId)
  const row = await needInvoice(tx, actor, id)
  return { row, reds: await store.selectReds(tx, actor.workspaceId, [id]) }
}

export const handlesInvoices = (actor: Actor): boolean => actor.permissions.has('payment.confirm')

/** Who asked takes back what nobody has dealt with; finance anything. @throws invoice.not-yours */
export function checkMayWithdraw(actor: Actor, one: { askedBy: Id | null; status: string }): void {
  if (handlesInvoices(actor)) return
  if (one.status !== 'asked' || one.askedBy === null || one.askedBy !== actor.id)
    throw new AppError(errors['invoice.not-yours'])
}
