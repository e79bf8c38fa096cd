import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import {
  type InvoiceKind,
  invoiceKinds,
  invoiceRoutes,
  type PlanView,
  type TaxData,
} from '#collaboration/payment/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { mainUnits, moneyExact } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { minorOf, refreshPayments, taxDataQuery } from './data.ts'
import { Field } from './Field.tsx'
import { invoiceTexts } from './invoice-texts.ts'
import css from './payment.module.css'

/** Asks for an invoice of a deal, with the customer's tax data as last used. */
export function AskInvoiceSheet({
  plan,
  open,
  onClose,
}: {
  plan: PlanView
  open: boolean
  onClose: () => void
}) {
  const say = useText(invoiceTexts)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say('askInvoice')}
      subtitle={`${plan.accountName ?? ''} · ${plan.number}`}
      width={520}
    >
      <Asking plan={plan} onClose={onClose} />
    </Sheet>
  )
}

function Asking({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const query = useQuery({ ...taxDataQuery(plan.accountId), staleTime: 0 })
  return <Loaded query={query}>{({ data }) => <Form plan={plan} known={data} onClose={onClose} />}</Loaded>
}

const others = ['address', 'phone', 'bank', 'bankNumber'] as const

function Form({ plan, known, onClose }: { plan: PlanView; known: TaxData; onClose: () => void }) {
  const say = useText(invoiceTexts)
  const left = plan.amount - plan.invoiced
  const [id] = useState(() => newId())
  const [kind, setKind] = useState<InvoiceKind>('digital-special')
  const [amount, setAmount] = useState(mainUnits(left, plan.currency))
  const [buyer, setBuyer] = useState(known)
  const [note, setNote] = useState('')
  const minor = minorOf(amount, plan.currency)
  const set = (field: keyof TaxData) => (event: { target: { value: string } }) =>
    setBuyer({ ...buyer, [field]: event.target.value })
  const ask = useSave(
    () =>
      call(invoiceRoutes.ask, {
        body: { id, contractId: plan.contractId, kind, amount: minor!, buyer, note },
      }),
    {
      said: say('askedInvoice'),
      silent: true,
      onDone: () => {
        void refreshPayments()
        onClose()
      },
    },
  )
  return (
    <div className={css.stack}>
      <div className={css.fields}>
        <div className={css.field}>
          <span id="invoice-kind">{say('invoiceKind')}</span>
          <Select
            aria-labelledby="invoice-kind"
            value={kind}
            onChange={setKind}
            options={invoiceKinds.map(value => ({ value, label: say(value) }))}
          />
        </div>
        <Field
          label={say('invoiceAmount')}
          hint={say('leftToInvoice', { amount: moneyExact(left, plan.currency) })}
        >
          <Input
            inputMode="decimal"
            value={amount}
            status={minor ? '' : 'error'}
            onChange={event => setAmount(event.target.value)}
          />
        </Field>
        <Field label={say('taxTitle')} wide>
          <Input value={buyer.title} onChange={set('title')} />
        </Field>
        <CreditCode value={buyer.creditCode} onChange={set('creditCode')} />
        {others.map(field => (
          <Field key={field} label={say(field)}>
            <Input value={buyer[field]} onChange={set(field)} />
          </Field>
        ))}
        <Field label={say('note')} wide>
          <Input value={note} maxLength={200} onChange={event => setNote(event.target.value)} />
        </Field>
      </div>
      <p className="quiet small">{say('specialHint')}</p>
      <Fault error={ask.error} />
      <Button
        type="primary"
        disabled={!minor || !buyer.title}
        loading={ask.isPending}
        onClick={() => ask.mutate(undefined)}
      >
        {say('sendAsk')}
      </Button>
    </div>
  )
}

/** Checked as soon as it is whole, in words that say which character is wrong. */
function CreditCode({
  value,
  onChange,
}: {
  value: string
  onChange: (event: { target: { value: string } }) => void
}) {
  const say = useText(invoiceTexts)
  const locale = useLocale()
  const whole = value.replace(/[\s-]/g, '').length >= 15
  const { data } = useQuery({
    queryKey: ['credit-code', value],
    queryFn: () => call(invoiceRoutes.check, { body: { code: value.slice(0, 40) } }),
    enabled: whole,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Field label={say('creditCode')} wide>
      <Input value={value} maxLength={40} status={data?.fault ? 'error' : ''} onChange={onChange} />
      <span aria-live="polite">
        {whole && data && (
          <span className={data.fault ? css.bad : css.fine}>
            {data.fault ? pick(data.fault, locale) : say('codeFine')}
          </span>
        )}
      </span>
    </Field>
  )
}
