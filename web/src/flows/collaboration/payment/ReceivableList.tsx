import { useQuery } from '@tanstack/react-query'
import type { Receivable } from '#collaboration/payment/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useGo } from '../../../app/url-state.ts'
import { useNames } from '../../../crm/data.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { amountColumn, dealColumn, ownerColumn, stateColumn } from '../columns.tsx'
import { receivablesQuery, receivableTones } from './data.ts'
import { paymentTexts } from './texts.ts'
import { paymentWords, stateWords } from './words.ts'

const empty = {
  due: ['noDue', 'noDueHint'],
  overdue: ['noOverdue', 'noOverdueHint'],
  paid: ['noPaid', 'noPaidHint'],
} as const

/** Payments that are due, overdue or paid; the oldest debt first. */
export function ReceivableList({ tab }: { tab: 'due' | 'overdue' | 'paid' }) {
  const say = useText(paymentTexts)
  const names = useNames()
  const go = useGo()
  const list = useListPage(['owner'])
  const owner = list.values.owner?.[0]
  const { page, size } = list.query
  const rows = useQuery(
    receivablesQuery({
      tab,
      page,
      size,
      ...(list.q && { q: list.q }),
      ...(owner && { owner: owner as 'me' }),
    }),
  )
  const [title, hint] = empty[tab]
  return (
    <>
      <FilterBar
        search={list.q}
        onSearch={list.setQ}
        placeholder={say('find')}
        filters={[
          {
            key: 'owner',
            label: say('owner'),
            options: [{ value: 'me', label: say('mine') }, ...names.people],
          },
        ]}
        values={list.values}
        onValues={list.setValues}
      />
      <DataTable<Receivable>
        label={say(tab)}
        columns={useColumns(tab, names.person)}
        rows={rows.data}
        rowKey={row => row.id}
        state={list.state}
        onState={list.setState}
        onOpen={row => void go(`/quotes/${row.quoteId}?view=deal`)}
        error={rows.data ? undefined : rows.error}
        onRetry={() => void rows.refetch()}
        {...(list.q || owner
          ? {}
          : { empty: <EmptyState icon="check" title={say(title)} hint={say(hint)} /> })}
      />
    </>
  )
}

function useColumns(
  tab: 'due' | 'overdue' | 'paid',
  person: (id: string | null) => string,
): Column<Receivable>[] {
  const say = useText(paymentTexts)
  const open = amountColumn<Receivable>('open', say('open'), row => row.amount - row.received)
  return [
    dealColumn(say('customer'), row => `${row.name} · ${row.number}`),
    { key: 'payment', title: say('payment'), render: row => paymentWords(row, say) },
    stateColumn(say('state'), row => [receivableTones[row.state], stateWords(row, say)]),
    { key: 'dueDay', title: say('dueDay'), render: row => <span className="num nowrap">{row.dueDay}</span> },
    amountColumn('amount', say('amount'), row => row.amount),
    ...(tab === 'paid' ? [] : [open]),
    ownerColumn(say('owner'), person),
  ]
}
