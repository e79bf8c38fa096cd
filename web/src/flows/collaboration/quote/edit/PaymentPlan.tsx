import { Button, Input, Select } from 'antd'
import { instalmentKinds, type QuoteDraft } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { useText } from '../../../../app/i18n.ts'
import { moneyExact } from '../../../../ui/format.ts'
import { Icon } from '../../../../ui/icons.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { Cell } from './Cell.tsx'
import { readNumber } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { isWhole } from './live.ts'

type Instalment = QuoteDraft['payment'][number]

/** Percent, all payments together. */
const together = (payment: readonly Instalment[]) =>
  Math.round(payment.reduce((sum, { percent }) => sum + Number(percent), 0) * 1e6) / 1e6

/** The payments one by one; their shares must come to exactly 100 %. */
export function PaymentPlan({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const { draft, change, live, readOnly } = editing
  const amounts = new Map(live.priced?.instalments.map(({ id, amount }) => [id, amount]))
  const set = (id: string, values: Partial<Instalment>) =>
    change(before => ({
      ...before,
      payment: before.payment.map(each => (each.id === id ? { ...each, ...values } : each)),
    }))
  const add = () =>
    change(before => {
      const first = before.payment.length === 0
      const next: Instalment = {
        ...{ id: newId(), kind: first ? 'first' : 'milestone', label: '' },
        ...{
          percent: first
            ? '30'
            : String(Math.max(0, Math.round((100 - together(before.payment)) * 1e6) / 1e6)),
          days: first ? 7 : 60,
        },
      }
      return { ...before, payment: [...before.payment, next] }
    })
  return (
    <div className={css.payment}>
      <h3>{say('payment')}</h3>
      {draft.payment.map((one, i) => (
        <div key={one.id} className={css.instalment}>
          <Select
            aria-label={`${say('payment')} ${i + 1}`}
            disabled={readOnly}
            value={one.kind}
            onChange={kind => set(one.id, { kind })}
            options={instalmentKinds.map(value => ({ value, label: say(value) }))}
          />
          <Input
            aria-label={`${say('dueLabel')} ${i + 1}`}
            placeholder={say('dueExample')}
            maxLength={80}
            value={one.label}
            onChange={event => set(one.id, { label: event.target.value })}
          />
          <Cell
            row={i + 1}
            readOnly={readOnly}
            numeric
            label={say('percent')}
            column="percent"
            suffix="%"
            value={one.percent}
            read={readNumber}
            onValue={percent => set(one.id, { percent })}
          />
          <Cell
            row={i + 1}
            readOnly={readOnly}
            numeric
            label={say('dueDays')}
            column="days"
            suffix={say('days', { count: '' }).trim()}
            value={String(one.days)}
            read={text => (/^\d{1,4}$/.test(text) && Number(text) <= 3650 ? text : undefined)}
            onValue={days => set(one.id, { days: Number(days) })}
          />
          <span className={`${css.right} num`}>
            {amounts.has(one.id) ? moneyExact(amounts.get(one.id)!, draft.currency) : '—'}
          </span>
          <button
            type="button"
            className="plain"
            aria-label={say('removePayment')}
            onClick={() =>
              change(before => ({ ...before, payment: before.payment.filter(({ id }) => id !== one.id) }))
            }
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      {!isWhole(draft) && (
        <p className={css.warning} role="alert">
          {say('paymentSum', { sum: Math.round(together(draft.payment) * 100) / 100 })}
        </p>
      )}
      {!readOnly && (
        <Button size="small" onClick={add}>
          {say('addPayment')}
        </Button>
      )}
    </div>
  )
}
