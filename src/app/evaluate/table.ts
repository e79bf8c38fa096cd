import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import type { LocalText } from '#kernel/error.ts'

/** Data that can't be evaluated: the command ends with status 2 and this one line on standard error. */
export class BadInput extends Error {
  readonly text: LocalText

  constructor(zh: string, en: string) {
    super(en)
    this.text = { 'zh-CN': zh, en }
  }
}

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
  /** Every cell as an instant in milliseconds; a time without a zone counts as UTC. @throws BadInput */
  times(name: string, options?: { empty: 'nan' }): Float64Array
}

// Beyond so many different texts in a column, equal ones are not looked for any more.
const mostShared = 50_000

/**
 * Reads a CSV file (UTF-8, with or without a byte order mark; `.gz` unpacked) into columns.
 * @throws BadInput for a file that can't be read, has no rows, or whose rows differ in length
 */
export async function readTable(path: string): Promise<Table> {
  const reading = new Reading(basename(path))
  const parser = parse({ bom: true, trim: true, skip_empty_lines: true })
  const file = createReadStream(path)
  try {
    const take = async (rows: AsyncIterable<string[]>) => {
      for await (const row of rows) reading.add(row)
    }
    if (path.endsWith('.gz')) await pipeline(file, createGunzip(), parser, take)
    else await pipeline(file, parser, take)
  } catch (error) {
    throw error instanceof BadInput ? error : unreadable(basename(path), error as NodeJS.ErrnoException)
  }
  return reading.table()
}

class Reading {
  readonly #file: string
  #names: string[] | undefined
  #columns: string[][] = []
  #shared: Map<string, string>[] = []

  constructor(file: string) {
    this.#file = file
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
    return tableOf(this.#file, this.#names, this.#columns)
  }
}

function tableOf(file: string, names: readonly string[], columns: readonly string[][]): Table {
  const column = (name: string) => columns[indexOf(file, names, name)]!
  return {
    file,
    rows: columns[0]!.length,
    names,
    has: name => names.includes(name),
    column,
    numbers: (name, options) => converted(column(name), name, options, numberOf, notNumber),
    times: (name, options) => converted(column(name), name, options, timeOf, notTime),
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

function converted(
  cells: readonly string[],
  name: string,
  options: { empty: 'nan' } | undefined,
  convert: (cell: string) => number,
  fault: (name: string, row: number, cell: string) => BadInput,
): Float64Array {
  const values = new Float64Array(cells.length)
  for (const [row, cell] of cells.entries()) {
    const value = cell === '' ? Number.NaN : convert(cell)
    if (Number.isNaN(value) && !(cell === '' && options)) throw fault(name, row, cell)
    values[row] = value
  }
  return values
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Also reads thousands written with commas. Anything else, `0x1F` or `Infinity` too, is no number. */
function numberOf(cell: string): number {
  const text = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell) ? cell.replaceAll(',', '') : cell
  return plainNumber.test(text) ? Number(text) : Number.NaN
}

/** A date alone is midnight UTC; a time without a zone is taken as UTC, so that every machine reads it alike. */
function timeOf(cell: string): number {
  const text = cell.replace(' ', 'T')
  const hasZone = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(text)
  return Date.parse(text.includes('T') && !hasZone ? `${text}Z` : text)
}

// Row 1 of the data is line 2 of the file, where no cell spans lines.
const place = (name: string, row: number) => ({
  zh: `“${name}”列第 ${row + 1} 行`,
  en: `column "${name}", row ${row + 1}`,
})

function notNumber(name: string, row: number, cell: string): BadInput {
  const { zh, en } = place(name, row)
  return cell === ''
    ? new BadInput(`${zh}是空的，应是数字。`, `${en} is empty; a number is needed.`)
    : new BadInput(`${zh}不是数字：${shown(cell)}。`, `${en} is not a number: ${shown(cell)}.`)
}

function notTime(name: string, row: number, cell: string): BadInput {
  const { zh, en } = place(name, row)
  return cell === ''
    ? new BadInput(`${zh}是空的，应是时间。`, `${en} is empty; a time is needed.`)
    : new BadInput(`${zh}不是时间：${shown(cell)}。`, `${en} is not a time: ${shown(cell)}.`)
}

const shown = (cell: string) => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)

function unreadable(file: string, error: NodeJS.ErrnoException): BadInput {
  if (error.code === 'ENOENT') return new BadInput(`找不到文件 ${file}。`, `There is no file ${file}.`)
  if (error.code === 'EISDIR' || error.code === 'EACCES')
    return new BadInput(`无法读取 ${file}。`, `${file} can't be read.`)
  const line = error.message.split('\n')[0]!
  return new BadInput(`${file} 不是有效的 CSV：${line}`, `${file} is not a valid CSV file: ${line}`)
}
