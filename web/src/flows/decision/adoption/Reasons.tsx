import type { Adoption } from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { suggestionTexts } from '../suggestion/texts.ts'
import type { Show } from './AdoptionPage.tsx'
import css from './adoption.module.css'
import { type RejectReason, rejectReasonOf } from './reasons.ts'
import { adoptionTexts } from './texts.ts'

/** Why suggestions were rejected, most frequent first. */
export function Reasons({ adoption: { reasons }, show }: { adoption: Adoption; show: Show }) {
  const say = useText(adoptionTexts)
  const saySuggestion = useText(suggestionTexts)
  const most = Math.max(1, ...reasons.map(({ count }) => count))
  const name = (reason: RejectReason) => saySuggestion(reason)
  return (
    <section className={`card ${css.reasons}`}>
      <h2>{say('reasons')}</h2>
      {reasons.length === 0 && <p className="quiet">{say('reasonsNone')}</p>}
      <ul>
        {reasons.map(({ reason, count }) => {
          const words = name(rejectReasonOf(reason))
          return (
            <li key={reason}>
              <button
                type="button"
                className="plain"
                onClick={() => show(words, { pick: 'rejected', reason })}
              >
                <span>{words}</span>
                <i style={{ width: `${(100 * count) / most}%` }} aria-hidden="true" />
                <b className="num">{count}</b>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
