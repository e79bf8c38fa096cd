import type { CaseView } from '#collaboration/approval/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { percent } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { measureName } from '../mandate/words.ts'
import css from './approval.module.css'
import { approvalTexts } from './texts.ts'
import { differenceText } from './words.ts'

/** What lies outside the author's mandate: the measure, the limit, by how much. What is inside is named below. */
export function Differences({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const name = names.member(view.authorId)
  const outside = view.facts.measures.filter(({ inside }) => !inside)
  const inside = view.facts.measures.filter(each => each.inside)
  return (
    <section className={`card ${css.card}`}>
      <h2>{say('differs')}</h2>
      <p className="quiet small">{say('differsHint', { name, count: outside.length })}</p>
      <ul className={css.differences}>
        {outside.map(each => {
          const { value, why, by } = differenceText(each, name, say, locale)
          return (
            <li key={each.measure}>
              <b>{measureName(each.measure, locale)}</b>
              {value && <span className={`num ${css.value}`}>{value}</span>}
              <span className={css.by}>
                {by && (
                  <em className="num">
                    <Icon name="warn" size={12} /> {by}
                  </em>
                )}
                <small className="num">{why}</small>
              </span>
            </li>
          )
        })}
      </ul>
      {view.seesCosts && (
        <p className={css.margin}>
          {say('margin')}{' '}
          <b className="num">{view.margin === null ? say('marginUnknown') : percent(view.margin, 1)}</b>
        </p>
      )}
      {inside.length > 0 && (
        <p className="quiet small">
          {say('inside', {
            measures: inside
              .map(({ measure }) => measureName(measure, locale))
              .join(locale === 'en' ? ', ' : '、'),
          })}
        </p>
      )}
      {view.facts.split && (
        <p className="quiet small">
          {say('split', { days: view.facts.split.days, count: view.facts.split.others.length })}
        </p>
      )}
    </section>
  )
}
