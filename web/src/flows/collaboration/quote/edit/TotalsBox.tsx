import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useText } from '../../../../app/i18n.ts'
import { useMay } from '../../../../app/session.ts'
import { moneyExact, percent } from '../../../../ui/format.ts'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { Cell } from './Cell.tsx'
import { readDiscount, showDiscount } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { lineOf } from './live.ts'

/** Sums, taxes and what the price really is, while one types. */
export function TotalsBox({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const { live, draft, readOnly, change } = editing
  return (
    <aside className={css.totals} aria-label={say('sums')}>
      <div className={css.whole}>
        <span>{say('wholeDiscount')}</span>
        <Cell
          row={1}
          readOnly={readOnly}
          numeric
          label={say('wholeDiscount')}
          column="whole"
          value={showDiscount(draft.discount)}
          read={readDiscount}
          onValue={discount => change(before => ({ ...before, discount }))}
        />
      </div>
      <small className="quiet">{say('wholeHint')}</small>
      {live.priced && (
        <>
          <dl className={css.sums}>
            {live.priced.totals.list !== live.priced.totals.amount && (
              <>
                <Row label={say('listTotal')}>{moneyExact(live.priced.totals.list, draft.currency)}</Row>
                <Row label={say('off')}>
                  {moneyExact(live.priced.totals.amount - live.priced.totals.list, draft.currency)}
                </Row>
              </>
            )}
            <Row label={say('net')}>{moneyExact(live.priced.totals.net, draft.currency)}</Row>
            {live.priced.byRate.map(({ rate, tax }) => (
              <Row key={rate} label={say('tax', { rate })}>
                {moneyExact(tax, draft.currency)}
              </Row>
            ))}
            <Row label={say('gross')} strong>
              {moneyExact(live.priced.totals.gross, draft.currency)}
            </Row>
            {live.priced.base && (
              <Row label={say('base', { currency: live.priced.base.currency })}>
                {moneyExact(live.priced.base.gross, live.priced.base.currency)}
              </Row>
            )}
          </dl>
          <MeasuresList editing={editing} />
        </>
      )}
    </aside>
  )
}

function MeasuresList({ editing: { live, quote, draft, catalogue } }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const sees = useMay()('price.cost')
  if (!live.priced) return null
  const { measures } = live
  const worst = draft.lines.find(({ id }) => id === measures.worstLineId)
  const worstName = worst && measures.worstLineDiscount ? lineOf(worst, catalogue).name : ''
  const share = (value: number | null) => (value === null ? '—' : percent(value, 1))
  return (
    <>
      <h3>{say('measures')}</h3>
      <dl className={css.sums}>
        <Row label={say('blended')} hint={say('blendedHint')}>
          {share(measures.blendedDiscount)}
        </Row>
        <Row label={say('worst')} hint={say('worstHint')}>
          {share(measures.worstLineDiscount)}
          {worstName && <small className={css.worst}>{worstName}</small>}
        </Row>
        <Row label={say('effective')} hint={say('effectiveHint', { rate: quote.capitalRate })}>
          {share(measures.effectiveDiscount)}
        </Row>
        <Row label={say('paymentDays')} hint={say('paymentDaysHint')}>
          {say('days', { count: Math.round(measures.paymentDays) })}
        </Row>
        {sees && (
          <Row label={say('margin')} hint={say('marginHint')} strong>
            {measures.margin === null ? (
              <span className="quiet">{say('marginUnknown')}</span>
            ) : (
              share(measures.margin)
            )}
          </Row>
        )}
      </dl>
      {sees && measures.belowFloor.length > 0 && (
        <p className={css.warning}>{say('belowFloor', { count: measures.belowFloor.length })}</p>
      )}
      {measures.unlisted.length > 0 && (
        <p className={css.warning}>{say('unlisted', { count: measures.unlisted.length })}</p>
      )}
    </>
  )
}

function Row({
  label,
  hint,
  strong = false,
  children,
}: {
  label: string
  hint?: string
  strong?: boolean
  children: ReactNode
}) {
  return (
    <div className={strong ? css.strong : ''}>
      <dt>
        {hint ? (
          <Tooltip title={hint}>
            <button type="button" className={`plain ${css.hinted}`}>
              {label}
            </button>
          </Tooltip>
        ) : (
          label
        )}
      </dt>
      <dd className="num">{children}</dd>
    </div>
  )
}
