import type { LocalDate } from '#lib/calendar/index.ts'
import type { Minor } from './types.ts'

/**
 * What a bank's table may tell: the day, the amount (with its sign, with a column that says 借 or 贷, or as two columns), who paid,
 * from which account, what for, the bank's number, the currency.
 */
const statementFields = [
  'day',
  'amount',
  'direction',
  'credit',
  'debit',
  'payer',
  'payerAccount',
  'remark',
  'reference',
  'currency',
] as const
export type StatementField = (typeof statementFields)[number]

/** Which column (by its place, from 0) each field is read from. Several columns of remarks are put together. */
export type StatementMapping = { [K in Exclude<StatementField, 'remark'>]?: number | undefined } & {
  remark?: number[] | undefined
}

/** Names that columns go by at banks in China and abroad, most telling first; compared without spaces, marks and case. */
const names: Record<StatementField, string[]> = {
  day: [
    '交易日期',
    '交易日',
    '记账日期',
    '入账日期',
    '交易时间',
    '记账日',
    '日期',
    'bookingdate',
    'transactiondate',
    'date',
    'valuedate',
    '起息日',
  ],
  amount: ['交易金额', '发生额', '金额', '人民币金额', 'amount', 'transactionamount'],
  direction: [
    '借贷标志',
    '借贷方向',
    '借贷',
    '收支',
    '收付标志',
    '交易方向',
    'debitcredit',
    'creditdebit',
    'dcmark',
    'direction',
  ],
  credit: [
    '贷方发生额',
    '贷方金额',
    '收入金额',
    '收入',
    '存入金额',
    '贷方',
    '转入金额',
    'credit',
    'creditamount',
    'paidin',
    'moneyin',
  ],
  debit: [
    '借方发生额',
    '借方金额',
    '支出金额',
    '支出',
    '支取金额',
    '借方',
    '转出金额',
    'debit',
    'debitamount',
    'paidout',
    'moneyout',
  ],
  payer: [
    '对方户名',
    '对方账户名称',
    '对方名称',
    '付款人名称',
    '付款人户名',
    '付款方名称',
    '付款方户名',
    '对方单位名称',
    '对方单位',
    '对手方名称',
    '对方账户名',
    '付款人',
    'payer',
    'payername',
    'counterparty',
    'counterpartyname',
    'name',
  ],
  payerAccount: [
    '对方账号',
    '对方账户',
    '付款人账号',
    '付款方账号',
    '对手方账号',
    'payeraccount',
    'counterpartyaccount',
    'iban',
  ],
  remark: [
    '摘要',
    '用途',
    '附言',
    '备注',
    '交易附言',
    '交易摘要',
    '客户附言',
    '汇款用途',
    '资金用途',
    'remark',
    'remarks',
    'description',
    'narrative',
    'paymentdetails',
    'remittanceinformation',
    'details',
  ],
  reference: [
    '交易流水号',
    '流水号',
    '银行流水号',
    '交易编号',
    '凭证号',
    '交易参考号',
    '账户明细编号',
    '业务编号',
    'reference',
    'transactionid',
    'bankreference',
    'transactionreference',
  ],
  currency: ['币种', '货币', 'currency', 'ccy'],
}

const bare = (header: string) =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\((?:元|人民币元|rmb|cny|人民币)\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Guesses the columns from their headers. Two amount columns count before a single one. */
export function guessColumns(headers: readonly string[]): StatementMapping {
  const plain = headers.map(bare)
  const taken = new Set<number>()
  const take = (field: StatementField): number | undefined => {
    const at = names[field]
      .map(name => plain.findIndex((header, i) => header === name && !taken.has(i)))
      .find(i => i >= 0)
    if (at !== undefined) taken.add(at)
    return at
  }
  const mapping: StatementMapping = {}
  for (const field of [
    'day',
    'credit',
    'debit',
    'amount',
    'direction',
    'payer',
    'payerAccount',
    'reference',
    'currency',
  ] as const) {
    const at = take(field)
    if (at !== undefined) mapping[field] = at
  }
  if (mapping.credit !== undefined) delete mapping.amount
  const remarks = plain.flatMap((header, i) => (!taken.has(i) && names.remark.includes(header) ? [i] : []))
  if (remarks.length > 0) mapping.remark = remarks
  return mapping
}

/**
 * The row that names the columns: bank files begin with lines about the account. Of the first thirty rows the one with most names that
 * are known, and at least three.
 * @returns its place, or -1
 */
export function headerRow(rows: readonly (readonly string[])[]): number {
  const known = new Set(Object.values(names).flat())
  const counts = rows.slice(0, 30).map(row => row.filter(cell => known.has(bare(cell))).length)
  const best = Math.max(0, ...counts)
  return best >= 3 ? counts.indexOf(best) : -1
}

/** What is needed before rows can be read: a day, and an amount in one of its three ways. */
export const mappingComplete = (mapping: StatementMapping): boolean =>
  mapping.day !== undefined && (mapping.amount !== undefined || mapping.credit !== undefined)

/** A line as read; nothing of ours in it yet. */
export interface ReadLine {
  day: LocalDate
  amount: Minor
  currency: string
  payer: string
  payerAccount: string
  remark: string
  reference: string
  reversal: boolean
}

/** Why a row can't be read: the column and what stands there. */
export interface RowFault {
  field: StatementField
  value: string
}

export interface RowContext {
  mapping: StatementMapping
  /** Of the account, where the row names none. */
  currency: string
  minorDigits(currency: string): number
}

const reversalWords = /冲正|冲销|冲账|退汇|退票|退款|退回|撤销|抹账|reversal|reversed|returned/i

/** One row as a line; `null` for a row without any amount (a subtotal, a blank). */
export function lineOf(cells: readonly string[], context: RowContext): ReadLine | RowFault | null {
  const { mapping } = context
  const text = (at: number | undefined) => (at === undefined ? '' : (cells[at] ?? '').trim())
  const currency = currencyOf(text(mapping.currency)) ?? context.currency
  const amount = signedAmount(text, mapping, context.minorDigits(currency))
  if (amount === null) return null
  if (typeof amount === 'object') return amount
  const day = dayOf(text(mapping.day))
  if (!day) return { field: 'day', value: text(mapping.day) }
  const remark = (mapping.remark ?? []).map(at => text(at)).filter(part => part !== '')
  const whole = [...new Set(remark)].join(' ').slice(0, 300)
  return {
    ...{ day, amount, currency, remark: whole },
    payer: text(mapping.payer).slice(0, 120),
    payerAccount: text(mapping.payerAccount).slice(0, 40),
    reference: text(mapping.reference).replace(/\t/g, '').slice(0, 64),
    reversal: reversalWords.test(whole),
  }
}

function signedAmount(
  text: (at: number | undefined) => string,
  mapping: StatementMapping,
  digits: number,
): Minor | RowFault | null {
  const read = (field: 'amount' | 'credit' | 'debit'): Minor | RowFault | null => {
    const value = text(mapping[field])
    if (value === '' || value === '-' || value === '--') return null
    return minorOf(value, digits) ?? { field, value }
  }
  if (mapping.amount !== undefined) {
    const amount = read('amount')
    if (amount === null || typeof amount === 'object') return amount
    const sign = mapping.direction === undefined ? 1 : directionOf(text(mapping.direction))
    if (sign === undefined) return { field: 'direction', value: text(mapping.direction) }
    return amount === 0 ? null : mapping.direction === undefined ? amount : sign * amount
  }
  const [credit, debit] = [read('credit'), read('debit')]
  if (credit !== null && typeof credit === 'object') return credit
  if (debit !== null && typeof debit === 'object') return debit
  const total = (credit ?? 0) - (debit ?? 0)
  return total === 0 ? null : total
}

/** 贷 is money in: the bank owes it to us. Taking back an entry is written as its negative by most banks. */
function directionOf(text: string): 1 | -1 | undefined {
  const word = text.normalize('NFKC').trim().toLowerCase()
  if (/^(贷|贷方|收入|收|转入|来账|c|cr|crdt|credit|in|\+)$/.test(word)) return 1
  if (/^(借|借方|支出|付|支|转出|往账|d|dr|dbit|debit|out|-)$/.test(word)) return -1
  return undefined
}

/** `1,234.56`, `￥1,234.56`, `-1234.5`, `(1,234.56)`, `1234.56元` in minor units; undefined for anything else. */
export function minorOf(value: string, digits: number): Minor | undefined {
  const plain = value.normalize('NFKC').replace(/[\s¥$€£]|人民币|RMB|CNY|元/gi, '')
  const match = /^(\(?)([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?(\)?)$/.exec(plain)
  if (!match || (match[1] === '(') !== (match[5] === ')')) return undefined
  const [, bracket, sign, whole = '', fraction = ''] = match
  if (/[1-9]/.test(fraction.slice(digits))) return undefined
  const minor = Number(whole.replaceAll(',', '') + fraction.slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(minor)) return undefined
  return bracket === '(' || sign === '-' ? -minor : minor
}

const loose = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T\s].*|\d{6})?$/

/** `2026-11-23`, `2026/11/3 10:20`, `20261123`, `20261123102030`, `2026年11月23日`; undefined for anything else. */
export function dayOf(value: string): LocalDate | undefined {
  const text = value.normalize('NFKC').trim()
  const match = /^\d{8}(?:\d{6})?$/.test(text)
    ? /^(\d{4})(\d\d)(\d\d)/.exec(text)
    : /^\d+$/.test(text)
      ? null
      : loose.exec(text)
  if (!match) return undefined
  const [, year, month, day] = match
  const iso = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? undefined : iso
}

const currencyNames: Record<string, string> = {
  人民币: 'CNY',
  RMB: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  港币: 'HKD',
  港元: 'HKD',
  日元: 'JPY',
  英镑: 'GBP',
}

function currencyOf(text: string): string | undefined {
  const word = text.normalize('NFKC').trim().toUpperCase()
  if (word === '') return undefined
  return currencyNames[word] ?? (/^[A-Z]{3}$/.test(word) ? word : undefined)
}
