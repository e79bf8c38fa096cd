import { expect, test } from 'vitest'
import { newLine, readDiscount, readNumber, showDiscount } from './cells.ts'
import { catalogueOf, isWhole, liveOf } from './live.ts'

test('numbers are read as people write and paste them', () => {
  expect(['1,200', '¥1 200.50', '１２', '3元'].map(readNumber)).toEqual(['1200', '1200.50', '12', '3'])
  expect(['', '面议', '-3', '1e5'].map(readNumber)).toEqual([undefined, undefined, undefined, undefined])
})

test('discounts are read in per cent, in tenths that are left, and in money', () => {
  expect(
    ['10', '10%', '-10%', '１０％', '9折', '85折', '9.25折'].map(text => readDiscount(text)?.value),
  ).toEqual(['10', '10', '10', '10', '10', '15', '7.5'])
  expect(['500元', '¥20', '1200', '-300'].map(readDiscount)).toEqual(
    ['500', '20', '1200', '300'].map(value => ({ by: 'amount', value })),
  )
  expect(['', '0'].map(readDiscount)).toEqual([null, null])
  for (const by of ['percent', 'amount'] as const)
    expect(readDiscount(showDiscount({ by, value: '12.5' }))).toEqual({ by, value: '12.5' })
  expect(['120%', '送一台'].map(readDiscount)).toEqual([undefined, undefined])
  expect(showDiscount(readDiscount('9折')!)).toBe('10%')
})

test('a draft is summed while one types, also while the shares of payment don’t add up', () => {
  const draft = {
    ...{
      priceBookId: null,
      currency: 'CNY',
      taxMode: 'inclusive' as const,
      rounding: { per: 'line' as const, scale: 2 },
    },
    ...{
      validUntil: '2026-12-01',
      discount: null,
      bundles: [],
      base: null,
      delivery: null,
      clauses: '',
      note: '',
    },
    lines: [newLine({ name: '延保', price: '113', quantity: '2' })],
    payment: [{ id: 'a', kind: 'first' as const, label: '', percent: '30', days: 0 }],
  }
  const live = liveOf(draft, catalogueOf([]), '6')
  expect(live.priced?.totals).toMatchObject({ gross: 22_600, net: 20_000, tax: 2_600 })
  expect(isWhole(draft)).toBe(false)
  expect(
    isWhole({
      payment: ['33.33', '33.33', '33.34'].map((percent, i) => ({
        ...draft.payment[0]!,
        id: String(i),
        percent,
      })),
    }),
  ).toBe(true)
  expect(liveOf({ ...draft, lines: [newLine({ quantity: '0' })] }, catalogueOf([]), '6').fault).toBe(
    'quantity',
  )
})
