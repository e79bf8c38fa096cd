import { minorDigits } from '#crm/opportunity/index.ts'
import { AppError } from '#kernel/error.ts'
import {
  guessColumns,
  headerRow,
  lineOf,
  mappingComplete,
  type ReadLine,
  type StatementMapping,
} from '#lib/payment/index.ts'
import { errors, type StatementView } from './api.ts'
import type { ReadStatement } from './ports.ts'

export type StatementFile = Awaited<ReturnType<ReadStatement>>

/** A bank file as lines, as far as it can be read. */
export interface ReadFile {
  kind: StatementView['kind']
  /** Of a table; empty for formats that name their own parts. */
  header: string[]
  rows: string[][]
  mapping: StatementMapping
  lines: ReadLine[]
  faults: StatementView['faults']
  accountNumber: string
  currency: string | null
}

const subtotal = /^(合计|总计|小计|本页合计|本页小计|total|subtotal)/i

const known = new Map<string, number>()

/** Digits of an unknown currency: two, as most have. Asked for every line of a file, and slow to find out. */
export function digitsOf(currency: string): number {
  const digits = known.get(currency) ?? find(currency)
  if (known.size < 500) known.set(currency, digits)
  return digits
}

function find(currency: string): number {
  try {
    return minorDigits(currency)
  } catch {
    return 2
  }
}

/** @throws payment.file-empty, payment.file-encoding, payment.file-old-excel, payment.file-locked, payment.file-unknown, payment.file-format, payment.file-balance */
export function checkFile(file: StatementFile): asserts file is Exclude<StatementFile, { fault: unknown }> {
  if (!('fault' in file)) return
  const { fault, place } = file
  if (fault === 'empty' || fault === 'encoding' || fault === 'old-excel' || fault === 'locked')
    throw new AppError(errors[`payment.file-${fault}`])
  if (fault === 'balance') throw new AppError(errors['payment.file-balance'], { place })
  if (place === '') throw new AppError(errors['payment.file-unknown'])
  throw new AppError(errors['payment.file-format'], { place })
}

type SoundFile = Exclude<StatementFile, { fault: unknown }>

/** The row that names a table's columns, and its place. */
export function headOf({ rows }: Extract<SoundFile, { rows: unknown }>): { at: number; header: string[] } {
  const at = Math.max(0, headerRow(rows))
  return { at, header: rows[at] ?? [] }
}

/**
 * @param columns how to read a table's columns; left out, they are guessed
 * @param currency of the account
 * @throws payment.file-no-rows where there is nothing below the header
 */
export function linesOfFile(
  file: SoundFile,
  columns: StatementMapping | undefined,
  currency: string,
): ReadFile {
  if ('parts' in file) {
    const [first] = file.parts
    const lines = file.parts.flatMap(part => part.lines)
    if (lines.length === 0) throw new AppError(errors['payment.file-no-rows'])
    return {
      ...{ kind: file.kind, header: [], rows: [], mapping: {}, lines, faults: [] },
      ...{ accountNumber: first?.account ?? '', currency: first?.currency || null },
    }
  }
  const { at, header } = headOf(file)
  const mapping = columns ?? guessColumns(header)
  const below = file.rows.slice(at + 1)
  if (!below.some(isEntry)) throw new AppError(errors['payment.file-no-rows'])
  const { lines, faults } = mappingComplete(mapping) ? readRows(below, at + 2, mapping, currency) : nothing
  const accountNumber = numberAbove(file.rows.slice(0, at))
  return {
    kind: file.kind,
    header,
    rows: below.slice(0, 8),
    mapping,
    lines,
    faults,
    accountNumber,
    currency: null,
  }
}

const isEntry = (cells: readonly string[]): boolean =>
  cells.some(cell => cell.trim() !== '') && !cells.some(cell => subtotal.test(cell.trim()))

const nothing = { lines: [] as ReadLine[], faults: [] as StatementView['faults'] }

function readRows(rows: readonly string[][], from: number, mapping: StatementMapping, currency: string) {
  const lines: ReadLine[] = []
  const faults: StatementView['faults'] = []
  rows.forEach((cells, i) => {
    if (cells.some(cell => subtotal.test(cell.trim()))) return
    const line = lineOf(cells, { mapping, currency, minorDigits: digitsOf })
    if (line === null) return
    if ('field' in line) faults.push({ row: from + i, field: line.field, value: line.value.slice(0, 60) })
    else lines.push(line)
  })
  return { lines, faults }
}

/** An account number in the lines above the table: `账号：3201 0188 …`. */
function numberAbove(rows: readonly string[][]): string {
  const cells = rows.flat().map(cell => cell.normalize('NFKC').replace(/[\s-]/g, ''))
  for (const [i, cell] of cells.entries()) {
    if (!/账号|账户|帐号|account/i.test(cell)) continue
    const found = /\d{8,34}/.exec(cell) ?? /^\d{8,34}$/.exec(cells[i + 1] ?? '')
    if (found) return found[0]
  }
  return ''
}
