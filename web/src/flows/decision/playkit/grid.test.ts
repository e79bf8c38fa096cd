import { describe, expect, it } from 'vitest'
import { type Grid, mostColumns, mostRows, pasteInto, readBlock, withoutColumn } from './grid.ts'

const grid: Grid = {
  columns: ['我方', '甲'],
  rows: [
    { label: '延迟', cells: ['42 ms', '48 ms'] },
    { label: '响应', cells: ['4 h', '无'] },
  ],
}

describe('pasting from a spreadsheet', () => {
  it('reads cells with tabs, line breaks inside quotes and doubled quotes', () => {
    expect(readBlock('a\tb\r\n"c\nd"\t"e ""f"""\r\n')).toEqual([
      ['a', 'b'],
      ['c\nd', 'e "f"'],
    ])
  })

  it('replaces the whole table from its corner', () => {
    const block = readBlock('\t我方\t甲\t乙\n价格\t100\t145\t96')
    expect(pasteInto(grid, -1, -1, block)).toEqual({
      columns: ['我方', '甲', '乙'],
      rows: [
        { label: '价格', cells: ['100', '145', '96'] },
        { label: '响应', cells: ['4 h', '无', ''] },
      ],
    })
  })

  it('fills from a cell on and leaves the rest', () => {
    const pasted = pasteInto(grid, 1, 1, [['8 h'], ['24 h']])
    expect(pasted.rows).toEqual([
      { label: '延迟', cells: ['42 ms', '48 ms'] },
      { label: '响应', cells: ['4 h', '8 h'] },
      { label: '', cells: ['', '24 h'] },
    ])
  })

  it('stays within the limits, each row as wide as the heading', () => {
    const block = Array.from({ length: 99 }, () => Array.from({ length: 20 }, () => 'x'))
    const pasted = pasteInto(grid, 0, 0, block)
    expect([pasted.columns.length, pasted.rows.length]).toEqual([mostColumns, mostRows])
    expect(pasted.rows.every(row => row.cells.length === mostColumns)).toBe(true)
  })

  it('takes a column away everywhere', () => {
    expect(withoutColumn(grid, 0)).toEqual({
      columns: ['甲'],
      rows: [
        { label: '延迟', cells: ['48 ms'] },
        { label: '响应', cells: ['无'] },
      ],
    })
  })
})
