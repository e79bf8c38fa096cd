import type { Verdict } from '#collaboration/mandate/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { measureText } from './verdict.ts'
import { measureName } from './words.ts'

/** Every measure of a verdict: what is outside first, with its limit and by how much. */
export function Measures({ verdict }: { verdict: Verdict }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const measures = verdict.measures.toSorted((a, b) => Number(a.inside) - Number(b.inside))
  return (
    <>
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
