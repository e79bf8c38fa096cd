import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse'
import excel from 'exceljs'
import iconv from 'iconv-lite'

/** A row of a file: its number, rising, and its values by column; or why it can't be read. */
export type ReadRow =
  | { number: number; values: Record<string, unknown> }
  | { number: number; fault: string; text: string }

/** SHA-256 of a file in hex, and how many lines it has. */
export async function fingerprint(path: string): Promise<{ hash: string; lines: number }> {
  const hash = createHash('sha256')
  let lines = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
  }
  return { hash: hash.digest('hex'), lines }
}

/** UTF-8 unless the file's beginning isn't; then GB 18030, what Excel writes in China. */
export async function encodingOf(path: string): Promise<'utf8' | 'utf16le' | 'gb18030'> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256 * 1024), 0, 256 * 1024, 0)
    if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf16le'
    // Whole lines only: a character cut in two at the end proves nothing.
    const end = bytesRead < buffer.length ? bytesRead : buffer.lastIndexOf(10, bytesRead - 1) + 1
    new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, end))
    return 'utf8'
  } catch {
    return 'gb18030'
  } finally {
    await file.close()
  }
}

interface CsvRecord {
  record: Record<string, unknown>
  info: { lines: number }
}

/** Rows of a CSV file (comma, semicolon or tab), as a stream, numbered by their last line. The first row names the columns. */
export async function* readCsv(path: string): AsyncGenerator<ReadRow> {
  const encoding = await encodingOf(path)
  const delimiter = await delimiterOf(path, encoding)
  const skipped: (ReadRow & { fault: string })[] = []
  const records = createReadStream(path)
    .pipe(iconv.decodeStream(encoding))
    .pipe(
      parse({
        columns: true,
        bom: true,
        delimiter,
        info: true,
        skip_empty_lines: true,
        relax_column_count: true,
        max_record_size: 1024 * 1024,
        skip_records_with_error: true,
        on_skip: (error, raw) => {
          skipped.push({
            number: Number(error?.lines ?? 0),
            fault: error?.message ?? '',
            text: String(raw ?? ''),
          })
        },
      }),
    )
  // The parser reads ahead: a row it skipped waits until its turn, so that rows always come in order.
  for await (const { record, info } of records as AsyncIterable<CsvRecord>) {
    while (skipped[0] && skipped[0].number < info.lines) yield skipped.shift()!
    yield { number: info.lines, values: record }
  }
  yield* skipped
}

async function delimiterOf(path: string, encoding: string): Promise<string> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16 * 1024), 0, 16 * 1024, 0)
  await file.close()
  const head = iconv.decode(buffer.subarray(0, bytesRead), encoding).split(/\r?\n/)[0] ?? ''
  const count = (mark: string) => head.split(mark).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!
}

/** Rows of the first sheet of an Excel file, as a stream. */
export async function* readXlsx(path: string): AsyncGenerator<ReadRow> {
  const book = new excel.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  })
  for await (const sheet of book) {
    let headers: string[] | undefined
    let number = 0
    for await (const row of sheet) {
      const cells = row.values as excel.CellValue[]
      if (!headers) headers = Array.from(cells, cell => String(plain(cell) ?? ''))
      else yield { number: ++number, values: byColumn(headers, cells) }
    }
    return
  }
}

function byColumn(headers: readonly string[], cells: readonly excel.CellValue[]): Record<string, unknown> {
  return Object.fromEntries(
    headers.flatMap((header, index) => (header === '' ? [] : [[header, plain(cells[index])]])),
  )
}

/** The value that a cell shows: a formula's result, rich text and links as text. */
function plain(cell: excel.CellValue | undefined): unknown {
  if (typeof cell !== 'object' || cell === null || cell instanceof Date) return cell
  if ('richText' in cell) return cell.richText.map(part => part.text).join('')
  if ('text' in cell) return cell.text
  if ('result' in cell) return plain(cell.result)
  return undefined
}

/** Lines of an NDJSON file, each an object. */
export async function* readNdjson(path: string): AsyncGenerator<ReadRow> {
  let number = 0
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line.trim() === '') continue
    number++
    try {
      yield { number, values: JSON.parse(line) as Record<string, unknown> }
    } catch {
      yield { number, fault: 'not JSON', text: line.slice(0, 4_000) }
    }
  }
}
