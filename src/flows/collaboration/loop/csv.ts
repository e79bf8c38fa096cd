import { minorDigits } from '#crm/opportunity/index.ts'
import type { Locale } from '#kernel/error.ts'
import type { Instant } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import type { LoopLine, LoopState, LoopStep } from './api.ts'

const heads: Record<Locale, string[]> = {
  'zh-CN': ['编号', '名称', '客户', '价税合计', '币种', '状态', '步骤', '等谁', '从何时', '在授权内'],
  en: [
    'Number',
    'Name',
    'Account',
    'Total',
    'Currency',
    'State',
    'Step',
    'Waits for',
    'Since',
    'Inside mandate',
  ],
}
const states: Record<Locale, Record<LoopState, string>> = {
  'zh-CN': { open: '进行中', closed: '已完成', ended: '已终止' },
  en: { open: 'open', closed: 'delivered', ended: 'ended' },
}
const steps: Record<Locale, Record<LoopStep, string>> = {
  'zh-CN': {
    quote: '报价',
    approval: '授权与审批',
    contract: '合同',
    slot: '排期',
    payment: '首付款',
    delivery: '交付',
  },
  en: {
    quote: 'quote',
    approval: 'mandate',
    contract: 'contract',
    slot: 'slot',
    payment: 'first payment',
    delivery: 'delivery',
  },
}
const others: Record<Locale, Record<'customer' | 'nobody', string>> = {
  'zh-CN': { customer: '客户', nobody: '' },
  en: { customer: 'customer', nobody: '' },
}

/** A cell that a spreadsheet takes as text: quoted where needed, and never as a formula. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const yesNo: Record<Locale, [string, string]> = { 'zh-CN': ['是', '否'], en: ['yes', 'no'] }

/** In main units, with the decimal places of its currency. */
function amountOf({ amount, currency }: LoopLine): string {
  const digits = minorDigits(currency)
  return (amount / 10 ** digits).toFixed(digits)
}

/** On the wall in Shanghai. */
function dayAndTime(at: Instant): string {
  const { date, minute } = wallClock(at, 'Asia/Shanghai')
  return `${date} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** Lines as CSV with a byte-order mark, so that Excel reads Chinese. @param person a name by id */
export function csvOf(lines: readonly LoopLine[], person: (id: string) => string, locale: Locale): string {
  const rows = lines.map(line => [
    ...[line.number, line.name, line.accountName ?? '', amountOf(line), line.currency],
    ...[states[locale][line.state], steps[locale][line.step]],
    line.waits === 'people' ? line.waitsFor.map(person).join('、') : others[locale][line.waits],
    dayAndTime(line.since),
    line.inside === null ? '' : yesNo[locale][line.inside ? 0 : 1],
  ])
  return `\uFEFF${[heads[locale], ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}
