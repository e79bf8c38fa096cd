import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { differenceInDifferences, estimateCause } from '#lib/cause/index.ts'
import { BadInput } from './bad-input.ts'
import { said } from './cannot.ts'
import { questionOf } from './causal.ts'
import { rowsOf, withoutFalseErrors } from './did.ts'
import { readTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-causal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const tableOf = (text: string) => {
  const path = join(folder, 'x.csv')
  writeFileSync(path, text)
  return readTable(path)
}

const flags = {
  treatment: 't',
  outcome: 'y',
  covariates: 'x,kind',
  estimand: 'att',
  trim: '0.05',
  folds: '5',
  seed: '1',
}
const lines = (rows: number, line: (i: number) => string) =>
  `t,x,kind,y\n${Array.from({ length: rows }, (_, i) => line(i)).join('\n')}\n`
const row = (i: number) =>
  `${i % 3 === 0 ? '是' : '否'},${(i * 7) % 11},${['甲', '乙', '丙'][i % 5] ?? '甲'},${(i % 3 === 0 ? 2 : 0) + (i % 4)}`

test('words become kinds, yes and no are read, and the effect comes out', async () => {
  const { table, options } = questionOf(await tableOf(lines(240, row)), flags)
  expect(table.names).toEqual(['x', 'kind=乙', 'kind=甲'])
  const found = estimateCause(table, options)
  expect(found.verdict).toBe('reported')
  expect(found.estimate).toBeCloseTo(2, 0)
})

test.each([
  ['t,x,kind,y\n', {}, 'no rows'],
  [lines(40, row), { covariates: 'x,gone' }, 'no column "gone"'],
  [lines(40, row), { covariates: ' , ' }, 'at least one'],
  [lines(40, row), { covariates: 'x,y' }, "can't be one of"],
  [lines(40, row), { trim: '0.6' }, '--trim must be'],
  [lines(40, row), { estimand: 'late' }, 'att or ate'],
  [lines(40, i => row(i).replace(/^./, '2')), {}, '0 and 1'],
  [lines(40, i => (i === 5 ? '1,,甲,3' : row(i))), {}, '1 empty cell (the first in row 6)'],
  [lines(40, i => (i === 5 ? '1,many,甲,3' : row(i))), {}, 'not a number'],
  [lines(40, i => row(i).replace(/\d$/, '4')), {}, 'same in every comparable row'],
  [lines(40, i => row(i).replace('是', '否')), {}, 'one group only'],
  [lines(40, i => (i === 0 ? row(0) : row(i).replace('是', '否'))), {}, 'has 1 row;'],
])('a file that can’t be evaluated is one line: %#', async (text, more, message) => {
  const run = async () => {
    const { table, options } = questionOf(await tableOf(text), { ...flags, ...more })
    return said(() => estimateCause(table, options))
  }
  await expect(run()).rejects.toThrow(message)
  await expect(run()).rejects.toBeInstanceOf(BadInput)
})

const panel = (never: string) =>
  `u,when,from,y\na,2024-01,2024-02,1\na,2024-02,2024-02,5\na,2024-03,2024-02,6\nb,2024-01,${never},1\nb,2024-02,${never},2\nb,2024-03,${never},2\n`

test.each(['', '0', 'NA', 'never'])('months as periods, and “%s” for never', async never => {
  const { panel: rows, label } = rowsOf(await tableOf(panel(never)), {
    unit: 'u',
    time: 'when',
    cohort: 'from',
    outcome: 'y',
  })
  const found = differenceInDifferences(rows)
  expect(found.groupTime.map(cell => [label(cell.cohort), label(cell.time), cell.att])).toEqual([
    ['2024-02', '2024-02', 3],
    ['2024-02', '2024-03', 4],
  ])
})

test('a panel that can’t be read is one line', async () => {
  const flags = { unit: 'u', time: 'when', cohort: 'from', outcome: 'y' }
  const read = async (text: string, more = {}) => {
    const { panel: rows } = rowsOf(await tableOf(text), { ...flags, ...more })
    return said(() => differenceInDifferences(rows))
  }
  await expect(read(panel('soon'))).rejects.toThrow('"soon" in column "from" is no period')
  await expect(read(panel('0'), { unit: 'who' })).rejects.toBeInstanceOf(BadInput)
  await expect(read(panel('2024-03'))).rejects.toThrow('never treated')
  await expect(read(panel('0').replace(/\d\n/g, '1\n'))).rejects.toThrow('same value everywhere')
})

test('a roll-out by days is read in the order of day and month that the periods show', async () => {
  const periods = ['01/02/2025', '01/03/2025', '15/03/2025']
  const lines = ['a', 'b', 'c', 'd'].flatMap((unit, i) =>
    periods.map(
      (period, t) => `${unit},${period},${i < 2 ? '01/03/2025' : ''},${i + (i < 2 && t > 0 ? 3 : 0)}`,
    ),
  )
  const table = await tableOf(`unit,time,cohort,y\n${lines.join('\n')}\n`)
  const { panel, label } = rowsOf(table, { unit: 'unit', time: 'time', cohort: 'cohort', outcome: 'y' })
  const { groupTime } = differenceInDifferences(panel)
  expect(groupTime.map(cell => [label(cell.cohort), label(cell.time), cell.att])).toEqual([
    ['01/03/2025', '01/03/2025', 3],
    ['01/03/2025', '15/03/2025', 3],
  ])
})

test('one unit against one has an effect, but no error that could be known', async () => {
  const { panel: rows } = rowsOf(await tableOf(panel('0')), {
    unit: 'u',
    time: 'when',
    cohort: 'from',
    outcome: 'y',
  })
  const found = withoutFalseErrors(differenceInDifferences(rows))
  expect(found.overall).toBe(3.5)
  expect([found.overallSe, ...found.overallCi, ...found.groupTime.map(cell => cell.se)]).toEqual(
    new Array(5).fill(Number.NaN),
  )
})
