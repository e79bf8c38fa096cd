import type { BankLineView, InvoiceView, Receivable } from '#collaboration/payment/api.ts'
import type { Say, TextKey } from '../../../app/i18n.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'
import { invoiceTones } from './data.ts'
import type { invoiceTexts } from './invoice-texts.ts'
import type { paymentTexts } from './texts.ts'

type Words = Say<TextKey<typeof paymentTexts>>

/** Reasons that speak against confirming without a look, and those that are no more than a shade. */
export const dangers = ['claimed-twice', 'taken-back', 'other-currency', 'several-ways']
const doubts = ['payer-other', 'amount-part', 'amount-over', 'amount-fee', 'out-of-turn']

export const toneOf = (kind: string): 'danger' | 'doubt' | 'good' =>
  dangers.includes(kind) ? 'danger' : doubts.includes(kind) ? 'doubt' : 'good'

export const reasonWords = (kind: string, say: Words): string =>
  say(`reason_${kind.replaceAll('-', '_')}` as TextKey<typeof paymentTexts>)

export function stateWords({ state, overdueDays }: Receivable, say: Words): string {
  if (state === 'overdue')
    return overdueDays > 0 ? say('stateOverdue', { days: overdueDays }) : say('stateOverdueToday')
  return say(state === 'due' ? 'stateDue' : state === 'part' ? 'statePart' : 'statePaid')
}

/** Which payment of a deal it is: "首付款 · 合同签订后 7 日内". */
export const paymentWords = ({ kind, label }: Pick<Receivable, 'kind' | 'label'>, say: Words): string =>
  [say(kind), label].filter(part => part !== '').join(' · ')

export const payerWords = (line: Pick<BankLineView, 'payer'>, say: Words): string =>
  line.payer || say('noPayer')

/** Where an invoice stands, what was taken back of it first. */
export function invoiceState(
  { status, amount, credited, reds }: InvoiceView,
  say: Say<TextKey<typeof invoiceTexts>>,
): [ChipTone, string] {
  if (reds.some(red => red.status === 'asked' || red.status === 'confirming'))
    return ['ochre', say('redWanted')]
  if (credited > 0) return ['plain', say(credited === amount ? 'creditedWhole' : 'creditedPart')]
  return [invoiceTones[status], say(status)]
}
