import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { encodingOf, fingerprint, type ReadRow, readCsv, readNdjson, readXlsx } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const all = async (rows: AsyncGenerator<ReadRow>): Promise<ReadRow[]> => {
  const read: ReadRow[] = []
  for await (const row of rows) read.push(row)
  return read
}
const values = (rows: ReadRow[]) => rows.map(row => ('values' in row ? row.values : row.fault))

test('a CSV file from Excel in China (GB 18030, semicolons) reads like one in UTF-8 with a mark', async () => {
  const text = '客户;类型\r\n仁济医院;"打开;资料"\r\n\r\n华山医院;转发\r\n'
  const expected = [
    { 客户: '仁济医院', 类型: '打开;资料' },
    { 客户: '华山医院', 类型: '转发' },
  ]
  expect(values(await all(readCsv(file('gbk.csv', iconv.encode(text, 'gb18030')))))).toEqual(expected)
  expect(values(await all(readCsv(file('utf8.csv', `\ufeff${text}`))))).toEqual(expected)
})

test('a character cut at the end of what is looked at does not make UTF-8 look like something else', async () => {
  expect(await encodingOf(file('long.csv', `a\n${'行'.repeat(200_000)}\n`))).toBe('utf8')
  expect(await encodingOf(file('lines.csv', `${'一行文字,\n'.repeat(60_000)}`))).toBe('utf8')
})

test('a row that is no CSV is told by its line, and the rows around it are read, always in order', async () => {
  const good = (n: number) => `c-${n},t\n`
  const text = `customer,type\n${Array.from({ length: 50 }, (_, n) => good(n)).join('')}bad"quote,t\n${good(50)}${good(51)}`
  const rows = await all(readCsv(file('bad.csv', text)))
  expect(rows.map(row => row.number)).toEqual(Array.from({ length: 53 }, (_, index) => index + 2))
  expect(rows.findIndex(row => 'fault' in row)).toBe(50)
})

test('an Excel sheet gives dates as dates, formulas as their results, links as their texts', async () => {
  const book = new excel.Workbook()
  const sheet = book.addWorksheet('history')
  sheet.addRow(['时间', '类型', '秒', '链接'])
  sheet.addRow([
    new Date('2026-01-14T14:22:03Z'),
    'document.opened',
    { formula: '40+7', result: 47 },
    { text: '资料', hyperlink: 'https://x.test' },
  ])
  sheet.getColumn(1).numFmt = 'yyyy-mm-dd hh:mm:ss'
  const path = join(folder, 'history.xlsx')
  await book.xlsx.writeFile(path)
  expect(await all(readXlsx(path))).toEqual([
    {
      number: 1,
      values: { 时间: new Date('2026-01-14T14:22:03Z'), 类型: 'document.opened', 秒: 47, 链接: '资料' },
    },
  ])
})

test('NDJSON is read line by line; the file has one fingerprint', async () => {
  const path = file('events.ndjson', '{"id":"a"}\n\n{broken\n{"id":"b"}\n')
  expect(await all(readNdjson(path))).toMatchObject([
    { number: 1, values: { id: 'a' } },
    { number: 2, fault: 'not JSON' },
    { number: 3, values: { id: 'b' } },
  ])
  expect(await fingerprint(path)).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), lines: 4 })
})
