import { expect, test } from 'vitest'
import type { ProductItem } from '#crm/product/api.ts'
import { newLine } from './cells.ts'
import { fillDown, linesOf, readBlock, readRows } from './paste.ts'

const product = (code: string, name: string, price: string | null): ProductItem => ({
  ...{ id: code, code, name, family: null, kind: 'goods', unit: '台', taxRate: '13', spec: null },
  ...{ components: [], version: 1, archived: false, updatedAt: 0 },
  offer: price === null ? null : { price, tiers: [], floor: null, cost: null },
})
const light = product('CY-LS-20', '荧光光源', '452000')
const found = new Map([['CY-LS-20', light]])
const rows = (text: string) => readRows(readBlock(text))
const kinds = (text: string) =>
  linesOf(rows(text), found).notes.map(({ row, kind, text: at }) => [row, kind, at])

test('money, separators, per cent and full-width figures are read; blank rows and sums are left out', () => {
  const block = '高清镜\t６\t￥25,600.50\t9折\r\n\r\nCY-LS-20\t１２．５\t\t１０％\r\n合计\t\t99\r\n\r\n'
  expect(rows(block)).toMatchObject([
    { row: 1, name: '高清镜', quantity: '6', price: '25600.50', discount: { by: 'percent', value: '10' } },
    { row: 3, texts: ['CY-LS-20'], quantity: '12.5', price: null, discount: { by: 'percent', value: '10' } },
  ])
})

test('a row of headings says which column is which, in any order; code comes before name', () => {
  const block =
    '序号\t产品编码\t品名\t单位\t单价（元）\t数量\t金额\n1\tCY-LS-20\t光源\t台\t452000\t3\t1356000'
  expect(rows(block)).toMatchObject([
    { row: 2, texts: ['CY-LS-20', '光源'], unit: '台', price: '452000', quantity: '3' },
  ])
  expect(linesOf(rows(block), found)).toMatchObject({
    add: [{ product: light, line: { productId: 'CY-LS-20', price: null, quantity: '3' } }],
    notes: [],
  })
})

test('nothing is guessed in silence: each row that can’t be taken over as it stands is named, and kept', () => {
  const block = 'CY-LS-20\t两台\nXX-99\t2\t100\nCY-LS-20\t1\t400000\t送一台\n\t4\nCY-LS-20\t0'
  expect(kinds(block)).toEqual([
    [1, 'quantity', '两台'],
    [2, 'unknown', 'XX-99'],
    [3, 'listed', '400000'],
    [3, 'discount', '送一台'],
    [4, 'nameless', ''],
    [5, 'quantity', '0'],
  ])
  const { add, notes } = linesOf(rows(block), found)
  expect(add.map(({ line }) => [line.name, line.quantity, line.price])).toEqual([
    ['荧光光源', '1', null],
    ['XX-99', '2', '100'],
    ['荧光光源', '1', null],
    ['', '4', null],
    ['荧光光源', '1', null],
  ])
  expect(notes.map(({ lineId }) => lineId)).toEqual([0, 1, 2, 2, 3, 4].map(i => add[i]!.line.id))
})

test('a product without a price in the book takes the one that was pasted', () => {
  const bare = new Map([['CY-X', product('CY-X', '支架', null)]])
  expect(linesOf(rows('CY-X\t2\t1,200'), bare)).toMatchObject({
    add: [{ line: { price: '1200' } }],
    notes: [],
  })
})

test('a pasted column fills downwards from where one stands; what can’t be read or has no line is told', () => {
  const lines = [newLine(), newLine(), newLine()]
  const filled = fillDown(lines, 1, 'quantity', ['4', '坏', '9', ''])
  expect(filled.lines.map(({ quantity }) => quantity)).toEqual(['1', '4', '1'])
  expect(filled.notes).toEqual([
    { row: 2, kind: 'quantity', text: '坏', lineId: lines[2]!.id },
    { row: 3, kind: 'beyond', text: '9' },
  ])
})
