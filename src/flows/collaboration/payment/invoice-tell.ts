import { minorDigits } from '#crm/opportunity/index.ts'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, holdersOf } from '#platform/org/index.ts'
import { paymentChanged } from './api.ts'
import type { InvoiceRow } from './invoice-store.ts'
import { amountText } from './model.ts'
import type { PaymentPorts } from './ports.ts'

/** What happened to an invoice: the name of the audit's act after the dot. */
export type InvoiceAct =
  | 'asked'
  | 'issued'
  | 'handed'
  | 'void'
  | 'withdrawn'
  | 'back'
  | 'red-asked'
  | 'red-sent'
  | 'red-issued'
  | 'red-withdrawn'
  | 'red-back'

interface Words {
  to: 'finance' | 'asker'
  title: LocalText
  /** Said after the deal and the amount. */
  then?: LocalText
}

const notices: Partial<Record<InvoiceAct, Words>> = {
  asked: { to: 'finance', title: { 'zh-CN': '有发票要开', en: 'An invoice is asked for' } },
  issued: { to: 'asker', title: { 'zh-CN': '发票已开', en: 'The invoice is issued' } },
  void: { to: 'asker', title: { 'zh-CN': '发票已作废', en: 'An invoice was voided' } },
  withdrawn: { to: 'asker', title: { 'zh-CN': '开票申请被撤回', en: 'An invoice request was withdrawn' } },
  'red-asked': {
    ...{ to: 'finance', title: { 'zh-CN': '有红字发票要开', en: 'A red invoice is asked for' } },
  },
  'red-sent': {
    to: 'asker',
    title: { 'zh-CN': '红字确认单等购方确认', en: 'The buyer must confirm the red invoice' },
    then: {
      'zh-CN': '请提醒客户在 72 小时内到电子税务局确认，过时自动作废。',
      en: 'Ask the customer to confirm it at the e-tax office within 72 hours; after that it lapses.',
    },
  },
  'red-issued': { to: 'asker', title: { 'zh-CN': '红字发票已开', en: 'The red invoice is issued' } },
  'red-withdrawn': { to: 'asker', title: { 'zh-CN': '红字发票已撤销', en: 'A red invoice was withdrawn' } },
}

/** Leaves word in the transaction of the act: audit, screens, a notice to finance or to who asked. The one who acts isn't told. */
export function makeInvoiceTell({ outbox, notify }: Pick<PaymentPorts, 'outbox' | 'notify'>) {
  return async (
    tx: Tx,
    actor: Actor,
    act: InvoiceAct,
    row: InvoiceRow,
    about: { amount: number; askedBy: Id | null; details?: Record<string, unknown>; said?: string | null },
  ): Promise<void> => {
    const { workspaceId, id, quoteId } = row
    const { amount, askedBy, details, said } = about
    await audit(tx, actor, {
      act: `invoice.${act}`,
      subject: { kind: 'invoice', id },
      ...(details && { details }),
    })
    await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId } })
    const notice = notices[act]
    if (!notice) return
    const finance = async () => (await holdersOf(tx, workspaceId, 'finance')).map(({ userId }) => userId)
    const to = notice.to === 'finance' ? await finance() : [askedBy]
    const sum = amountText(amount, row.currency, minorDigits(row.currency))
    const what = `${row.accountName ?? ''}「${row.dealName}」，${sum}`
    const whatEn = `${row.accountName ?? ''}, “${row.dealName}”, ${sum}`
    await notify.notify(tx, {
      ...{ workspaceId, kind: 'task', title: notice.title, link: `/payments/invoices?invoice=${id}` },
      to: to.filter((each): each is Id => each !== null && each !== actor.id),
      text: {
        'zh-CN': `${what}。${notice.then?.['zh-CN'] ?? said ?? ''}`,
        en: `${whatEn}. ${notice.then?.en ?? said ?? ''}`.trim(),
      },
    })
  }
}
