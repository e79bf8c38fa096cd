import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { PlanView } from '#collaboration/payment/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { moneyExact } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { AskInvoiceSheet } from './AskInvoiceSheet.tsx'
import { planQuery, receivableTones } from './data.ts'
import css from './payment.module.css'
import { paymentTexts } from './texts.ts'
import { paymentWords, stateWords } from './words.ts'

/** On the deal's page: the payment plan, what is in and what is missing; the invoice. */
export function PaymentPanel({ quote }: { quote: { id: string } }) {
  const say = useText(paymentTexts)
  const may = useMay()
  const query = useQuery({ ...planQuery(quote.id), enabled: may('payment.read') })
  if (!may('payment.read')) return null
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('plan')}</h2>
      <Loaded query={query} skeleton={<SkeletonLines />}>
        {({ plan }) => (plan ? <Plan plan={plan} /> : <p className="quiet">{say('planBefore')}</p>)}
      </Loaded>
    </section>
  )
}

function Plan({ plan }: { plan: PlanView }) {
  const say = useText(paymentTexts)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const exact = (minor: number) => moneyExact(minor, plan.currency)
  const left = plan.amount - plan.invoiced
  return (
    <>
      <div className={css.headline}>
        <b className={css.figure}>
          {say('inOf', { received: exact(plan.received), amount: exact(plan.amount) })}
        </b>
        <span className="quiet">
          {plan.received >= plan.amount
            ? say('allIn')
            : say('missing', { amount: exact(plan.amount - plan.received) })}
        </span>
      </div>
      <div className={css.meter} aria-hidden="true">
        <i style={{ width: `${plan.amount > 0 ? (plan.received / plan.amount) * 100 : 0}%` }} />
      </div>
      <div className={css.state}>
        <Chip tone={plan.covered ? 'green' : 'ochre'} dot>
          {plan.covered ? say('coveredNow') : say('notCovered', { amount: exact(plan.threshold) })}
        </Chip>
      </div>
      <ul className={css.rows} aria-label={say('planName')}>
        {plan.payments.map(payment => (
          <li key={payment.id}>
            <span>
              {paymentWords(payment, say)}
              <span className={css.sub}>
                {payment.percent}% · {payment.dueDay}
              </span>
            </span>
            <Chip tone={receivableTones[payment.state]} dot>
              {stateWords(payment, say)}
            </Chip>
            <b className="num nowrap">{exact(payment.amount)}</b>
          </li>
        ))}
      </ul>
      <Received plan={plan} />
      {!plan.covered && may('payment.import') && (
        <Link to="/payments/import" className="link">
          {say('toImport')}
        </Link>
      )}
      {may('invoice.write') && (
        <div className={css.bar}>
          <Button disabled={left <= 0} onClick={() => setAsking(true)}>
            {say('askInvoice')}
          </Button>
          {(plan.invoiced > 0 || plan.credited > 0) && (
            <Link to={`/payments/invoices?q=${encodeURIComponent(plan.number)}`} className="small">
              {say('invoiced', { amount: exact(plan.invoiced) })}
              {plan.credited > 0 && say('creditedOf', { amount: exact(plan.credited) })}
            </Link>
          )}
          <AskInvoiceSheet plan={plan} open={asking} onClose={() => setAsking(false)} />
        </div>
      )}
    </>
  )
}

function Received({ plan }: { plan: PlanView }) {
  const say = useText(paymentTexts)
  const names = useNames()
  if (plan.confirmations.length === 0) return null
  return (
    <ul className={css.rows} aria-label={say('history')}>
      {plan.confirmations.map(each => (
        <li key={each.id}>
          <span>
            <span className={each.reversedAt === null ? '' : css.gone}>
              {each.payer || say('noPayer')} · {each.day}
            </span>
            <span className={css.sub}>
              {each.byRule ? say('byRule') : say('byPerson', { name: names.person(each.confirmedBy) })} ·{' '}
              <RelativeTime at={each.confirmedAt} />
              {each.reversedAt !== null && ` · ${say('takenBack', { reason: each.reversalReason ?? '' })}`}
            </span>
          </span>
          <span />
          <b className={`num nowrap ${each.reversedAt === null ? '' : css.gone}`}>
            {moneyExact(each.amount, each.currency)}
          </b>
        </li>
      ))}
    </ul>
  )
}
