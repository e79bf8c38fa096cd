import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
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
