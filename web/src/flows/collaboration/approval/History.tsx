import type { CaseView } from '#collaboration/approval/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { exactTime } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './approval.module.css'
import { approvalTexts } from './texts.ts'
import { actText } from './words.ts'

/** Line by line what happened, newest first, and whether the record is whole. */
export function History({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const names = useOrgNames()
  return (
    <section className={`card ${css.card}`}>
      <h2>{say('history')}</h2>
      <ol className={css.history}>
        {view.acts.toReversed().map(act => (
          <li key={act.position}>
            <p>{actText(act, names, say, locale)}</p>
            {act.comment && <blockquote>{act.comment}</blockquote>}
            <small className="quiet num">{exactTime(act.at)}</small>
          </li>
        ))}
      </ol>
      <p className={view.intact ? `quiet small ${css.whole}` : css.alarm}>
        <Icon name={view.intact ? 'check' : 'warn'} size={12} />{' '}
        {view.intact ? say('intact', { count: view.acts.length }) : say('broken')}
      </p>
    </section>
  )
}
