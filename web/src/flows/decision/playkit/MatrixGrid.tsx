import { Button } from 'antd'
import type { ClipboardEvent } from 'react'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { withItem } from './edit.ts'
import { type Grid, mostColumns, mostRows, pasteInto, readBlock, withoutColumn } from './grid.ts'
import css from './playkit.module.css'
import { kitTexts } from './texts.ts'

interface Props {
  grid: Grid
  onGrid: (grid: Grid) => void
}

/** The comparison as a grid one types into, or pastes a block of a spreadsheet over. */
export function MatrixGrid({ grid, onGrid }: Props) {
  const say = useText(kitTexts)
  const write = (row: number, column: number, text: string) => onGrid(pasteInto(grid, row, column, [[text]]))
  const paste = (row: number, column: number) => (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    onGrid(pasteInto(grid, row, column, readBlock(text)))
  }
  const cell = (row: number, column: number, value: string, label: string) => (
    <input
      aria-label={label}
      value={value}
      maxLength={row === -1 ? 60 : column === -1 ? 80 : 300}
      onChange={event => write(row, column, event.target.value)}
      onPaste={paste(row, column)}
    />
  )
  return (
    <div className={css.gridBox}>
      <p className="quiet small">{say('pasteHint')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <section className={css.gridScroll} tabIndex={0} aria-label={say('editMatrix')}>
        <table className={css.gridTable}>
          <thead>
            <tr>
              <td>{cell(-1, -1, '', say('row'))}</td>
              {grid.columns.map((column, c) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are places
                <th key={c} scope="col">
                  {cell(-1, c, column, say('column', { column: c + 1 }))}
                  {grid.columns.length > 2 && (
                    <button
                      type="button"
                      aria-label={say('removeColumn', { column })}
                      onClick={() => onGrid(withoutColumn(grid, c))}
                    >
                      <Icon name="close" size={12} />
                    </button>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are places
              <tr key={r}>
                <th scope="row">{cell(r, -1, row.label, `${say('row')} ${r + 1}`)}</th>
                {row.cells.map((value, c) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells are places
                  <td key={c}>
                    {cell(r, c, value, say('cell', { row: r + 1, column: grid.columns[c] ?? '' }))}
                  </td>
                ))}
                <td className={css.rowEnd}>
                  <button
                    type="button"
                    aria-label={say('removeRow', { row: r + 1 })}
                    onClick={() => onGrid({ ...grid, rows: withItem(grid.rows, r, undefined) })}
                  >
                    <Icon name="close" size={12} />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={css.gridActs}>
        <Button
          size="small"
          disabled={grid.rows.length >= mostRows}
          onClick={() => onGrid(pasteInto(grid, grid.rows.length, -1, [['']]))}
        >
          {say('addRow')}
        </Button>
        <Button
          size="small"
          disabled={grid.columns.length >= mostColumns}
          onClick={() => onGrid(pasteInto(grid, -1, grid.columns.length, [['']]))}
        >
          {say('addColumn')}
        </Button>
      </div>
    </div>
  )
}
