import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { type InvoiceStatus, type InvoiceView, invoiceRoutes } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay, useMe } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { isoDay, mainUnits, moneyExact } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { amountOrZero, invoiceQuery, refreshPayments } from './data.ts'
import { Field } from './Field.tsx'
import look from './invoice.module.css'
import { invoiceTexts } from './invoice-texts.ts'
import css from './payment.module.css'
import { Reds } from './Reds.tsx'
import { WithReason } from './WithReason.tsx'
import { invoiceState } from './words.ts'

/** One invoice: what to copy into the tax office's system, its next step, and how it is taken back. */
export function InvoiceSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const say = useText(invoiceTexts)
  const query = useQuery(invoiceQuery(id))
  const invoice = query.data
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      title={invoice ? say(invoice.kind) : say('invoices')}
      subtitle={
        invoice ? `${invoice.accountName ?? ''} · ${moneyExact(invoice.amount, invoice.currency)}` : ''
      }
      width={460}
    >
      {id !== undefined && <Loaded query={query}>{found => <Invoice key={id} invoice={found} />}</Loaded>}
    </Sheet>
  )
}

const facts = ['title', 'creditCode', 'address', 'phone', 'bank', 'bankNumber'] as const

function Invoice({ invoice }: { invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const [tone, state] = invoiceState(invoice, say)
  return (
    <div className={css.stack}>
      <div>
        <Chip tone={tone} dot>
          {[state, invoice.number, invoice.issuedDay].filter(Boolean).join(' · ')}
        </Chip>
      </div>
      <Link to={`/quotes/${invoice.quoteId}?view=deal`} className={css.deal}>
        {invoice.dealName} · {invoice.contractNumber}
      </Link>
      <Sums invoice={invoice} />
      <ul className={look.buyer}>
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
      <Steps key={invoice.version} invoice={invoice} />
      {invoice.number !== null && invoice.status !== 'void' && <Reds invoice={invoice} />}
    </div>
  )
}

function Sums({ invoice }: { invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const exact = (minor: number) => moneyExact(minor, invoice.currency)
  const { amount, tax, credited } = invoice
  const sums: [string, string][] = [[say('withTax'), exact(amount)]]
  if (tax !== null) sums.push([say('net'), exact(amount - tax)], [say('tax'), exact(tax)])
  if (credited > 0) sums.push([say('credited'), exact(-credited)], [say('left'), exact(amount - credited)])
  return (
    <dl className={look.sums}>
      {sums.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Steps({ invoice }: { invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const finance = useMay()('payment.confirm')
  const own = useMe().userId === invoice.askedBy
  const params = { id: invoice.id }
  const [reason, setReason] = useState('')
  const undo = useUndo()
  const onDone = () => void refreshPayments()
  const back = useSave((from: InvoiceStatus) => call(invoiceRoutes.back, { params, body: { from } }), {
    onDone,
  })
  const after = (words: string) => (now: InvoiceView) => {
    onDone()
    if (finance) undo(words, () => back.mutate(now.status))
  }
  const hand = useSave(() => call(invoiceRoutes.hand, { params }), { onDone: after(say('handedToast')) })
  const asked = invoice.status === 'asked'
  const cancel = useSave(() => call(invoiceRoutes.void, { params, body: { reason } }), {
    silent: true,
    onDone: after(say(asked ? 'withdrawnToast' : 'voidToast')),
  })
  const untouched = invoice.reds.every(({ status }) => status === 'withdrawn')
  return (
    <>
      {finance && asked && <Issue invoice={invoice} onDone={after(say('issuedToast'))} />}
      {finance && invoice.status === 'issued' && (
        <Button type="primary" loading={hand.isPending} onClick={() => hand.mutate(undefined)}>
          {say('markHanded')}
        </Button>
      )}
      {invoice.voidable && (finance || (asked && own)) && (
        <WithReason
          error={cancel.error}
          label={say(asked ? 'withdrawReason' : 'voidReason')}
          reason={reason}
          onReason={setReason}
          button={
            <Button
              danger
              disabled={reason.trim() === ''}
              loading={cancel.isPending}
              onClick={() => cancel.mutate(undefined)}
            >
              {say(asked ? 'withdrawAsk' : 'makeVoid')}
            </Button>
          }
        />
      )}
      {finance && !asked && untouched && (
        <Button
          type="text"
          className={look.quiet ?? ''}
          loading={back.isPending}
          onClick={() => back.mutate(invoice.status)}
        >
          {say('takeBack')}
        </Button>
      )}
    </>
  )
}

/** What stands on the invoice that the tax office's system has issued. */
function Issue({ invoice, onDone }: { invoice: InvoiceView; onDone: (now: InvoiceView) => void }) {
  const say = useText(invoiceTexts)
  const { usualTax, currency } = invoice
  const [number, setNumber] = useState('')
  const [day, setDay] = useState(isoDay(Date.now()))
  const [tax, setTax] = useState(usualTax === null ? '' : mainUnits(usualTax, currency))
  const minor = amountOrZero(tax, currency)
  const issue = useSave(
    () =>
      call(invoiceRoutes.issue, {
        params: { id: invoice.id },
        body: { number, day, ...(minor !== undefined && { tax: minor }) },
      }),
    { silent: true, onDone },
  )
  const wrong = tax !== '' && minor === undefined
  return (
    <>
      <Fault error={issue.error} />
      <div className={css.fields}>
        <Field label={say('number')} wide>
          <Input
            inputMode="numeric"
            value={number}
            onChange={event => setNumber(event.target.value.replace(/\s/g, ''))}
          />
        </Field>
        <Field label={say('tax')} {...(usualTax !== null && { hint: say('taxHint') })}>
          <Input
            inputMode="decimal"
            status={wrong ? 'error' : ''}
            value={tax}
            onChange={event => setTax(event.target.value)}
          />
        </Field>
        <Field label={say('day')}>
          <Input
            type="date"
            value={day}
            onChange={event => event.target.value && setDay(event.target.value)}
          />
        </Field>
      </div>
      <Button
        type="primary"
        disabled={number === '' || wrong}
        loading={issue.isPending}
        onClick={() => issue.mutate(undefined)}
      >
        {say('markIssued')}
      </Button>
    </>
  )
}
