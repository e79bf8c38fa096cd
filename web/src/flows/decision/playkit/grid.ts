import type { Variant } from '#decision/playkit/api.ts'

export type Grid = NonNullable<Variant['matrix']>

export const mostColumns = 8
export const mostRows = 60

/** Cells of a block copied from a spreadsheet: tabs between columns, quotes around what holds line breaks. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const endCell = () => {
    rows.at(-1)!.push(cell.trim())
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quoted && char === '"' && text[i + 1] === '"') {
      cell += char
      i++
    } else if (char === '"' && (quoted || cell === '')) quoted = !quoted
    else if (quoted) cell += char
    else if (char === '\t') endCell()
    else if (char === '\n') {
      endCell()
      rows.push([])
    } else if (char !== '\r') cell += char
  }
  endCell()
  const last = rows.at(-1)!
  if (rows.length > 1 && last.length === 1 && last[0] === '') rows.pop()
  return rows
}

/**
 * The grid with a block laid over it, its first cell at a place: row −1 is the heading, column −1 the row's label.
 * Rows and columns are added as the block needs, up to the limits; what lies beyond them is left out.
 */
export function pasteInto(grid: Grid, row: number, column: number, block: string[][]): Grid {
  const wide = Math.max(...block.map(cells => cells.length))
  const columns = Math.min(mostColumns, Math.max(grid.columns.length, column + wide))
  const rows = Math.min(mostRows, Math.max(grid.rows.length, row + block.length))
  const at = (r: number, c: number, before: string) => block[r - row]?.[c - column] ?? before
  const list = (length: number) => Array.from({ length }, (_, i) => i)
  return {
    columns: list(columns).map(c => at(-1, c, grid.columns[c] ?? '')),
    rows: list(rows).map(r => ({
      label: at(r, -1, grid.rows[r]?.label ?? ''),
      cells: list(columns).map(c => at(r, c, grid.rows[r]?.cells[c] ?? '')),
    })),
  }
}

export function withoutColumn(grid: Grid, column: number): Grid {
  const keep = (cells: string[]) => cells.filter((_, c) => c !== column)
  return {
    columns: keep(grid.columns),
    rows: grid.rows.map(row => ({ ...row, cells: keep(row.cells) })),
  }
}

export const emptyGrid: Grid = { columns: ['', ''], rows: [{ label: '', cells: ['', ''] }] }
