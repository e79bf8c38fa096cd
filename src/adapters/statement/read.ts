import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import { headerRow } from '#lib/payment/index.ts'
import { readCamt053 } from './camt053.ts'
import { readMt940 } from './mt940.ts'
import { StatementFault, type StatementPart } from './types.ts'

const mostRows = 60_000
const lockedPart = Buffer.from('EncryptedPackage', 'utf16le')

/** A statement file as it is: lines already, or a table whose columns somebody has to name. */
export type StatementFile = { hash: string } & (
  | { kind: 'mt940' | 'camt053'; parts: StatementPart[] }
  | { kind: 'csv' | 'xlsx'; rows: string[][] }
  | { fault: 'empty' | 'format' | 'balance' | 'encoding' | 'old-excel' | 'locked'; place: string }
)

/**
 * Reads a bank's file, told apart by its content: CAMT.053, MT940, Excel (xlsx), else CSV in UTF-8, UTF-16 or GB 18030. `hash` is SHA-256 of the bytes.
 * @param minorDigits decimal places of a currency
 */
export async function readStatement(
  content: Buffer,
  minorDigits: (currency: string) => number,
): Promise<StatementFile> {
  const hash = createHash('sha256').update(content).digest('hex')
  try {
    return { hash, ...(await partsOrRows(content, minorDigits)) }
  } catch (error) {
    if (error instanceof StatementFault) return { hash, fault: error.kind, place: error.place.slice(0, 80) }
    return { hash, fault: 'format', place: '' }
  }
}

async function partsOrRows(content: Buffer, minorDigits: (currency: string) => number) {
  if (content.subarray(0, 2).toString('latin1') === 'PK') {
    const rows = await sheetRows(content)
    const blank = rows.every(cells => cells.every(cell => cell.trim() === ''))
    return blank ? { fault: 'empty' as const, place: '' } : { kind: 'xlsx' as const, rows }
  }
  // The compound file of Excel before 2007, in which a newer one with a password is wrapped too.
  if (content.subarray(0, 4).toString('hex') === 'd0cf11e0')
    return { fault: content.includes(lockedPart) ? ('locked' as const) : ('old-excel' as const), place: '' }
  const text = textOf(content)
  if (text.trim() === '') return { fault: 'empty' as const, place: '' }
  // Pictures and PDFs: no text that a bank writes holds a NUL.
  if (text.includes('\0') || text.startsWith('%PDF-')) return { fault: 'format' as const, place: '' }
  const head = text.slice(0, 4_000)
  if (/^\s*<(\?xml|([\w]+:)?Document)/.test(head))
    return { kind: 'camt053' as const, parts: readCamt053(text, minorDigits) }
  if (/(^|\n):20:/.test(head) && /\n:6[01][FM]?:/.test(text))
    return { kind: 'mt940' as const, parts: readMt940(text, minorDigits) }
  const rows = csvRows(text)
  // A rare character in somebody's name is none of it: the columns can be read.
  if (headerRow(rows) < 0 && garbled(head)) return { fault: 'encoding' as const, place: '' }
  // Prose, a log: what has one column is no table of anybody's money.
  if (rows.every(cells => cells.length < 2)) return { fault: 'format' as const, place: '' }
  return { kind: 'csv' as const, rows }
}

function textOf(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) return iconv.decode(content, 'utf16le')
  if (content[0] === 0xfe && content[1] === 0xff) return iconv.decode(content, 'utf-16be')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content).replace(/^\ufeff/, '')
  } catch {
    return iconv.decode(content, 'gb18030')
  }
}

/**
 * Whether a text was written in another encoding, or lost its letters in one: characters that stand for what can't be read, or that no language uses;
 * or nothing but question marks where names should be.
 */
function garbled(head: string): boolean {
  if (/[\ufffd\ue000-\uf8ff]/.test(head)) return true
  const [first = ''] = head.trimStart().split('\n')
  return first.split(/[,;\t]/).filter(cell => /^\s*"?\?{2,}/.test(cell)).length >= 2
}

function csvRows(text: string): string[][] {
  const sample = text.slice(0, 16_384)
  const count = (mark: string) => sample.split(mark).length
  const [delimiter] = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))
  return parse(text, {
    ...{ delimiter: delimiter!, relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
    max_record_size: 1024 * 1024,
  }) as string[][]
}

/** Rows of the first sheet, streamed: a small file that unpacks into a huge one is left at the row limit. */
async function sheetRows(content: Buffer): Promise<string[][]> {
  const book = new excel.stream.xlsx.WorkbookReader(Readable.from([content]), {
    ...{
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      entries: 'ignore',
    },
  })
  const rows: string[][] = []
  for await (const sheet of book) {
    for await (const row of sheet) {
      rows.push(Array.from(row.values as excel.CellValue[], cellText).slice(1))
      if (rows.length > mostRows) throw new StatementFault('format', `> ${mostRows}`)
    }
    break
  }
  return rows
}

/** A cell as it reads: dates as ISO days, formulas as their results. Excel writes 0.1 + 0.2 with all its digits: two or three are meant. */
function cellText(cell: excel.CellValue | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  if (typeof cell === 'number') return Number.isInteger(cell) ? String(cell) : String(Number(cell.toFixed(4)))
  if (typeof cell !== 'object') return String(cell).trim()
  if ('richText' in cell) return cell.richText.map(part => part.text).join('')
  if ('text' in cell) return String(cell.text)
  if ('result' in cell) return cellText(cell.result as excel.CellValue)
  return ''
}
