import { useText } from '../../../../app/i18n.ts'
import { useMay } from '../../../../app/session.ts'
import { moneyExact, percent } from '../../../../ui/format.ts'
import { IssueButton } from '../QuoteActions.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import type { DraftState } from '../useDraft.ts'
import type { Editing } from './EditPanel.tsx'

/** The total and the next act, always in reach of the thumb. */
export function PhoneFoot({ editing, state }: { editing: Editing; state: DraftState }) {
  const say = useText(quoteTexts)
  const may = useMay()
  const { live, draft, quote, readOnly } = editing
  const pending = quote.state !== 'issued' || quote.changed || state.state !== 'saved'
  return (
    <div className={css.foot}>
      <div>
        <strong className="num">
          {live.priced ? moneyExact(live.priced.totals.gross, draft.currency) : '—'}
        </strong>
        <span className="quiet small num">
          {live.priced && live.measures.blendedDiscount !== null
            ? `${say('blended')} ${percent(live.measures.blendedDiscount, 1)}`
            : say('gross')}
        </span>
      </div>
      {!readOnly && pending && may('quote.write') && <IssueButton quote={quote} draft={state} />}
    </div>
  )
}
