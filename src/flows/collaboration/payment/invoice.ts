import { needAccount } from '#crm/account/index.ts'
import { minorDigits } from '#crm/opportunity/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type InvoiceStatus, type InvoiceView, type invoiceRoutes, paymentChanged } from './api.ts'
import * as store from './invoice-store.ts'
import { amountText } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import { selectPlan } from './store.ts'
import { codeFault, missingFor, numberFits, tidied } from './tax.ts'

export type Invoices = ReturnType<typeof makeInvoices>
type Ask = Out<(typeof invoiceRoutes)['ask']['body']>

/** Which status may follow which. */
const next: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  asked: ['issued', 'void'],
  issued: ['handed', 'void'],
  handed: ['void'],
  void: [],
}

/** Invoices: asked for by who sells, issued by finance in the tax office's own system, noted here. */
export function makeInvoices({ db, outbox, clock }: PaymentPorts) {
  const within = changing(db, outbox)

  const move = (
    actor: Actor,
    id: Id,
    to: InvoiceStatus,
    set: Partial<store.InvoiceRow>,
  ): Promise<InvoiceView> =>
    within(actor, async tx => {
      const row = await need(tx, actor, id)
      if (row.status === to) return view(row)
      if (!next[row.status].includes(to)) throw new AppError(errors['invoice.state'])
      const { workspaceId } = actor
      await store.updateInvoice(tx, workspaceId, id, {
        ...{ ...set, status: to, handledBy: actor.id, updatedAt: new Date(clock.now()) },
      })
      await audit(tx, actor, { act: `invoice.${to}`, subject: { kind: 'invoice', id } })
      await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId: row.quoteId } })
      return view(await need(tx, actor, id))
    })

  return {
    list: (actor: Actor, query: Out<(typeof invoiceRoutes)['list']['query']>) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, ...counted } = await store.selectInvoices(tx, actor, query)
        return { items: rows.map(view), ...counted }
      }),

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
        const there = await store.selectInvoice(tx, actor, input.id)
        if (there) return view(there)
        const plan = await selectPlan(tx, actor, { contractId: input.contractId })
        if (!plan) throw new AppError(errors['payment.plan-missing'])
        const buyer = tidied(input.buyer)
        checkBuyer(input.kind, buyer)
        await store.lockPlan(tx, workspaceId, plan.contractId)
        const left = plan.amount - (await store.sumInvoiced(tx, workspaceId, plan.contractId))
        if (input.amount > left) {
          const open = amountText(Math.max(0, left), plan.currency, minorDigits(plan.currency))
          throw new AppError(errors['invoice.too-much'], { open })
        }
        const at = new Date(clock.now())
        const { id, contractId, kind, amount, note } = input
        await store.insertInvoice(tx, {
          ...{
            workspaceId,
            id,
            contractId,
            accountId: plan.accountId,
            kind,
            amount,
            currency: plan.currency,
          },
          ...{ buyer, note, askedBy: actor.id, askedAt: at, updatedAt: at },
        })
        await store.saveTaxData(tx, actor, plan.accountId, buyer, at)
        await audit(tx, actor, {
          act: 'invoice.asked',
          subject: { kind: 'invoice', id },
          details: { kind, amount },
        })
        await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId: plan.quoteId } })
        return view(await need(tx, actor, id))
      }),

    /** @throws invoice.number, invoice.number-known, invoice.state */
    issue: async (actor: Actor, id: Id, number: string, day: string): Promise<InvoiceView> => {
      await db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        if (!numberFits(row.kind, number)) throw new AppError(errors['invoice.number'])
        if (await store.numberTaken(tx, actor.workspaceId, number, id))
          throw new AppError(errors['invoice.number-known'])
      })
      return move(actor, id, 'issued', { number, issuedDay: day })
    },

    hand: (actor: Actor, id: Id) => move(actor, id, 'handed', {}),
    void: (actor: Actor, id: Id, reason: string) => move(actor, id, 'void', { reason }),
  }
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

async function need(tx: Tx, actor: Actor, id: Id): Promise<store.InvoiceRow> {
  const row = await store.selectInvoice(tx, actor, id)
  if (!row) throw new AppError(errors['invoice.missing'])
  return row
}

function view({
  workspaceId: _,
  handledBy: __,
  askedAt,
  updatedAt: ___,
  ...row
}: store.InvoiceRow): InvoiceView {
  return { ...row, askedAt: askedAt.getTime() }
}
