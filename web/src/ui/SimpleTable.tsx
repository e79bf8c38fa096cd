import type { ReactNode } from 'react'
import type { Column } from './DataTable.tsx'
import { DataTable } from './DataTable.tsx'

interface Props<T> {
  label: string
  columns: Column<T>[]
  items: T[]
  rowKey: (row: T) => string
  onOpen?: (row: T) => void
  empty?: ReactNode
}

/** A short list that is all there: the same look as DataTable, without paging. */
export function SimpleTable<T extends object>({ items, ...rest }: Props<T>) {
  const rows = { items, total: items.length, totalIsCapped: false }
  return <DataTable rows={rows} state={{ page: 1, pageSize: 1000 }} onState={() => {}} {...rest} />
}
