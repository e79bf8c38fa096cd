import { createHash } from 'node:crypto'
import type { Instant } from '#kernel/time.ts'
import { type LocalDate, wallClock } from '#lib/calendar/index.ts'
import { type ReadLine, workdaysBetween } from '#lib/payment/index.ts'
import type { ReceivableState } from './api.ts'

/** Days of payments are days here. */
export const zone = 'Asia/Shanghai'

export const today = (now: Instant): LocalDate => wallClock(now, zone).date

/** Paid wholly; over its day; paid in part; else due. */
export function receivableState(
  one: { amount: number; received: number; dueDay: LocalDate },
  day: LocalDate,
): ReceivableState {
  if (one.received >= one.amount) return 'paid'
  if (one.dueDay < day) return 'overdue'
  return one.received > 0 ? 'part' : 'due'
}

/** Working days since an open payment fell due. */
export const overdueDays = (
  one: { amount: number; received: number; dueDay: LocalDate },
  day: LocalDate,
): number => (one.received >= one.amount || one.dueDay >= day ? 0 : workdaysBetween(one.dueDay, day))

/** How much of the first payment lets delivery start: rounded up to a whole minor unit. */
export const thresholdOf = (first: number, percent: number): number => Math.ceil((first * percent) / 100)

/**
 * What makes two readings of a line the same act: the bank's number with day and amount; where there is none, everything that is told.
 * Lines of one file that are alike in all of it are counted, so that two equal transfers stay two.
 */
export function fingerprints(lines: readonly ReadLine[]): string[] {
  const seen = new Map<string, number>()
  return lines.map(line => {
    const { day, amount, currency, payer, payerAccount, remark, reference } = line
    const about = reference !== '' ? [reference] : [payer, payerAccount, remark]
    const key = [day, amount, currency, reference === '' ? '-' : '#', ...about].join('\n')
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    return createHash('sha256').update(`${key}\n${nth}`).digest('hex')
  })
}

export const headerHash = (header: readonly string[]): string =>
  createHash('sha256')
    .update(header.map(cell => cell.normalize('NFKC').trim()).join('\n'))
    .digest('hex')

/** An amount in words of a message: `1,234.50 CNY`. */
export function amountText(minor: number, currency: string, digits: number): string {
  const text = (minor / 10 ** digits).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return `${text} ${currency}`
}

/** The last four of an account number: enough to tell it, too little to misuse. */
export const lastFour = (number: string): string => (number.length <= 4 ? number : `…${number.slice(-4)}`)
