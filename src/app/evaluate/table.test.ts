import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { BadInput } from './bad-input.ts'
import { readTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('quoted cells, a byte order mark, CRLF, Chinese names and gzip are read', async () => {
  const text =
    '\uFEFF客户,金额,at\r\n"华,山 ""一"" 院","1,200.5",2026-01-02\r\n\r\n乙, 7 ,2026-01-02 08:00:00\r\n'
  for (const path of [file('a.csv', text), file('a.csv.gz', gzipSync(text))]) {
    const table = await readTable(path)
    expect(table.rows).toBe(2)
    expect(table.names).toEqual(['客户', '金额', 'at'])
    expect(table.column('客户')).toEqual(['华,山 "一" 院', '乙'])
    expect([...table.numbers('金额')]).toEqual([1200.5, 7])
    expect([...table.times('at')]).toEqual([Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 2, 8)])
  }
})

test('an empty cell is a fault, or NaN where that is wanted', async () => {
  const table = await readTable(file('gaps.csv', 'a,b\n1,x\n,y\n'))
  expect(() => table.numbers('a')).toThrow('column "a", row 2 is empty')
  expect([...table.numbers('a', { empty: 'nan' })]).toEqual([1, Number.NaN])
  expect(() => table.numbers('b')).toThrow('row 1 is not a number: "x"')
})

test.each([
  ['empty.csv', '', 'has no rows'],
  ['header.csv', 'a,b\n', 'has no rows'],
  ['ragged.csv', 'a,b\n1,2\n3\n', 'not a valid CSV'],
  ['quote.csv', 'a,b\n"1,2\n', 'not a valid CSV'],
])('%s: one line says what is wrong', async (name, content, message) => {
  const failed = await readTable(file(name, content)).catch(error => error)
  expect(failed).toBeInstanceOf(BadInput)
  expect(failed.message).toContain(message)
  expect(failed.message).not.toContain('\n')
})

test('a file that is missing, a column that is missing, a name that is there twice', async () => {
  await expect(readTable(join(folder, 'none.csv'))).rejects.toThrow('There is no file none.csv')
  await expect(readTable(file('broken.csv.gz', 'no gzip'))).rejects.toBeInstanceOf(BadInput)
  const table = await readTable(file('twice.csv', 'a,a,b\n1,2,3\n'))
  expect(() => table.column('c')).toThrow('has no column "c"')
  expect(() => table.column('a')).toThrow('two columns named "a"')
})

test('files of other programs: GB 18030, UTF-16, semicolons with a decimal comma, tabs with gaps, line breaks in cells', async () => {
  const text = 'id,客户,金额\n1,"华\n山",2.5\n2,,3\n'
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  const files = [
    file('gbk.csv', iconv.encode(text, 'gb18030')),
    file('utf16.csv', utf16),
    file('tab.csv', text.replaceAll(',', '\t')),
    file('semicolon.csv', text.replaceAll(',', ';').replace('2.5', '2,5')),
  ]
  for (const path of files) {
    const table = await readTable(path)
    expect(table.column('客户')).toEqual(['华\n山', ''])
    expect([...table.numbers('金额')]).toEqual([2.5, 3])
  }
  const table = await readTable(file('german.csv', 'a;b\n1.234,5;1,5\n-2;1.25\n'))
  expect([...table.numbers('a'), ...table.numbers('b')]).toEqual([1234.5, -2, 1.5, 1.25])
})

test.each(['NaN', 'inf', '0x1F', '1e999', '12%', '1,2,3'])('%s is no number', async cell => {
  const table = await readTable(file('cell.csv', `a\n1\n"${cell}"\n`))
  expect(() => table.numbers('a')).toThrow(`row 2 is not a number: "${cell}"`)
})

const noon = Date.UTC(2026, 1, 13, 12)
const midnight = Date.UTC(2026, 1, 13)

test.each([
  ['2026-02-13T20:00:00+08:00', noon],
  ['2026-02-13 07:00:00.000-0500', noon],
  ['2026/2/13 12:00', noon],
  ['2026年2月13日', midnight],
  ['13.02.2026 12:00', noon],
  ['02/13/2026', midnight],
  ['20260213', midnight],
  ['1770984000', noon],
  ['1770984000000', noon],
  ['13 Feb 2026 12:00:00', noon],
  ['2026-02', Date.UTC(2026, 1, 1)],
  ['2026Q2', Date.UTC(2026, 3, 1)],
])('%s is read as the same instant on every machine', async (cell, instant) => {
  const table = await readTable(file('time.csv', `t\n${cell}\n`))
  expect([...table.times('t')]).toEqual([instant])
})

test('a day no calendar has, a bare number and an order that can’t be told are no times', async () => {
  const of = async (...cells: string[]) =>
    (await readTable(file('t.csv', `t\n${cells.join('\n')}\n`))).times('t')
  for (const cell of ['2026-02-30', '2026-13-01', '2026-01-01 25:00', '7', 'soon'])
    await expect(of(cell)).rejects.toThrow('is not a time')
  await expect(of('01/02/2026', '03/04/2026')).rejects.toThrow('the day from the month')
  expect([...(await of('01/02/2026', '13/02/2026'))]).toEqual([Date.UTC(2026, 1, 1), midnight])
})
