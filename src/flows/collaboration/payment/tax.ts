import type { LocalText } from '#kernel/error.ts'
import { type CreditCodeFault, creditCodeFault, normaliseCreditCode } from '#lib/match/credit-code.ts'
import type { InvoiceKind, TaxData } from './api.ts'

/** What is wrong with a unified social credit code, in words; null where it is sound. */
export function codeFault(code: string): LocalText | null {
  const fault = creditCodeFault(code)
  return fault && wordsOf(fault)
}

function wordsOf(fault: CreditCodeFault): LocalText {
  switch (fault.fault) {
    case 'length':
      return {
        'zh-CN': `应为 18 位，现在是 ${fault.length} 位。`,
        en: `it has ${fault.length} characters instead of 18.`,
      }
    case 'character':
      return {
        'zh-CN': `第 ${fault.position} 位的「${fault.character}」不会出现在代码里（没有 I、O、S、V、Z）。`,
        en: `character ${fault.position}, “${fault.character}”, never stands in one (no I, O, S, V, Z).`,
      }
    case 'authority':
      return {
        'zh-CN': `第 1 位「${fault.character}」不是登记管理部门代码。`,
        en: `it begins with “${fault.character}”, which is no registering authority.`,
      }
    case 'division':
      return {
        'zh-CN': `第 ${fault.position} 位应是数字（行政区划），现在是「${fault.character}」。`,
        en: `character ${fault.position} should be a digit (division), not “${fault.character}”.`,
      }
    case 'check':
      return {
        'zh-CN': `校验位应是「${fault.expected}」，现在是「${fault.found}」，多半有一位抄错了。`,
        en: `its check character should be “${fault.expected}”, not “${fault.found}”: one character is probably mistyped.`,
      }
  }
}

const fieldWords = {
  creditCode: { 'zh-CN': '统一社会信用代码', en: 'credit code' },
  address: { 'zh-CN': '地址', en: 'address' },
  phone: { 'zh-CN': '电话', en: 'phone' },
  bank: { 'zh-CN': '开户行', en: 'bank' },
  bankNumber: { 'zh-CN': '银行账号', en: 'bank account' },
} as const

/**
 * What is missing for a kind of invoice: a credit code for every special one (专票 are deducted by the buyer), and on paper address, phone,
 * bank and account too. Ordinary ones may go without.
 */
export function missingFor(kind: InvoiceKind, data: TaxData): LocalText[] {
  const wanted: (keyof typeof fieldWords)[] =
    kind === 'special'
      ? ['creditCode', 'address', 'phone', 'bank', 'bankNumber']
      : kind === 'digital-special'
        ? ['creditCode']
        : []
  return wanted.filter(field => data[field] === '').map(field => fieldWords[field])
}

/** Digital invoices have 20 digits, paper ones 8. */
export const numberFits = (kind: InvoiceKind, number: string): boolean =>
  (kind.startsWith('digital') ? /^\d{20}$/ : /^\d{8}$/).test(number)

export const tidied = (data: TaxData): TaxData => ({
  ...data,
  creditCode: normaliseCreditCode(data.creditCode),
})
