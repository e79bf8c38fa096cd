import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, minorOf } from './columns.ts'
import { guessColumns, headerRow, lineOf, type StatementMapping } from './index.ts'

const minorDigits = (currency: string) => (currency === 'JPY' ? 0 : 2)
const read = (cells: string[], mapping: StatementMapping) =>
  lineOf(cells, { mapping, currency: 'CNY', minorDigits })

test.each([
  [
    ['交易日', '借方金额', '贷方金额', '余额', '摘要', '对方户名', '流水号'],
    { day: 0, debit: 1, credit: 2, remark: [4], payer: 5, reference: 6 },
  ],
  [
    ['交易时间', '借贷标志', '交易金额(元)', '对方账号', '对方单位名称', '用途', '附言'],
    { day: 0, direction: 1, amount: 2, payerAccount: 3, payer: 4, remark: [5, 6] },
  ],
  [
    ['Booking Date', 'Amount', 'Currency', 'Counterparty Name', 'Payment details', 'Transaction ID'],
    { day: 0, amount: 1, currency: 2, payer: 3, remark: [4], reference: 5 },
  ],
])('columns are guessed from %j', (header, expected) => {
  expect(guessColumns(header)).toEqual(expected)
})

test('the header is found below the lines about the account, and not where there is none', () => {
  const rows = [
    ['中国工商银行'],
    ['账号', '1102'],
    ['交易日期', '收入', '支出', '对方户名'],
    ['2026-11-23', '1', '', '某院'],
  ]
  expect(headerRow(rows)).toBe(2)
  expect(
    headerRow([
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).toBe(-1)
})

test('amounts are read with a sign, with a direction, or as two columns', () => {
  const at = { day: 0, amount: 1 }
  expect(read(['2026-11-23', '-1,234.50'], at)).toMatchObject({ amount: -1_234_50 })
  expect(read(['2026-11-23', '1234.5', '贷'], { ...at, direction: 2 })).toMatchObject({ amount: 1_234_50 })
  expect(read(['2026-11-23', '1234.5', '借'], { ...at, direction: 2 })).toMatchObject({ amount: -1_234_50 })
  // A red entry on the credit side: the bank takes back what it had booked.
  expect(read(['2026-11-23', '-8.00', ''], { day: 0, credit: 1, debit: 2 })).toMatchObject({ amount: -8_00 })
  expect(read(['2026-11-23', '', '8.00'], { day: 0, credit: 1, debit: 2 })).toMatchObject({ amount: -8_00 })
  expect(read(['2026-11-23', '5000', 'JPY'], { ...at, currency: 2 })).toMatchObject({
    amount: 5_000,
    currency: 'JPY',
  })
})

test('what can’t be read is named, not guessed', () => {
  expect(read(['2026-13-01', '1.00'], { day: 0, amount: 1 })).toEqual({ field: 'day', value: '2026-13-01' })
  expect(read(['2026-11-23', '一百'], { day: 0, amount: 1 })).toEqual({ field: 'amount', value: '一百' })
  expect(read(['2026-11-23', '1', '未知'], { day: 0, amount: 1, direction: 2 })).toMatchObject({
    field: 'direction',
  })
  expect(read(['2026-11-23', '0.00'], { day: 0, amount: 1 })).toBeNull()
})

test('a reversal is known by its words', () => {
  for (const remark of ['冲正', '退汇-户名不符', 'Reversal of 0012'])
    expect(read(['20261123', '-1', remark], { day: 0, amount: 1, remark: [2] })).toMatchObject({
      reversal: true,
    })
})

test('an amount reads back as it was written, in every way banks write it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), minor => {
      const [whole, cents] = [Math.trunc(Math.abs(minor) / 100), Math.abs(minor) % 100]
      const digits = `${whole.toLocaleString('en-US')}.${String(cents).padStart(2, '0')}`
      const sign = minor < 0 ? '-' : ''
      expect(minorOf(sign + digits, 2)).toBe(minor + 0)
      expect(minorOf(`${sign}￥${digits}`, 2)).toBe(minor + 0)
      if (minor < 0) expect(minorOf(`(${digits})`, 2)).toBe(minor)
    }),
  )
  for (const wrong of ['1.234,56', '12,34.00', '1.005', '', 'x', '1e3', '--1', '(1'])
    expect(minorOf(wrong, 2)).toBeUndefined()
})

test.each([
  ['20261123', '2026-11-23'],
  ['20261123102030', '2026-11-23'],
  ['2026/1/4 8:05', '2026-01-04'],
  ['2026年1月4日', '2026-01-04'],
  ['2026-02-30', undefined],
  ['11/23/2026', undefined],
  ['45983', undefined],
])('the day %s is read as %s', (text, day) => expect(dayOf(text)).toBe(day))
