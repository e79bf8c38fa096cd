import { needAccount } from '#crm/account/index.ts'
import { minorDigits } from '#crm/opportunity/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type InvoiceStatus, type InvoiceView, type invoiceRoutes } from './api.ts'
import * as store from './invoice-store.ts'
import { type InvoiceAct, makeInvoiceTell } from './invoice-tell.ts'
import {
  checkMayWithdraw,
  holding,
  invoiceViews,
  lockInvoice,
  needInvoice,
  voidable,
} from './invoice-view.ts'
import { amountText, today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import { selectPlan } from './store.ts'
import { codeFault, missingFor, numberFits, tidied } from './tax.ts'

export type Invoices = ReturnType<typeof makeInvoices>
type Ask = Out<(typeof invoiceRoutes)['ask']['body']>
type Issue = Out<(typeof invoiceRoutes)['issue']['body']>
type Change = Partial<Pick<store.InvoiceRow, 'number' | 'issuedDay' | 'tax' | 'reason'>>

/** Which status may follow which; back is another matter. */
const next: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  asked: ['issued', 'void'],
  issued: ['handed', 'void'],
  handed: ['void'],
  void: [],
}

/** Invoices: asked for by who sells, issued by finance in the tax office's own system, noted here. */
export function makeInvoices(ports: PaymentPorts) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const tell = makeInvoiceTell(ports)
  const view = async (tx: Tx, actor: Actor, id: Id): Promise<InvoiceView> => {
    const row = await needInvoice(tx, actor, id)
    return (await invoiceViews(tx, actor.workspaceId, [row], today(clock.now())))[0]!
  }

  const write = async (
    tx: Tx,
    actor: Actor,
    row: store.InvoiceRow,
    act: InvoiceAct,
    set: Change & { status: InvoiceStatus },
  ): Promise<InvoiceView> => {
    const stamp = { handledBy: actor.id, updatedAt: new Date(clock.now()) }
    await store.updateInvoice(tx, actor.workspaceId, row.id, { ...set, ...stamp })
    const { amount, askedBy } = row
    await tell(tx, actor, act, row, { amount, askedBy, said: set.reason ?? null })
    return view(tx, actor, row.id)
  }

  /** The next step, in its turn; the same again answers what is there. @throws invoice.state and what `check` throws */
  const move = (
    actor: Actor,
    id: Id,
    to: 'issued' | 'handed' | 'void',
    set: Change,
    check: (tx: Tx, row: store.InvoiceRow, reds: store.RedRow[]) => void | Promise<void> = () => {},
  ): Promise<InvoiceView> =>
    within(actor, async tx => {
      const { row, reds } = await lockInvoice(tx, actor, id)
      if (row.status === to) return view(tx, actor, id)
      if (!next[row.status].includes(to)) throw new AppError(errors['invoice.state'])
      await check(tx, row, reds)
      const act = row.status === 'asked' && to === 'void' ? 'withdrawn' : to
      return write(tx, actor, row, act, { ...set, status: to })
    })

  return {
    list: (actor: Actor, query: Out<(typeof invoiceRoutes)['list']['query']>) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, ...counted } = await store.selectInvoices(tx, actor, query)
        return { items: await invoiceViews(tx, actor.workspaceId, rows, today(clock.now())), ...counted }
      }),

    read: (actor: Actor, id: Id): Promise<InvoiceView> => db.tx(actor.workspaceId, tx => view(tx, actor, id)),

    taxData: (actor: Actor, accountId: Id) =>
      db.tx(actor.workspaceId, async tx => {
        await needAccount(tx, actor, accountId)
        const { data, saved } = await store.selectTaxData(tx, actor.workspaceId, accountId)
        return { data, saved, fault: data.creditCode === '' ? null : codeFault(data.creditCode) }
      }),

    check: (code: string) => {
      const { creditCode } = tidied({
        ...{ title: '', creditCode: code, address: '', phone: '', bank: '', bankNumber: '' },
      })
      return { code: creditCode, fault: codeFault(creditCode) }
    },

    /** @throws payment.plan-missing, invoice.credit-code, invoice.special-needs, invoice.too-much */
    ask: (actor: Actor, input: Ask): Promise<InvoiceView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const { id, contractId, kind, amount, note } = input
        if (await store.selectInvoice(tx, actor, id)) return view(tx, actor, id)
        const plan = await selectPlan(tx, actor, { contractId })
        if (!plan) throw new AppError(errors['payment.plan-missing'])
        const buyer = tidied(input.buyer)
        checkBuyer(kind, buyer)
        await store.lockPlan(tx, workspaceId, contractId)
        await checkLeft(tx, plan, amount)
        const at = new Date(clock.now())
        const { accountId, currency } = plan
        await store.insertInvoice(tx, {
          ...{ workspaceId, id, contractId, accountId, kind, amount, currency },
          ...{ buyer, note, askedBy: actor.id, askedAt: at, updatedAt: at },
        })
        await store.saveTaxData(tx, actor, accountId, buyer, at)
        const row = await needInvoice(tx, actor, id)
        await tell(tx, actor, 'asked', row, { amount, askedBy: actor.id, details: { kind, amount } })
        return view(tx, actor, id)
      }),

    /** @throws invoice.number, invoice.number-known, invoice.tax, invoice.state */
    issue: (actor: Actor, id: Id, { number, day, tax }: Issue): Promise<InvoiceView> =>
      move(actor, id, 'issued', { number, issuedDay: day, tax: tax ?? null }, async (tx, row) => {
        if (!numberFits(row.kind, number)) throw new AppError(errors['invoice.number'])
        if (tax !== undefined && tax > row.amount) throw new AppError(errors['invoice.tax'])
        await checkNumber(tx, row, number)
      }),

    hand: (actor: Actor, id: Id) => move(actor, id, 'handed', {}),

    /** Withdraws a request, or voids a paper invoice in its month. @throws invoice.not-yours, invoice.has-red, invoice.void-late, invoice.state */
    void: (actor: Actor, id: Id, reason: string) =>
      move(actor, id, 'void', { reason }, (_tx, row, reds) => {
        checkMayWithdraw(actor, row)
        if (holding(reds).length > 0) throw new AppError(errors['invoice.has-red'])
        if (!voidable(row, reds, today(clock.now()))) throw new AppError(errors['invoice.void-late'])
      }),

    /**
     * Undoes the last step that was noted, if the invoice still stands where it led. A void one counts again, if the contract still has room for it.
     * @throws invoice.state, invoice.has-red, invoice.too-much, invoice.number-known
     */
    back: (actor: Actor, id: Id, from: InvoiceStatus): Promise<InvoiceView> =>
      within(actor, async tx => {
        const { row, reds } = await lockInvoice(tx, actor, id)
        if (row.status !== from || from === 'asked') throw new AppError(errors['invoice.state'])
        if (holding(reds).length > 0) throw new AppError(errors['invoice.has-red'])
        if (row.status === 'void') {
          const plan = await selectPlan(tx, actor, { contractId: row.contractId })
          if (plan) await checkLeft(tx, plan, row.amount)
          if (row.number) await checkNumber(tx, row, row.number)
        }
        const issued = row.status === 'handed' || (row.status === 'void' && row.number !== null)
        const set = issued
          ? { status: 'issued' as const, reason: null }
          : { status: 'asked' as const, number: null, issuedDay: null, tax: null, reason: null }
        return write(tx, actor, row, 'back', set)
      }),
  }
}

/** @throws invoice.too-much */
async function checkLeft(
  tx: Tx,
  plan: { workspaceId: Id; contractId: Id; amount: number; currency: string },
  amount: number,
): Promise<void> {
  const left = plan.amount - (await store.sumInvoiced(tx, plan.workspaceId, plan.contractId)).invoiced
  if (amount <= left) return
  const open = amountText(Math.max(0, left), plan.currency, minorDigits(plan.currency))
  throw new AppError(errors['invoice.too-much'], { open })
}

/** @throws invoice.number-known */
async function checkNumber(tx: Tx, { workspaceId, id }: store.InvoiceRow, number: string): Promise<void> {
  if (await store.numberTaken(tx, workspaceId, number, id)) throw new AppError(errors['invoice.number-known'])
}

function checkBuyer(kind: Ask['kind'], buyer: Ask['buyer']): void {
  const missing = missingFor(kind, buyer)
  if (missing.length > 0) {
    const fields = missing.map(words => `${words['zh-CN']} (${words.en})`).join('、')
    throw new AppError(errors['invoice.special-needs'], { fields })
  }
  const fault = buyer.creditCode === '' ? null : codeFault(buyer.creditCode)
  if (fault) throw new AppError(errors['invoice.credit-code'], { why: `${fault['zh-CN']} (${fault.en})` })
}
