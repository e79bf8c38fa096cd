import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { BadInput, place, shown } from './bad-input.ts'
import { openText } from './text.ts'
import { readTimes } from './time.ts'

/** A CSV file in memory, by columns. Names are as in its first line, without blanks around them. */
export interface Table {
  /** The file's name, for messages. */
  file: string
  rows: number
  names: readonly string[]
  has(name: string): boolean
  /** Every cell as text, without blanks around it. @throws BadInput if there is no such column */
  column(name: string): readonly string[]
  /** Every cell as a number. @throws BadInput for a cell that is none; with `empty: 'nan'` an empty cell is NaN */
  numbers(name: string, options?: { empty: 'nan' }): Float64Array
  /** Every cell as an instant in milliseconds, see {@link readTimes}. @throws BadInput */
  times(name: string, options?: { empty: 'nan' }): Float64Array
}

// Beyond so many different texts in a column, equal ones are not looked for any more.
const mostShared = 50_000

/**
 * Reads a CSV file into columns: `.gz` unpacked, UTF-8, UTF-16 or GB 18030, its cells separated by commas, semicolons, tabs or bars.
 * @throws BadInput for a file that can't be read, has no rows, or whose rows differ in length
 */
export async function readTable(path: string): Promise<Table> {
  const file = basename(path)
  try {
    const { text, delimiter } = await openText(path)
    const reading = new Reading(file, delimiter === ';')
    const parser = parse({ bom: true, trim: true, skip_empty_lines: true, delimiter })
    await pipeline(text, parser, async (rows: AsyncIterable<string[]>) => {
      for await (const row of rows) reading.add(row)
    })
    return reading.table()
  } catch (error) {
    throw error instanceof BadInput ? error : unreadable(file, error as NodeJS.ErrnoException)
  }
}

class Reading {
  readonly #file: string
  readonly #decimalComma: boolean
  #names: string[] | undefined
  #columns: string[][] = []
  #shared: Map<string, string>[] = []

  /** @param decimalComma a program that separates cells by semicolons does so because its comma is the decimal mark */
  constructor(file: string, decimalComma: boolean) {
    this.#file = file
    this.#decimalComma = decimalComma
  }

  add(row: string[]): void {
    if (this.#names === undefined) this.#begin(row)
    else for (const [index, cell] of row.entries()) this.#columns[index]!.push(this.#once(index, cell))
  }

  #begin(names: string[]): void {
    this.#names = names
    this.#columns = names.map(() => [])
    this.#shared = names.map(() => new Map())
  }

  /** Equal cells share one string: a file of events is mostly repetition. */
  #once(index: number, cell: string): string {
    const shared = this.#shared[index]!
    const known = shared.get(cell)
    if (known !== undefined) return known
    if (shared.size < mostShared) shared.set(cell, cell)
    return cell
  }

  table(): Table {
    const rows = this.#columns[0]?.length ?? 0
    if (this.#names === undefined || rows === 0)
      throw new BadInput(`${this.#file} 里没有数据行。`, `${this.#file} has no rows of data.`)
    return tableOf(this.#file, this.#names, this.#columns, this.#decimalComma ? decimalCommaOf : numberOf)
  }
}

function tableOf(
  file: string,
  names: readonly string[],
  columns: readonly string[][],
  number: (cell: string) => number,
): Table {
  const column = (name: string) => columns[indexOf(file, names, name)]!
  return {
    file,
    rows: columns[0]!.length,
    names,
    has: name => names.includes(name),
    column,
    numbers: (name, options) => numbersOf(column(name), name, options, number),
    times: (name, options) => readTimes(column(name), name, options),
  }
}

function indexOf(file: string, names: readonly string[], name: string): number {
  const index = names.indexOf(name)
  if (index < 0)
    throw new BadInput(
      `${file} 里没有“${name}”这一列；有的列：${names.join('、')}。`,
      `${file} has no column "${name}"; its columns are ${names.join(', ')}.`,
    )
  if (names.lastIndexOf(name) !== index)
    throw new BadInput(
      `${file} 里有两列都叫“${name}”。请改名后再试。`,
      `${file} has two columns named "${name}". Rename one and try again.`,
    )
  return index
}

function numbersOf(
  cells: readonly string[],
  name: string,
  options: { empty: 'nan' } | undefined,
  convert: (cell: string) => number,
): Float64Array {
  const values = new Float64Array(cells.length)
  for (const [row, cell] of cells.entries()) {
    const value = cell === '' ? Number.NaN : convert(cell)
    if (Number.isNaN(value) && !(cell === '' && options)) throw notNumber(name, row, cell)
    values[row] = value
  }
  return values
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Also reads thousands written with commas. Anything else, `0x1F`, `Infinity` or `1e999` too, is no number. */
function numberOf(cell: string): number {
  const text = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell) ? cell.replaceAll(',', '') : cell
  const value = plainNumber.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : Number.NaN
}

/** `1.234,5` and `1234,5`. Without a comma a point is the decimal mark after all. */
function decimalCommaOf(cell: string): number {
  if (!cell.includes(',')) return numberOf(cell)
  const text = /^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(cell) ? cell.replaceAll('.', '') : cell
  return text.includes('.') ? Number.NaN : numberOf(text.replace(',', '.'))
}

function notNumber(name: string, row: number, cell: string): BadInput {
  const { zh, en } = place(name, row)
  return cell === ''
    ? new BadInput(`${zh}是空的，应是数字。`, `${en} is empty; a number is needed.`)
    : new BadInput(`${zh}不是数字：${shown(cell)}。`, `${en} is not a number: ${shown(cell)}.`)
}

function unreadable(file: string, error: NodeJS.ErrnoException): BadInput {
  if (error.code === 'ENOENT') return new BadInput(`找不到文件 ${file}。`, `There is no file ${file}.`)
  if (error.code === 'EISDIR' || error.code === 'EACCES')
    return new BadInput(`无法读取 ${file}。`, `${file} can't be read.`)
  const line = error.message.split('\n')[0]!
  return new BadInput(`${file} 不是有效的 CSV：${line}`, `${file} is not a valid CSV file: ${line}`)
}
