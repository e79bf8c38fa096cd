import type { Minor } from './types.ts'

/** 开票有误 · 销货退回 · 服务中止 · 销售折让: why an issued invoice may be taken back. */
export type RedReason = 'error' | 'return' | 'stop' | 'allowance'

/** With tax, and the tax in it; net is the difference. `null`: the tax isn't known. */
export interface Taxed {
  amount: Minor
  tax: Minor | null
}

/** What is left of an invoice when parts of it are taken away. */
export function restOf(blue: Taxed, reds: readonly Taxed[]): Taxed {
  const sum = (of: (red: Taxed) => number) => reds.reduce((total, red) => total + of(red), 0)
  return {
    amount: blue.amount - sum(({ amount }) => amount),
    tax: blue.tax === null ? null : blue.tax - sum(({ tax }) => tax ?? 0),
  }
}

/**
 * The tax in a part of an amount, in proportion and to the nearest minor unit, half upwards. The whole holds the whole tax, and neither the tax nor
 * the net of what is left is ever below zero.
 */
export function taxIn({ amount, tax }: Taxed, part: Minor): Minor | null {
  if (tax === null) return null
  if (amount === 0) return 0
  const [whole, twice] = [BigInt(amount), 2n * BigInt(tax) * BigInt(part)]
  return Number((twice + whole) / (2n * whole))
}

/**
 * What a red invoice takes back of what is left of a blue one. An erroneous invoice is taken back whole; the others in part or whole.
 * @param wanted `tax` left out: in proportion. It may differ where the lines returned are taxed at another rate
 * @returns what to take back, or why not: `amount` more than is left, `whole` an erroneous one in part, `tax` more tax or net than is left
 */
export function redOf(
  rest: Taxed,
  reason: RedReason,
  wanted: { amount: Minor; tax?: Minor | undefined },
): Taxed | { fault: 'amount' | 'whole' | 'tax' } {
  const { amount } = wanted
  if (amount < 1 || amount > rest.amount) return { fault: 'amount' }
  if (reason === 'error' && amount !== rest.amount) return { fault: 'whole' }
  if (rest.tax === null) return { amount, tax: null }
  const tax = wanted.tax ?? taxIn(rest, amount)!
  const left = { amount: rest.amount - amount, tax: rest.tax - tax }
  if (tax < 0 || tax > amount || left.tax < 0 || left.tax > left.amount) return { fault: 'tax' }
  return { amount, tax }
}
