import type { MeasureVerdict, Verdict } from '#collaboration/mandate/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { measureText } from './verdict.ts'
import { measureName } from './words.ts'

/** Every measure of a verdict: what is outside first, with its limit and by how much; on the phone the rest is folded. */
export function Measures({ verdict }: { verdict: Verdict }) {
  const say = useText(mandateTexts)
  const phone = usePhone()
  const inside = verdict.measures.filter(each => each.inside)
  const outside = verdict.measures.filter(each => !each.inside)
  return (
    <>
      <MeasureList measures={phone ? outside : [...outside, ...inside]} />
      {phone && inside.length > 0 && (
        <details className={css.rest}>
          <summary>{say('restInside', { count: inside.length })}</summary>
          <MeasureList measures={inside} />
        </details>
      )}
      {verdict.measures.some(each => each.measure === 'worstLineDiscount' && each.value === null) && (
        <p className="quiet small">{say('cantKnowHint')}</p>
      )}
      {verdict.split && (
        <p className="quiet small">
          {say('split', { days: verdict.split.days, count: verdict.split.others.length })}
        </p>
      )}
    </>
  )
}

function MeasureList({ measures }: { measures: MeasureVerdict[] }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  if (measures.length === 0) return null
  return (
    <ul className={css.measures}>
      {measures.map(each => {
        const { value, limit, state } = measureText(each, say, locale)
        return (
          <li key={each.measure} className={each.inside ? '' : (css.out ?? '')}>
            <span>{measureName(each.measure, locale)}</span>
            {value && <b className="num">{value}</b>}
            <small className="num">
              {each.inside ? <Icon name="check" size={12} /> : <Icon name="warn" size={12} />}
              {[state, limit].filter(Boolean).join(' · ')}
            </small>
          </li>
        )
      })}
    </ul>
  )
}
