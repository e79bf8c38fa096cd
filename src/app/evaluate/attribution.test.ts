import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { pathsOf } from './attribution.ts'
import { readTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-paths-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: string) {
  const file = join(folder, 'paths.csv')
  writeFileSync(file, content)
  return pathsOf(await readTable(file))
}

test('paths with their counts are read, whatever the blanks around the arrow', async () => {
  expect(
    await read('path,total_conversions,total_conversion_value,total_null\n官网 > 演示>官网,2,9.5,3\n'),
  ).toEqual([{ steps: ['官网', '演示', '官网'], conversions: 2, nulls: 3 }])
})

test.each([
  ['path,total_null\na,1\n', 'no column "total_conversions"'],
  ['path,total_conversions\na,1\n', 'no column "total_null"'],
  ['path,total_conversions,total_null\na > > b,1,1\n', 'row 1 has an empty channel'],
  ['path,total_conversions,total_null\na,x,1\n', 'row 1 is not a number'],
  ['path,total_conversions,total_null\na,-1,1\n', 'row 1 is below 0'],
  ['path,total_conversions,total_null\na,0,1\n', 'has no conversion at all'],
])('%j is refused in one line', async (content, message) => {
  await expect(read(content)).rejects.toThrow(message)
})
