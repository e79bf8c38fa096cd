import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Permission } from '#platform/org/api.ts'
import { useMay } from '../app/session.ts'
import { usePhone } from '../theme/preferences.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { type Filter, FilterBar } from '../ui/FilterBar.tsx'
import { Icon, type IconName } from '../ui/icons.tsx'
import { PageBody, PageHead } from '../ui/PageHead.tsx'
import { EmptyState } from '../ui/States.tsx'
import type { Rows } from '../ui/types.ts'
import type { ListView } from './useListPage.ts'

interface Props<T> {
  title: string
  /** Where it belongs, for a list that has no place of its own in the rail. */
  back?: string
  list: ListView
  rows: UseQueryResult<Rows<T>>
  columns: Column<T>[]
  onOpen: (row: T) => void
  /** What the search box says. */
  find: string
  filters: Filter[]
  /** The page's act, also offered where there is nothing yet. */
  add?: ReactNode
  /** A choice of what is listed; beside the act on the phone, at the filters elsewhere. */
  views?: ReactNode
  hint?: ReactNode
  empty: { icon: IconName; title: string; hint: string }
  /** Sheets that the page opens. */
  children?: ReactNode
}

/** A page that is one list: search, filters, table or cards, and what to do when there is nothing yet. */
export function ListPage<T extends { id: string }>(props: Props<T>) {
  const { title, list, rows, add, views } = props
  const phone = usePhone()
  return (
    <>
      <PageHead
        title={title}
        {...(props.back && { back: props.back })}
        actions={
          <>
            {phone && views}
            {add}
          </>
        }
      />
      <PageBody>
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={props.find}
          filters={props.filters}
          values={list.values}
          onValues={list.setValues}
          actions={!phone && views}
        />
        {props.hint}
        <DataTable<T>
          label={title}
          columns={props.columns}
          rows={rows.data}
          rowKey={row => row.id}
          state={list.state}
          onState={list.setState}
          onOpen={props.onOpen}
          error={rows.data ? undefined : rows.error}
          onRetry={() => void rows.refetch()}
          {...(list.unfiltered ? { empty: <EmptyState {...props.empty} action={add} /> } : {})}
        />
      </PageBody>
      {props.children}
    </>
  )
}

/** The act of a list: enter a new one; only for those who may. */
export function AddButton(props: { needs: Permission; label: string; onClick: () => void }) {
  const may = useMay()
  if (!may(props.needs)) return null
  return (
    <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={props.onClick}>
      {props.label}
    </Button>
  )
}
