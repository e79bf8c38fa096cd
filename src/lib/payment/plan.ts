import { DAY } from '#kernel/time.ts'
import { isWorkday, type LocalDate } from '#lib/calendar/index.ts'
import type { Minor } from './types.ts'

/** One payment as a contract words it. `amount` in minor units where the contract fixes it; else `percent` of the total. */
export interface PlanTerm {
  kind: 'first' | 'milestone' | 'retention'
  label: string
  percent: string
  amount?: Minor | undefined
  /** Days from signing. */
  days: number
}

export interface PlannedPayment {
  kind: PlanTerm['kind']
  label: string
  percent: string
  amount: Minor
  dueDay: LocalDate
}

/**
 * The payments of a contract: they add up to its amount to the cent, and none falls due on a day off (the next working day in mainland
 * China counts). Without terms the whole is one payment, due at once. Amounts that the contract fixes are kept when they add up; else
 * they are made from the percentages by largest remainder.
 * @param amount of the contract, minor units
 * @param signed the day of signing
 */
export function planPayments(amount: Minor, terms: readonly PlanTerm[], signed: LocalDate): PlannedPayment[] {
  const list = terms.length > 0 ? terms : [{ kind: 'first' as const, label: '', percent: '100', days: 0 }]
  const fixed = list.map(term => term.amount)
  const agreed =
    fixed.every(each => each !== undefined && each >= 0) &&
    fixed.reduce<number>((total, each) => total + (each ?? 0), 0) === amount
  const amounts = agreed ? fixed.map(each => each ?? 0) : shared(amount, list)
  return list
    .map(({ kind, label, percent, days }, i) => ({
      ...{ kind, label, percent },
      amount: amounts[i]!,
      dueDay: workdayFrom(dayAfter(signed, days)),
    }))
    .filter(payment => payment.amount > 0)
}

/** Parts in proportion to the percentages; what rounding leaves goes to the largest remainders, one unit each. */
function shared(amount: Minor, terms: readonly PlanTerm[]): Minor[] {
  // Percentages have at most four decimals: whole numbers of a millionth keep the division exact.
  const weights = terms.map(({ percent }) => BigInt(Math.round(Number(percent) * 10_000)))
  const whole = weights.reduce((total, weight) => total + weight, 0n)
  if (whole <= 0n) return terms.map((_, i) => (i === 0 ? amount : 0))
  const exact = weights.map(weight => BigInt(amount) * weight)
  const parts = exact.map(each => each / whole)
  let left = Number(BigInt(amount) - parts.reduce((total, part) => total + part, 0n))
  const order = exact
    .map((each, i) => ({ i, remainder: each % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
  for (const { i } of order) if (left-- > 0) parts[i]! += 1n
  return parts.map(Number)
}

/** The day itself if it is worked in mainland China, else the next one that is. */
function workdayFrom(day: LocalDate): LocalDate {
  let at = day
  while (!isWorkday(at)) at = dayAfter(at, 1)
  return at
}

/** The day so many working days after (or, negative, before) a day. */
export function workdaysAfter(day: LocalDate, count: number): LocalDate {
  const step = count < 0 ? -1 : 1
  let at = day
  for (let left = Math.abs(count); left > 0; ) {
    at = dayAfter(at, step)
    if (isWorkday(at)) left--
  }
  return at
}

/** Working days from one day (left out) to a later one (counted). */
export function workdaysBetween(from: LocalDate, to: LocalDate): number {
  let count = 0
  for (let at = dayAfter(from, 1); at <= to; at = dayAfter(at, 1)) if (isWorkday(at)) count++
  return count
}

export const dayAfter = (day: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10)
