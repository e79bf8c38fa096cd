import { useQuery } from '@tanstack/react-query'
import { type InvoiceView, invoiceStatuses } from '#collaboration/payment/api.ts'
import { useText } from '../../../app/i18n.ts'
import { ListPage } from '../../../crm/ListPage.tsx'
import { useListPage } from '../../../crm/useListPage.ts'
import type { Column } from '../../../ui/DataTable.tsx'
import { moneyExact } from '../../../ui/format.ts'
import { dealColumn, sinceColumn, stateColumn } from '../columns.tsx'
import { invoicesQuery } from './data.ts'
import { InvoiceSheet } from './InvoiceSheet.tsx'
import { invoiceTexts } from './invoice-texts.ts'
import css from './payment.module.css'
import { invoiceState } from './words.ts'

const shown = [...invoiceStatuses, 'red'] as const

/** Invoices asked for, issued and taken back. */
export default function InvoicesPage() {
  const say = useText(invoiceTexts)
  const list = useListPage(['status'])
  const status = shown.find(each => each === list.values.status?.[0])
  const { page, size } = list.query
  const rows = useQuery(
    invoicesQuery({ page, size, ...(list.q && { q: list.q }), ...(status && { status }) }),
  )
  const open = (invoice: string | undefined) => list.change({ invoice })
  return (
    <ListPage<InvoiceView>
      title={say('invoices')}
      back="/payments"
      list={list}
      rows={rows}
      columns={useColumns()}
      onOpen={row => open(row.id)}
      find={say('findInvoice')}
      filters={[
        {
          key: 'status',
          label: say('status'),
          options: shown.map(value => ({ value, label: say(value === 'red' ? 'filterRed' : value) })),
        },
      ]}
      empty={{ icon: 'document', title: say('noInvoices'), hint: say('noInvoicesHint') }}
    >
      <InvoiceSheet id={list.search.invoice} onClose={() => open(undefined)} />
    </ListPage>
  )
}

function useColumns(): Column<InvoiceView>[] {
  const say = useText(invoiceTexts)
  return [
    dealColumn(say('customer'), row => `${row.dealName} · ${row.contractNumber}`),
    { key: 'kind', title: say('invoiceKind'), render: row => say(row.kind) },
    stateColumn(say('status'), row => invoiceState(row, say)),
    {
      key: 'amount',
      title: say('amount'),
      numeric: true,
      render: ({ amount, credited, currency }) => (
        <>
          <span className="num nowrap">{moneyExact(amount, currency)}</span>
          {credited > 0 && (
            <span className={css.sub}>
              {say('left')} {moneyExact(amount - credited, currency)}
            </span>
          )}
        </>
      ),
    },
    { key: 'number', title: say('number'), render: row => <span className="num">{row.number ?? '—'}</span> },
    sinceColumn('asked', say('askedAt'), row => row.askedAt),
  ]
}
