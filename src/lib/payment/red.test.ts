import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redOf, restOf, type Taxed, taxIn } from './index.ts'

const blue = fc
  .integer({ min: 1, max: 10 ** 13 })
  .chain(amount => fc.record({ amount: fc.constant(amount), tax: fc.integer({ min: 0, max: amount }) }))
const reason = fc.constantFrom('error', 'return', 'stop', 'allowance')
const step = fc.record({
  reason,
  // Of what is left, and somewhat more than that.
  share: fc.double({ min: 0, max: 1.2, noNaN: true }),
  taxShare: fc.option(fc.double({ min: -0.1, max: 1.5, noNaN: true }), { nil: undefined }),
})

test('whatever is taken back in whatever order, net, tax and total of what is left stay at or above zero and add up', () => {
  fc.assert(
    fc.property(blue, fc.array(step, { maxLength: 12 }), (invoice, steps) => {
      const reds: Taxed[] = []
      for (const { reason, share, taxShare } of steps) {
        const rest = restOf(invoice, reds)
        const amount = Math.round(rest.amount * share)
        const tax = taxShare === undefined ? undefined : Math.round(rest.tax! * taxShare)
        const red = redOf(rest, reason, { amount, tax })
        if ('fault' in red) {
          if (red.fault === 'amount') expect(amount < 1 || amount > rest.amount).toBe(true)
          if (red.fault === 'whole') expect(reason).toBe('error')
          if (red.fault === 'tax') expect(tax).toBeDefined()
        } else reds.push(red)
        const left = restOf(invoice, reds)
        expect(left.amount).toBeGreaterThanOrEqual(0)
        expect(left.tax).toBeGreaterThanOrEqual(0)
        expect(left.amount - left.tax!).toBeGreaterThanOrEqual(0)
      }
      // The last one takes the whole rest, tax and all.
      const rest = restOf(invoice, reds)
      if (rest.amount === 0) expect(rest.tax).toBe(0)
      else expect(redOf(rest, 'error', { amount: rest.amount })).toEqual(rest)
    }),
  )
})

test('an erroneous invoice is taken back whole, the others in part; without a known tax only the total counts', () => {
  const rest = { amount: 113_00, tax: 13_00 }
  expect(redOf(rest, 'error', { amount: 56_50 })).toEqual({ fault: 'whole' })
  expect(redOf(rest, 'allowance', { amount: 56_50 })).toEqual({ amount: 56_50, tax: 6_50 })
  // What comes back was taxed at 6 %.
  expect(redOf(rest, 'return', { amount: 53_00, tax: 3_00 })).toEqual({ amount: 53_00, tax: 3_00 })
  expect(redOf(rest, 'return', { amount: 113_00, tax: 12_99 })).toEqual({ fault: 'tax' })
  expect(redOf({ amount: 100, tax: null }, 'stop', { amount: 40 })).toEqual({ amount: 40, tax: null })
  expect(taxIn({ amount: 3, tax: 1 }, 2)).toBe(1)
})
