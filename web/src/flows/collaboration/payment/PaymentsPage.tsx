import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { type PaymentTab, paymentTabs } from '#collaboration/payment/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo, useUrlState } from '../../../app/url-state.ts'
import { moneyExact } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Money } from '../../../ui/Values.tsx'
import { summaryQuery } from './data.ts'
import css from './payment.module.css'
import { ReceivableList } from './ReceivableList.tsx'
import { RulesSheet } from './RulesSheet.tsx'
import { ToConfirm } from './ToConfirm.tsx'
import { paymentTexts } from './texts.ts'

/** What customers owe, what came in, and what has to be confirmed. */
export default function PaymentsPage() {
  const say = useText(paymentTexts)
  const may = useMay()
  const [search, change] = useUrlState()
  const confirms = may('payment.confirm')
  const summary = useQuery(summaryQuery(search.owner))
  const shown = paymentTabs.filter(tab => tab !== 'toConfirm' || confirms)
  const tab = shown.find(each => each === search.tab) ?? (confirms ? 'toConfirm' : 'due')
  const choose = (next: PaymentTab) => change({ tab: next, page: undefined, q: undefined, show: undefined })
  return (
    <>
      <PageHead title={say('payments')} actions={<Actions />} />
      <PageBody>
        <Tabs shown={shown} tab={tab} onChoose={choose} summary={summary.data} />
        {tab === 'toConfirm' ? (
          <ToConfirm sums={summary.data?.toConfirm ?? undefined} />
        ) : (
          <ReceivableList key={tab} tab={tab} />
        )}
      </PageBody>
    </>
  )
}

function Actions() {
  const say = useText(paymentTexts)
  const may = useMay()
  const go = useGo()
  const [rules, setRules] = useState(false)
  return (
    <div className={css.bar}>
      {may('setting.manage') && <Button onClick={() => setRules(true)}>{say('rules')}</Button>}
      <Button onClick={() => void go('/payments/invoices')}>{say('invoices')}</Button>
      {may('payment.import') && (
        <Button
          type="primary"
          icon={<Icon name="upload" size={16} />}
          onClick={() => void go('/payments/import')}
        >
          {say('import')}
        </Button>
      )}
      <RulesSheet open={rules} onClose={() => setRules(false)} />
    </div>
  )
}

interface Sum {
  count: number
  sums: { currency: string; amount: number }[]
}

function Tabs({
  shown,
  tab,
  onChoose,
  summary,
}: {
  shown: readonly PaymentTab[]
  tab: PaymentTab
  onChoose: (tab: PaymentTab) => void
  summary: Partial<Record<PaymentTab, Sum | null>> | undefined
}) {
  const say = useText(paymentTexts)
  const step = (event: KeyboardEvent, by: number) => {
    event.preventDefault()
    const next = shown[(shown.indexOf(tab) + by + shown.length) % shown.length]!
    onChoose(next)
    document.getElementById(`payments-${next}`)?.focus()
  }
  return (
    <div
      role="tablist"
      aria-label={say('payments')}
      className={css.tabs}
      style={{ '--tabs': shown.length } as React.CSSProperties}
    >
      {shown.map(each => {
        const sum = summary?.[each]
        return (
          <button
            key={each}
            id={`payments-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            tabIndex={each === tab ? 0 : -1}
            className={`plain ${css.tab} ${sum?.count === 0 ? css.none : ''}`}
            onClick={() => onChoose(each)}
            onKeyDown={event => {
              if (event.key === 'ArrowRight') step(event, 1)
              if (event.key === 'ArrowLeft') step(event, -1)
            }}
          >
            <span>{say(each)}</span>
            <b className={each === 'overdue' && sum && sum.count > 0 ? css.alarm : ''}>
              <Sums sums={sum?.sums} />
            </b>
            <span className="quiet small">{sum ? say('countItems', { count: sum.count }) : ' '}</span>
          </button>
        )
      })}
    </div>
  )
}

/** Each currency by itself: sums over currencies would mean nothing. */
function Sums({ sums }: { sums: Sum['sums'] | undefined }) {
  if (!sums) return <>…</>
  if (sums.length === 0) return <>0</>
  return (
    <>
      {sums.map(({ currency, amount }, i) => (
        <span key={currency} title={moneyExact(amount, currency)}>
          {i > 0 && ' + '}
          <Money minor={amount} currency={currency} />
        </span>
      ))}
    </>
  )
}
