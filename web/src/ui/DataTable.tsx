import { Table, type TableColumnType, type TableProps } from 'antd'
import type { KeyboardEvent, ReactNode } from 'react'
import { useText } from '../app/i18n.ts'
import { usePhone } from '../theme/preferences.ts'
import { CardList } from './CardList.tsx'
import css from './DataTable.module.css'
import { count } from './format.ts'
import { EmptyState, ErrorState, SkeletonTable } from './States.tsx'
import { uiTexts } from './texts.ts'
import type { ListState, Rows } from './types.ts'

export interface Column<T> {
  /** Also the name to sort by. */
  key: string
  title: string
  render: (row: T) => ReactNode
  sortable?: boolean
  /** Right-aligned with tabular figures. */
  numeric?: boolean
  width?: number
  /** Where it stands on the phone's card; left out: a line of its own. */
  phone?: 'title' | 'badge' | 'context' | 'hidden'
}

export interface DataTableProps<T> {
  columns: Column<T>[]
  rows: Rows<T> | undefined
  rowKey: (row: T) => string
  state: ListState
  onState: (state: ListState) => void
  onOpen?: (row: T) => void
  error?: unknown
  onRetry?: () => void
  empty?: ReactNode
  dense?: boolean
  label: string
  selected?: string[]
  onSelect?: (keys: string[]) => void
}

/** A list whose paging, sorting and filtering the server does; cards on the phone. Enter opens a row, arrows move. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const phone = usePhone()
  return (
    <div className={phone ? undefined : css.frame}>
      <Content {...props} phone={phone} />
    </div>
  )
}

function Content<T extends object>({ phone, ...props }: DataTableProps<T> & { phone: boolean }) {
  const say = useText(uiTexts)
  if (props.error)
    return <ErrorState error={props.error} {...(props.onRetry ? { onRetry: props.onRetry } : {})} />
  if (!props.rows) return <SkeletonTable columns={Math.min(6, props.columns.length)} />
  if (props.rows.total === 0)
    return <>{props.empty ?? <EmptyState title={say('noMatch')} hint={say('noMatchHint')} />}</>
  return phone ? <CardList {...props} rows={props.rows} /> : <Wide {...props} rows={props.rows} />
}

function Wide<T extends object>(props: DataTableProps<T> & { rows: Rows<T> }) {
  const { columns, rows, rowKey, state, onState, onOpen, dense = false, label, selected, onSelect } = props
  const say = useText(uiTexts)
  return (
    <Table<T>
      aria-label={label}
      className={css.table ?? ''}
      size={dense ? 'small' : 'medium'}
      columns={columns.map(column => antColumn(column, state))}
      dataSource={rows.items}
      rowKey={rowKey}
      scroll={{ x: 'max-content' }}
      showSorterTooltip={false}
      pagination={{
        current: state.page,
        pageSize: state.pageSize,
        total: rows.total,
        hideOnSinglePage: rows.total <= 20,
        showSizeChanger: true,
        pageSizeOptions: [20, 50, 100],
        showTotal: total => say(rows.totalIsCapped ? 'rowsCapped' : 'rows', { count: count(total) }),
        size: 'small',
      }}
      {...(onSelect
        ? { rowSelection: { selectedRowKeys: selected ?? [], onChange: keys => onSelect(keys.map(String)) } }
        : {})}
      onRow={row => rowHandlers(row, onOpen)}
      onChange={(pages, _filters, sorter) => onState(nextState(state, pages, sorter))}
    />
  )
}

function antColumn<T>(column: Column<T>, state: ListState): TableColumnType<T> {
  return {
    key: column.key,
    title: column.title,
    render: (_, row) => column.render(row),
    align: column.numeric ? 'right' : 'left',
    ...(column.width ? { width: column.width } : {}),
    ...(column.sortable
      ? {
          sorter: true,
          sortOrder: state.sort === column.key ? (state.descending ? 'descend' : 'ascend') : null,
        }
      : {}),
  }
}

type Sorter<T> = Parameters<NonNullable<TableProps<T>['onChange']>>[2]

/** A new order starts at the first page again. */
function nextState<T>(
  state: ListState,
  pages: { current?: number; pageSize?: number },
  sorter: Sorter<T>,
): ListState {
  const { columnKey, order } = (Array.isArray(sorter) ? sorter[0] : sorter) ?? {}
  const sort = order ? String(columnKey) : undefined
  const sameOrder = sort === state.sort && (order === 'descend') === (state.descending ?? false)
  return {
    page: sameOrder ? (pages.current ?? 1) : 1,
    pageSize: pages.pageSize ?? state.pageSize,
    ...(sort ? { sort, descending: order === 'descend' } : {}),
  }
}

function rowHandlers<T>(row: T, onOpen: ((row: T) => void) | undefined) {
  if (!onOpen) return {}
  return {
    tabIndex: 0,
    className: css.open ?? '',
    onClick: (event: React.MouseEvent) => {
      const inside = (event.target as HTMLElement).closest('a, button, input, label, .ant-checkbox-wrapper')
      if (!inside && !getSelection()?.toString()) onOpen(row)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.target !== event.currentTarget) return
      if (event.key === 'Enter') onOpen(row)
      const move =
        event.key === 'ArrowDown'
          ? 'nextElementSibling'
          : event.key === 'ArrowUp'
            ? 'previousElementSibling'
            : undefined
      if (!move) return
      event.preventDefault()
      ;(event.currentTarget[move] as HTMLElement | null)?.focus()
    },
  }
}
