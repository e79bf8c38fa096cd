import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { type InvoiceView, invoiceRoutes, invoiceStatuses } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { isoDay, moneyExact } from '../../../ui/format.ts'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { invoicesQuery, invoiceTones, refreshPayments } from './data.ts'
import { invoiceTexts } from './invoice-texts.ts'
import css from './payment.module.css'

/** Invoices asked for and issued. */
export default function InvoicesPage() {
  const say = useText(invoiceTexts)
  const list = useListPage(['status'])
  const [chosen, setChosen] = useState<InvoiceView>()
  const status = invoiceStatuses.find(each => each === list.values.status?.[0])
  const { page, size } = list.query
  const rows = useQuery(
    invoicesQuery({ page, size, ...(list.q && { q: list.q }), ...(status && { status }) }),
  )
  return (
    <>
      <PageHead back="/payments" title={say('invoices')} />
      <PageBody>
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={say('findInvoice')}
          filters={[
            {
              key: 'status',
              label: say('status'),
              options: invoiceStatuses.map(value => ({ value, label: say(value) })),
            },
          ]}
          values={list.values}
          onValues={list.setValues}
        />
        <div className={css.table}>
          <DataTable<InvoiceView>
            label={say('invoices')}
            columns={useColumns()}
            rows={rows.data}
            rowKey={row => row.id}
            state={list.state}
            onState={list.setState}
            onOpen={setChosen}
            error={rows.data ? undefined : rows.error}
            onRetry={() => void rows.refetch()}
            {...(list.q || status
              ? {}
              : {
                  empty: (
                    <EmptyState icon="document" title={say('noInvoices')} hint={say('noInvoicesHint')} />
                  ),
                })}
          />
        </div>
      </PageBody>
      <Sheet
        open={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        title={chosen ? say(chosen.kind) : ''}
        subtitle={chosen ? moneyExact(chosen.amount, chosen.currency) : ''}
        width={460}
      >
        {chosen && <Invoice key={chosen.id} invoice={chosen} onChanged={setChosen} />}
      </Sheet>
    </>
  )
}

function useColumns(): Column<InvoiceView>[] {
  const say = useText(invoiceTexts)
  // A link in a card’s title would take every tap on it, and the invoice could not be opened.
  const phone = usePhone()
  return [
    {
      key: 'customer',
      title: say('customer'),
      phone: 'title',
      render: row => (
        <>
          {phone ? (
            row.accountName
          ) : (
            <Link to={`/quotes/${row.quoteId}?view=deal`} className={css.deal}>
              {row.accountName}
            </Link>
          )}
          <span className={css.sub}>
            {row.dealName} · {row.contractNumber}
          </span>
        </>
      ),
    },
    { key: 'kind', title: say('invoiceKind'), render: row => say(row.kind) },
    {
      key: 'status',
      title: say('status'),
      phone: 'badge',
      render: row => (
        <Chip tone={invoiceTones[row.status]} dot>
          {say(row.status)}
        </Chip>
      ),
    },
    {
      key: 'amount',
      title: say('amount'),
      numeric: true,
      render: row => <b className="num nowrap">{moneyExact(row.amount, row.currency)}</b>,
    },
    { key: 'number', title: say('number'), render: row => <span className="num">{row.number ?? '—'}</span> },
    {
      key: 'asked',
      title: say('askedAt'),
      phone: 'context',
      render: row => <RelativeTime at={row.askedAt} />,
    },
  ]
}

const facts = ['title', 'creditCode', 'address', 'phone', 'bank', 'bankNumber'] as const

function Invoice({ invoice, onChanged }: { invoice: InvoiceView; onChanged: (next: InvoiceView) => void }) {
  const say = useText(invoiceTexts)
  const may = useMay()
  const [number, setNumber] = useState('')
  const [reason, setReason] = useState('')
  const params = { id: invoice.id }
  const onDone = (next: InvoiceView) => {
    void refreshPayments()
    onChanged(next)
  }
  const issue = useSave(
    () => call(invoiceRoutes.issue, { params, body: { number, day: isoDay(Date.now()) } }),
    { silent: true, onDone },
  )
  const hand = useSave(() => call(invoiceRoutes.hand, { params }), { onDone })
  const cancel = useSave(() => call(invoiceRoutes.void, { params, body: { reason } }), {
    silent: true,
    onDone,
  })
  const finance = may('payment.confirm')
  return (
    <div className={css.stack}>
      <Chip tone={invoiceTones[invoice.status]} dot>
        {[say(invoice.status), invoice.number, invoice.issuedDay].filter(Boolean).join(' · ')}
      </Chip>
      <Link to={`/quotes/${invoice.quoteId}?view=deal`} className={css.deal}>
        {invoice.dealName} · {invoice.contractNumber}
      </Link>
      <ul className={css.rows}>
        {facts
          .filter(field => invoice.buyer[field] !== '')
          .map(field => (
            <li key={field}>
              <span>
                <span className={css.sub}>{say(field === 'title' ? 'taxTitle' : field)}</span>
                {invoice.buyer[field]}
              </span>
              <CopyButton text={invoice.buyer[field]} label={say('copy')} />
            </li>
          ))}
      </ul>
      {invoice.note && <p className="quiet">{invoice.note}</p>}
      {invoice.reason && <p className="quiet">{invoice.reason}</p>}
      <Fault error={issue.error ?? cancel.error} />
      {finance && invoice.status === 'asked' && (
        <div className={css.bar}>
          <Input
            style={{ flex: 1 }}
            inputMode="numeric"
            aria-label={say('number')}
            placeholder={say('number')}
            value={number}
            onChange={event => setNumber(event.target.value.trim())}
          />
          <Button
            type="primary"
            disabled={number === ''}
            loading={issue.isPending}
            onClick={() => issue.mutate(undefined)}
          >
            {say('markIssued')}
          </Button>
        </div>
      )}
      {finance && invoice.status === 'issued' && (
        <Button type="primary" loading={hand.isPending} onClick={() => hand.mutate(undefined)}>
          {say('markHanded')}
        </Button>
      )}
      {finance && invoice.status !== 'void' && (
        <div className={css.bar}>
          <Input
            style={{ flex: 1 }}
            aria-label={say('voidReason')}
            placeholder={say('voidReason')}
            maxLength={200}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
          <Button
            danger
            disabled={reason.trim() === ''}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(undefined)}
          >
            {say('makeVoid')}
          </Button>
        </div>
      )}
    </div>
  )
}
