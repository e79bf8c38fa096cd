import { Button } from 'antd'
import { isValidElement, type ReactNode } from 'react'
import { useText } from '../app/i18n.ts'
import css from './DataTable.module.css'
import type { Column, DataTableProps } from './DataTable.tsx'
import { count } from './format.ts'
import { Icon } from './icons.tsx'
import { uiTexts } from './texts.ts'
import type { Rows } from './types.ts'

/** The table as cards, for the phone. */
export function CardList<T extends object>(props: DataTableProps<T> & { rows: Rows<T> }) {
  const { rows, rowKey, label, onOpen, columns } = props
  return (
    <>
      <ul className={css.cards} aria-label={label}>
        {rows.items.map(row => (
          <li key={rowKey(row)} className="card">
            <Card row={row} columns={columns} {...(onOpen ? { onOpen: () => onOpen(row) } : {})} />
          </li>
        ))}
      </ul>
      <Pager {...props} />
    </>
  )
}

function Card<T>({ row, columns, onOpen }: { row: T; columns: Column<T>[]; onOpen?: () => void }) {
  const at = (place: Column<T>['phone']) => columns.filter(column => column.phone === place)
  const show = (list: Column<T>[]): ReactNode =>
    list.map(column => <span key={column.key}>{column.render(row)}</span>)
  const title = show(at('title'))
  return (
    <>
      <div className={css.cardHead}>
        {show(at('badge'))}
        {onOpen && !at('title').some(column => opensItself(column.render(row))) ? (
          <button type="button" className={`plain ${css.cardTitle}`} onClick={onOpen}>
            {title}
          </button>
        ) : (
          <span className={css.cardTitle}>{title}</span>
        )}
        <span className={`num ${css.cardContext}`}>{show(at('context'))}</span>
      </div>
      <dl className={css.lines}>
        {at(undefined).map(column => (
          <Line key={column.key} title={column.title} value={column.render(row)} />
        ))}
      </dl>
    </>
  )
}

/** Whether there is a link or a button in what a list shows as the title: then it opens the row, and no button goes around it. */
function opensItself(node: ReactNode): boolean {
  if (Array.isArray(node)) return node.some(opensItself)
  if (!isValidElement<{ to?: unknown; href?: unknown; onClick?: unknown; children?: ReactNode }>(node))
    return false
  const { to, href, onClick, children } = node.props
  return Boolean(to ?? href ?? onClick) || opensItself(children)
}

/** What is not known takes no line. */
function Line({ title, value }: { title: string; value: ReactNode }) {
  if (value === '' || value === null || value === undefined || value === false) return null
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Pager<T>({ rows, state, onState }: DataTableProps<T> & { rows: Rows<T> }) {
  const say = useText(uiTexts)
  const pages = Math.max(1, Math.ceil(rows.total / state.pageSize))
  if (pages === 1) return <p className={css.sum}>{say('rows', { count: count(rows.total) })}</p>
  const to = (page: number) => onState({ ...state, page })
  return (
    <nav className={css.pager}>
      <Button
        icon={<Icon name="back" />}
        aria-label={say('previous')}
        disabled={state.page <= 1}
        onClick={() => to(state.page - 1)}
      />
      <span className="num">{say('pageOf', { page: state.page, pages })}</span>
      <Button
        icon={<Icon name="next" />}
        aria-label={say('following')}
        disabled={state.page >= pages}
        onClick={() => to(state.page + 1)}
      />
    </nav>
  )
}
