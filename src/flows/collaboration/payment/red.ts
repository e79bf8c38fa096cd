import { minorDigits } from '#crm/opportunity/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { redOf, restOf } from '#lib/payment/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type AskRed, errors, type InvoiceView, type invoiceRoutes, type RedStatus } from './api.ts'
import * as store from './invoice-store.ts'
import { type InvoiceAct, makeInvoiceTell } from './invoice-tell.ts'
import {
  checkMayWithdraw,
  handlesInvoices,
  holding,
  invoiceViews,
  lockInvoice,
  needInvoice,
} from './invoice-view.ts'
import { amountText, today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import { numberFits } from './tax.ts'

export type Reds = ReturnType<typeof makeReds>
type Issue = Out<(typeof invoiceRoutes)['issueRed']['body']>
type Locked = Awaited<ReturnType<typeof lockInvoice>>
type Change = Partial<Pick<store.RedRow, 'status' | 'formNumber' | 'sentAt' | 'number' | 'issuedDay' | 'why'>>

/**
 * Red invoices 红字发票: an issued invoice is taken back by one, wholly or in part. Asked for by who sells; where the buyer has deducted or booked it,
 * a confirmation form goes to them first; then finance issues it in the tax office's system and notes it here.
 * Rules: 国家税务总局公告 2024 年第 11 号 (fully digital invoices).
 */
export function makeReds(ports: PaymentPorts) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const tell = makeInvoiceTell(ports)
  const view = async (tx: Tx, actor: Actor, id: Id): Promise<InvoiceView> => {
    const row = await needInvoice(tx, actor, id)
    return (await invoiceViews(tx, actor.workspaceId, [row], today(clock.now())))[0]!
  }

  /** One step of a red invoice; `set` answers null where it was taken already. */
  const step = (
    actor: Actor,
    invoiceId: Id,
    id: Id,
    act: InvoiceAct,
    set: (tx: Tx, red: store.RedRow, of: Locked) => Change | null | Promise<Change | null>,
  ): Promise<InvoiceView> =>
    within(actor, async tx => {
      const locked = await lockInvoice(tx, actor, invoiceId)
      const red = locked.reds.find(each => each.id === id)
      if (!red) throw new AppError(errors['invoice.red-missing'])
      const change = await set(tx, red, locked)
      if (!change) return view(tx, actor, invoiceId)
      const stamp = { handledBy: actor.id, updatedAt: new Date(clock.now()) }
      await store.updateRed(tx, actor.workspaceId, id, { ...change, ...stamp })
      const { amount, askedBy } = red
      await tell(tx, actor, act, locked.row, {
        ...{ amount, askedBy, details: { red: id, amount }, said: change.why ?? null },
      })
      return view(tx, actor, invoiceId)
    })

  return {
    /** @throws invoice.red-blue, invoice.red-amount, invoice.red-whole, invoice.red-tax */
    ask: (actor: Actor, invoiceId: Id, input: AskRed): Promise<InvoiceView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const { row, reds } = await lockInvoice(tx, actor, invoiceId)
        if (reds.some(({ id }) => id === input.id)) return view(tx, actor, invoiceId)
        const taxed = fits({ row, reds }, input)
        const at = new Date(clock.now())
        const { id, reason, booked, note } = input
        await store.insertRed(tx, {
          ...{ workspaceId, id, invoiceId, reason, booked, note, ...taxed },
          ...{ askedBy: actor.id, askedAt: at, updatedAt: at },
        })
        const details = { red: id, reason, ...taxed }
        await tell(tx, actor, 'red-asked', row, { amount: taxed.amount, askedBy: actor.id, details })
        return view(tx, actor, invoiceId)
      }),

    /** The confirmation form is with the buyer. @throws invoice.red-missing, invoice.state */
    send: (actor: Actor, invoiceId: Id, id: Id, formNumber: string): Promise<InvoiceView> =>
      step(actor, invoiceId, id, 'red-sent', (_tx, red) => {
        if (red.status === 'confirming' && red.formNumber === formNumber) return null
        if (red.status !== 'asked') throw new AppError(errors['invoice.state'])
        return { status: 'confirming', formNumber, sentAt: new Date(clock.now()) }
      }),

    /** @throws invoice.red-missing, invoice.red-unconfirmed, invoice.state, invoice.number, invoice.number-known */
    issue: (actor: Actor, invoiceId: Id, id: Id, { number, day }: Issue): Promise<InvoiceView> =>
      step(actor, invoiceId, id, 'red-issued', async (tx, red, { row }) => {
        if (red.status === 'issued' && red.number === number) return null
        if (red.status === 'asked' && red.booked) throw new AppError(errors['invoice.red-unconfirmed'])
        if (red.status !== 'asked' && red.status !== 'confirming') throw new AppError(errors['invoice.state'])
        if (!numberFits(row.kind, number)) throw new AppError(errors['invoice.number'])
        if (await store.numberTaken(tx, actor.workspaceId, number, id))
          throw new AppError(errors['invoice.number-known'])
        return { status: 'issued', number, issuedDay: day }
      }),

    /** @throws invoice.red-missing, invoice.not-yours, invoice.state once it is issued */
    withdraw: (actor: Actor, invoiceId: Id, id: Id, why: string): Promise<InvoiceView> =>
      step(actor, invoiceId, id, 'red-withdrawn', (_tx, red) => {
        if (red.status === 'withdrawn') return null
        checkMayWithdraw(actor, red)
        if (red.status === 'issued') throw new AppError(errors['invoice.state'])
        return { status: 'withdrawn', why }
      }),

    /**
     * Undoes the last step: what was noted by mistake is open again. Who asked may take back only their own withdrawal.
     * @throws invoice.red-missing, invoice.state where it stands elsewhere by now, invoice.not-yours, and what asking throws where its share is gone meanwhile
     */
    back: (actor: Actor, invoiceId: Id, id: Id, from: RedStatus): Promise<InvoiceView> =>
      step(actor, invoiceId, id, 'red-back', (_tx, red, { row, reds }) => {
        if (red.status !== from || from === 'asked') throw new AppError(errors['invoice.state'])
        const own = red.status === 'withdrawn' && red.formNumber === null && red.handledBy === actor.id
        if (!own && !handlesInvoices(actor)) throw new AppError(errors['invoice.not-yours'])
        if (red.status === 'withdrawn') {
          const { reason, amount, tax } = red
          fits({ row, reds }, { reason, amount, ...(tax !== null && { tax }) })
        }
        if (red.status !== 'confirming' && red.formNumber !== null)
          return { status: 'confirming', number: null, issuedDay: null, why: null }
        return { status: 'asked', formNumber: null, sentAt: null, number: null, issuedDay: null, why: null }
      }),
  }
}

/** What it takes back, if the invoice still has that. @throws invoice.red-blue, invoice.red-amount, invoice.red-whole, invoice.red-tax */
function fits({ row, reds }: Locked, wanted: Pick<AskRed, 'reason' | 'amount' | 'tax'>) {
  if (row.status !== 'issued' && row.status !== 'handed') throw new AppError(errors['invoice.red-blue'])
  const rest = restOf(row, holding(reds))
  const found = redOf(rest, wanted.reason, wanted)
  if (!('fault' in found)) return found
  const open = amountText(rest.amount, row.currency, minorDigits(row.currency))
  throw new AppError(errors[`invoice.red-${found.fault}`], { open })
}
