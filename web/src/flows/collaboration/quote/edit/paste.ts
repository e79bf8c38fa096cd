import type { DraftLine } from '#collaboration/quote/api.ts'
import type { ProductItem } from '#crm/product/api.ts'
import { type Discount, newLine, readDiscount, readNumber } from './cells.ts'

/** What of a pasted block wasn't taken over as it stood there. `row` counts the rows of the block from 1. */
export interface PasteNote {
  row: number
  /** The line it became; undefined where it became none. */
  lineId?: string
  /**
   * `unknown`: no product has this code or name. `listed`: the price book's price holds, not this one. `beyond`: there is no line for it. The
   * others: the cell can't be read.
   */
  kind: 'unknown' | 'nameless' | 'listed' | 'beyond' | 'quantity' | 'price' | 'discount'
  text: string
}

type Figure = 'quantity' | 'price' | 'discount'
type Column = Figure | 'name' | 'code' | 'unit'

/** A block copied from a spreadsheet: rows of cells, without empty last rows. */
export function readBlock(text: string): string[][] {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')
  return rows.map(row => row.split('\t').map(cell => cell.trim()))
}

/** One pasted row: what names a product, and its figures. */
export interface PastedRow {
  row: number
  /** The code, if there is one, before the name. */
  texts: string[]
  name: string
  unit: string
  quantity: string
  price: string | null
  discount: Discount
  notes: { kind: Figure; text: string }[]
}

const headings: [Column, RegExp][] = [
  ['code', /编码|编号|货号|型号|^(code|sku|item ?(no|code))/i],
  ['name', /产品|名称|品名|项目|^(name|product|item|description)/i],
  ['quantity', /数量|^(qty|quantity)/i],
  ['unit', /^(计量)?单位$|^unit$/i],
  ['price', /单价|价格|^(unit )?price/i],
  ['discount', /折扣|优惠|^(discount|off)/i],
]
const usual: Column[] = ['name', 'quantity', 'price', 'discount']
const totals = /^(合计|小计|总计|total|subtotal|sum)\s*[:：]?$/i

/** Rows that say something, blank ones and sums left out. A row of headings says which column is which. */
export function readRows(block: readonly (readonly string[])[]): PastedRow[] {
  const filled = block
    .map((cells, i) => ({ cells, row: i + 1 }))
    .filter(({ cells }) => cells.some(cell => cell !== ''))
  const columns = headingsOf(filled[0]?.cells ?? [])
  return (columns ? filled.slice(1) : filled)
    .map(({ cells, row }) => rowOf(cells, row, columns ?? usual))
    .filter(({ texts }) => !texts.some(text => totals.test(text)))
}

/** The column of each cell of a row of headings; undefined when it is none. */
function headingsOf(cells: readonly string[]): (Column | undefined)[] | undefined {
  if (cells.some(cell => readNumber(cell) !== undefined)) return undefined
  const seen = new Set<Column>()
  const columns = cells.map(cell => {
    const column = headings.find(([each, words]) => !seen.has(each) && words.test(cell))?.[0]
    if (column) seen.add(column)
    return column
  })
  const names = seen.has('name') || seen.has('code')
  return names && (seen.size > 1 || cells.length === 1) ? columns : undefined
}

function rowOf(cells: readonly string[], row: number, columns: readonly (Column | undefined)[]): PastedRow {
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
  const notes: PastedRow['notes'] = []
  const read = <T>(kind: Figure, parse: (text: string) => T | undefined, otherwise: T): T => {
    const text = cell(kind)
    if (text === '') return otherwise
    const value = parse(text)
    if (value === undefined) notes.push({ kind, text })
    return value ?? otherwise
  }
  const texts = [cell('code'), cell('name')].filter(Boolean)
  return {
    ...{ row, texts, name: (cell('name') || cell('code')).slice(0, 120), unit: cell('unit').slice(0, 12) },
    quantity: read('quantity', aboveZero, '1'),
    price: read<string | null>('price', readNumber, null),
    discount: read<Discount>('discount', readDiscount, null),
    notes,
  }
}

const aboveZero = (text: string) => {
  const value = readNumber(text)
  return value !== undefined && Number(value) > 0 ? value : undefined
}

/** Rows as lines: of the products that were found, by hand where none was; and what of them is to be mended. */
export function linesOf(
  rows: readonly PastedRow[],
  found: ReadonlyMap<string, ProductItem>,
): { add: { product?: ProductItem; line: DraftLine }[]; notes: PasteNote[] } {
  const notes: PasteNote[] = []
  const add = rows.map(({ row, texts, name, unit, quantity, price, discount, notes: unread }) => {
    const product = texts.map(text => found.get(text)).find(each => each !== undefined)
    const line = newLine({
      ...{ quantity, discount },
      ...(product
        ? {
            ...{ productId: product.id, kind: product.kind, name: product.name },
            ...{ unit: product.unit, taxRate: product.taxRate },
            price: product.offer ? null : price,
          }
        : { name, unit, price }),
    })
    const note = (kind: PasteNote['kind'], text: string) => notes.push({ row, kind, text, lineId: line.id })
    if (texts.length === 0) note('nameless', '')
    else if (!product) note('unknown', texts.join(' '))
    const listed = product?.offer?.price
    if (listed !== undefined && price !== null && Number(price) !== Number(listed)) note('listed', price)
    for (const { kind, text } of unread) note(kind, text)
    return { ...(product && { product }), line }
  })
  return { add, notes }
}

/** Fills a column downwards from a line, as a spreadsheet does; what can't be read leaves its line as it is, and is told. */
export function fillDown(
  lines: readonly DraftLine[],
  from: number,
  column: Figure,
  cells: readonly string[],
): { lines: DraftLine[]; notes: PasteNote[] } {
  const notes: PasteNote[] = []
  const filled = [...lines]
  for (const [i, text] of cells.entries()) {
    const line = lines[from + i]
    if (text === '') continue
    if (!line) {
      notes.push({ row: i + 1, kind: 'beyond', text })
      continue
    }
    const value = { quantity: aboveZero, price: readNumber, discount: readDiscount }[column](text)
    if (value === undefined) notes.push({ row: i + 1, kind: column, text, lineId: line.id })
    else filled[from + i] = { ...line, [column]: value }
  }
  return { lines: filled, notes }
}
