import type { DraftLine, QuoteDraft } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'

export type Discount = QuoteDraft['discount']

const plain = /^\d{1,13}(\.\d{1,6})?$/

/** A number as people type or paste it: `1,200`, `¥1 200.50`, full-width figures. Undefined when it is none. */
export function readNumber(text: string): string | undefined {
  const tidy = text.normalize('NFKC').replace(/[¥￥,\s元]/g, '')
  return plain.test(tidy) ? tidy : undefined
}

/**
 * A discount as people type it: `10` and `10%` are per cent off, `9折` and `9.5折` what is left in tenths, `500元` and `¥500` money off.
 * Empty is none; undefined is not understood.
 */
export function readDiscount(text: string): Discount | undefined {
  const tidy = text.normalize('NFKC').trim()
  if (tidy === '' || tidy === '0' || tidy === '0%') return null
  const tenths = /^(\d(?:\.\d{1,2})?)折$/.exec(tidy)
  if (tenths) return { by: 'percent', value: String(Math.round((10 - Number(tenths[1])) * 1000) / 100) }
  const money = /元$|^[¥￥]|^-/.test(tidy)
  const value = readNumber(tidy.replace(/^-|%$/g, ''))
  if (value === undefined) return undefined
  if (money || (Number(value) > 100 && !tidy.endsWith('%'))) return { by: 'amount', value }
  return Number(value) > 100 ? undefined : { by: 'percent', value }
}

export const showDiscount = (discount: Discount): string =>
  discount ? (discount.by === 'percent' ? `${discount.value}%` : `${discount.value} 元`) : ''

/** A new line: of a product, or typed by hand. */
export function newLine(change: Partial<DraftLine> = {}): DraftLine {
  return {
    ...{
      id: newId(),
      productId: null,
      kind: 'goods',
      name: '',
      spec: '',
      unit: '',
      quantity: '1',
      periods: 1,
    },
    ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
    ...change,
  }
}

/** A block copied from a spreadsheet: rows of cells, without an empty last row. */
export function readBlock(text: string): string[][] {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')
  return rows.map(row => row.split('\t').map(cell => cell.trim()))
}

/** One pasted row as a line: name or code, quantity, unit price, discount; the figures in that order, left out at will. */
export interface PastedLine {
  name: string
  quantity: string
  price: string | null
  discount: Discount
}

const headings = /^(产品|名称|品名|编码|型号|name|product|code|item)/i

/** Rows that name something; a row of headings is left out. */
export function readLines(block: readonly (readonly string[])[]): PastedLine[] {
  return block
    .filter(
      (cells, i) =>
        (cells[0] ?? '') !== '' &&
        !(i === 0 && headings.test(cells[0]!) && !cells.some(cell => readNumber(cell))),
    )
    .map(([name = '', ...rest]) => ({
      name: name.slice(0, 120),
      quantity: readNumber(rest[0] ?? '') ?? '1',
      price: readNumber(rest[1] ?? '') ?? null,
      discount: readDiscount(rest[2] ?? '') ?? null,
    }))
}

/** Fills a column downwards from a row, as a spreadsheet does; what isn't understood leaves its line as it is. */
export function fillDown(
  lines: readonly DraftLine[],
  from: number,
  column: 'quantity' | 'price' | 'discount',
  cells: readonly string[],
): DraftLine[] {
  return lines.map((line, i) => {
    const cell = cells[i - from]
    if (i < from || cell === undefined) return line
    const value = column === 'discount' ? readDiscount(cell) : readNumber(cell)
    return value === undefined ? line : { ...line, [column]: value }
  })
}

/** `1130000.5` as `1,130,000.5`. */
export function withCommas(text: string): string {
  const [whole = '', fraction] = text.split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction ? `.${fraction}` : '')
}
