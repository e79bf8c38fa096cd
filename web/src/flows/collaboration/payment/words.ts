import type { BankLineView, Receivable } from '#collaboration/payment/api.ts'
import type { Say, TextKey } from '../../../app/i18n.ts'
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
