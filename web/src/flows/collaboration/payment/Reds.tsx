import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import {
  confirmHours,
  type InvoiceView,
  invoiceRoutes,
  type RedStatus,
  type RedView,
  redReasons,
} from '#collaboration/payment/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay, useMe } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { exactTime, isoDay, mainUnits, moneyExact } from '../../../ui/format.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { amountOrZero, minorOf, redTones, refreshPayments } from './data.ts'
import { Field } from './Field.tsx'
import look from './invoice.module.css'
import { invoiceTexts } from './invoice-texts.ts'
import css from './payment.module.css'
import { WithReason } from './WithReason.tsx'

const states = {
  asked: 'redAskedState',
  confirming: 'redConfirming',
  issued: 'redIssued',
  withdrawn: 'redWithdrawn',
} as const

/** The red invoices of an issued one, and the way to a further one while something of it is left. */
export function Reds({ invoice }: { invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const taken = invoice.reds
    .filter(({ status }) => status !== 'withdrawn')
    .reduce((sum, { amount }) => sum + amount, 0)
  const left = invoice.amount - taken
  return (
    <section className={look.reds} aria-label={say('reds')}>
      <h3>{say('reds')}</h3>
      {invoice.reds.map(red => (
        <Red key={red.id} red={red} invoice={invoice} />
      ))}
      {invoice.credited > 0 && (
        <p className="quiet small">
          {say('newBlue')} <Link to={`/quotes/${invoice.quoteId}?view=deal`}>{say('toDeal')}</Link>
        </p>
      )}
      {left > 0 && may('invoice.write') && !asking && (
        <>
          {invoice.reds.length === 0 && <p className="quiet small">{say('makeRedHint')}</p>}
          <Button onClick={() => setAsking(true)}>{say('makeRed')}</Button>
        </>
      )}
      {left > 0 && asking && <AskRed invoice={invoice} left={left} onClose={() => setAsking(false)} />}
    </section>
  )
}

function AskRed({ invoice, left, onClose }: { invoice: InvoiceView; left: number; onClose: () => void }) {
  const say = useText(invoiceTexts)
  const [id] = useState(() => newId())
  const [reason, setReason] = useState<RedView['reason']>('error')
  const [amount, setAmount] = useState(mainUnits(left, invoice.currency))
  const [tax, setTax] = useState('')
  const [booked, setBooked] = useState(false)
  const [note, setNote] = useState('')
  const whole = reason === 'error'
  const minor = whole ? left : minorOf(amount, invoice.currency)
  const minorTax = whole ? undefined : amountOrZero(tax, invoice.currency)
  const ask = useSave(
    () =>
      call(invoiceRoutes.askRed, {
        params: { id: invoice.id },
        body: { id, reason, amount: minor!, booked, note, ...(minorTax !== undefined && { tax: minorTax }) },
      }),
    {
      said: say('redAsked'),
      silent: true,
      onDone: () => {
        void refreshPayments()
        onClose()
      },
    },
  )
  return (
    <>
      <div className={css.fields}>
        <div className={`${css.field} ${css.wide}`}>
          <span id="red-reason">{say('redReason')}</span>
          <Select
            aria-labelledby="red-reason"
            value={reason}
            onChange={setReason}
            options={redReasons.map(value => ({ value, label: say(value) }))}
          />
        </div>
        <Field
          label={say('redAmount')}
          hint={whole ? say('redWhole') : say('redLeft', { amount: moneyExact(left, invoice.currency) })}
          wide={invoice.tax === null}
        >
          <Input
            inputMode="decimal"
            disabled={whole}
            status={minor ? '' : 'error'}
            value={whole ? mainUnits(left, invoice.currency) : amount}
            onChange={event => setAmount(event.target.value)}
          />
        </Field>
        {invoice.tax !== null && !whole && (
          <Field label={say('redTax')} hint={say('redTaxHint')}>
            <Input
              inputMode="decimal"
              status={tax !== '' && minorTax === undefined ? 'error' : ''}
              value={tax}
              onChange={event => setTax(event.target.value)}
            />
          </Field>
        )}
        <Field label={say('note')} wide>
          <Input value={note} maxLength={200} onChange={event => setNote(event.target.value)} />
        </Field>
      </div>
      <Checkbox checked={booked} onChange={event => setBooked(event.target.checked)}>
        {say('booked')}
        <span className={css.sub}>{say('bookedHint')}</span>
      </Checkbox>
      <Fault error={ask.error} />
      <div className={css.bar}>
        <Button
          type="primary"
          disabled={!minor || (tax !== '' && !whole && minorTax === undefined)}
          loading={ask.isPending}
          onClick={() => ask.mutate(undefined)}
        >
          {say('sendRed')}
        </Button>
        <Button type="text" onClick={onClose}>
          {say('cancel')}
        </Button>
      </div>
    </>
  )
}

function Red({ red, invoice }: { red: RedView; invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const exact = (minor: number) => moneyExact(minor, invoice.currency)
  return (
    <article className={look.red}>
      <header>
        <b>{say(red.reason)}</b>
        <Chip tone={redTones[red.status]} dot>
          {say(states[red.status])}
        </Chip>
        <b className={`num nowrap ${red.status === 'withdrawn' ? look.gone : ''}`}>{exact(-red.amount)}</b>
      </header>
      <p className="quiet small num">
        {[
          red.tax !== null && `${say('tax')} ${exact(-red.tax)}`,
          red.formNumber && `${say('formNumber')} ${red.formNumber}`,
          red.number,
          red.issuedDay,
          red.note,
          red.why,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <RedSteps key={red.status} red={red} invoice={invoice} />
    </article>
  )
}

function RedSteps({ red, invoice }: { red: RedView; invoice: InvoiceView }) {
  const say = useText(invoiceTexts)
  const finance = useMay()('payment.confirm')
  const own = useMe().userId === red.askedBy
  const undo = useUndo()
  const [why, setWhy] = useState('')
  const params = { id: invoice.id, red: red.id }
  const onDone = () => void refreshPayments()
  const back = useSave((from: RedStatus) => call(invoiceRoutes.backRed, { params, body: { from } }), {
    onDone,
  })
  const after = (words: string, from: RedStatus) => () => {
    onDone()
    undo(words, () => back.mutate(from))
  }
  const withdraw = useSave(() => call(invoiceRoutes.withdrawRed, { params, body: { why } }), {
    silent: true,
    onDone: after(say('redGone'), 'withdrawn'),
  })
  const open = red.status === 'asked' || red.status === 'confirming'
  const form = red.status === 'asked' && red.booked
  return (
    <>
      {form && <p className="small">{say('needsConfirm')}</p>}
      {red.status === 'confirming' && red.sentAt !== null && <Until sentAt={red.sentAt} />}
      {finance && form && <SendForm params={params} onDone={after(say('sentToast'), 'confirming')} />}
      {finance && open && !form && <IssueRed params={params} onDone={after(say('redToast'), 'issued')} />}
      {open && (finance || (own && red.status === 'asked')) && (
        <WithReason
          error={withdraw.error}
          label={say('whyWithdraw')}
          reason={why}
          onReason={setWhy}
          button={
            <Button
              disabled={why.trim() === ''}
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(undefined)}
            >
              {say('withdrawRed')}
            </Button>
          }
        />
      )}
      {finance && red.status !== 'asked' && (
        <Button
          type="text"
          className={look.quiet ?? ''}
          loading={back.isPending}
          onClick={() => back.mutate(red.status)}
        >
          {say('takeBack')}
        </Button>
      )}
    </>
  )
}

function Until({ sentAt }: { sentAt: number }) {
  const say = useText(invoiceTexts)
  const until = sentAt + confirmHours * 3_600_000
  const late = until < Date.now()
  return (
    <p className={`small ${late ? css.bad : ''}`}>
      {say(late ? 'confirmLate' : 'confirmBy', { time: exactTime(until) })}
    </p>
  )
}

interface Step {
  params: { id: string; red: string }
  onDone: () => void
}

function SendForm({ params, onDone }: Step) {
  const say = useText(invoiceTexts)
  const [formNumber, setFormNumber] = useState('')
  const send = useSave(() => call(invoiceRoutes.sendRed, { params, body: { formNumber } }), {
    silent: true,
    onDone,
  })
  return (
    <WithReason
      error={send.error}
      label={say('formNumber')}
      reason={formNumber}
      onReason={text => setFormNumber(text.trim().slice(0, 30))}
      button={
        <Button
          type="primary"
          disabled={formNumber === ''}
          loading={send.isPending}
          onClick={() => send.mutate(undefined)}
        >
          {say('markSent')}
        </Button>
      }
    />
  )
}

function IssueRed({ params, onDone }: Step) {
  const say = useText(invoiceTexts)
  const [number, setNumber] = useState('')
  const [day, setDay] = useState(isoDay(Date.now()))
  const issue = useSave(() => call(invoiceRoutes.issueRed, { params, body: { number, day } }), {
    silent: true,
    onDone,
  })
  return (
    <>
      <Fault error={issue.error} />
      <div className={css.fields}>
        <Field label={say('redNumber')} wide>
          <Input
            inputMode="numeric"
            value={number}
            onChange={event => setNumber(event.target.value.replace(/\s/g, ''))}
          />
        </Field>
        <Field label={say('day')} wide>
          <Input
            type="date"
            value={day}
            onChange={event => event.target.value && setDay(event.target.value)}
          />
        </Field>
      </div>
      <Button
        type="primary"
        disabled={number === ''}
        loading={issue.isPending}
        onClick={() => issue.mutate(undefined)}
      >
        {say('markRed')}
      </Button>
    </>
  )
}
