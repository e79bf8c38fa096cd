import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWorkday } from '#lib/calendar/index.ts'
import { planPayments, workdaysAfter, workdaysBetween } from './index.ts'

const terms = [
  { kind: 'first' as const, label: '首付', percent: '30', days: 7 },
  { kind: 'milestone' as const, label: '验收', percent: '60', days: 60 },
  { kind: 'retention' as const, label: '质保', percent: '10', days: 400 },
]

test('the parts of any plan add up to the contract to the cent', () => {
  const percent = fc.integer({ min: 0, max: 10_000 }).map(value => (value / 100).toFixed(2))
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 ** 13 }),
      fc.array(percent, { maxLength: 12 }),
      (amount, percents) => {
        const list = percents.map(each => ({ ...terms[0]!, percent: each }))
        const planned = planPayments(amount, list, '2026-11-23')
        expect(planned.reduce((sum, payment) => sum + payment.amount, 0)).toBe(amount)
        for (const { amount: part, dueDay } of planned) {
          expect(part).toBeGreaterThan(0)
          expect(isWorkday(dueDay)).toBe(true)
        }
      },
    ),
  )
})

test('what the contract fixes holds when it adds up, else the percentages do', () => {
  const fixed = (amounts: number[]) => terms.map((term, i) => ({ ...term, amount: amounts[i]! }))
  const parts = (amounts: number[]) =>
    planPayments(1_000_01, fixed(amounts), '2026-11-23').map(({ amount }) => amount)
  expect(parts([300_00, 600_00, 100_01])).toEqual([300_00, 600_00, 100_01])
  expect(parts([300_00, 600_00, 100_00])).toEqual([300_00, 600_01, 100_00])
})

test('no payment falls due on a day off: over National Day it waits for the first working day', () => {
  const [first] = planPayments(100, [{ ...terms[0]!, percent: '100', days: 3 }], '2025-09-29')
  expect(first!.dueDay).toBe('2025-10-09')
})

test('working days are counted over weekends, holidays and make-up days', () => {
  expect(workdaysAfter('2025-09-26', 1)).toBe('2025-09-28') // a Sunday that is worked
  expect(workdaysAfter('2025-10-09', -1)).toBe('2025-09-30')
  expect(workdaysBetween('2025-09-30', '2025-10-11')).toBe(3)
  expect(workdaysBetween('2025-10-11', '2025-10-11')).toBe(0)
})
