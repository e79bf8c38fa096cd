import type { CaseView } from '#collaboration/approval/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useNow } from '../../../ui/Values.tsx'
import css from './approval.module.css'
import { approvalTexts } from './texts.ts'
import { minuteTime, waitingText } from './words.ts'

/** Whom it waits for and until when; said too where nobody can be found, or what is seen is no longer the newest. */
export function Waits({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const now = useNow()
  const { due } = view
  const stuck = view.status === 'open' && view.steps.some(step => step.state === 'open' && step.stuck)
  return (
    <>
      {view.waitsFor.length > 0 && (
        <p>
          <Icon name="clock" size={16} /> {say('waitsLine', { names: waitingText(view, names, say, locale) })}{' '}
          <span className="quiet">
            {say('sinceLine', { time: minuteTime(view.since) })}
            {due !== null && ` · ${say(due < now ? 'lateLine' : 'dueLine', { time: minuteTime(due) })}`}
          </span>
        </p>
      )}
      {stuck && (
        <p className={css.alarm}>
          <Icon name="warn" size={16} /> {say('stuckLine')}
        </p>
      )}
      {view.status === 'blocked' && <Blocked />}
      {!view.newest && (view.status === 'open' || view.status === 'blocked') && (
        <p className={css.alarm}>
          <Icon name="warn" size={16} /> {say('notNewest')}
        </p>
      )}
    </>
  )
}

/** Nobody can be found: who may change that finds here where. */
function Blocked() {
  const say = useText(approvalTexts)
  const writes = useMay()('mandate.write')
  return (
    <p className={css.alarm}>
      <Icon name="warn" size={16} /> {say('blockedLine')}
      {writes && (
        <>
          {' '}
          <Link to="/settings/mandate" className={`link ${css.subject}`}>
            {say('toMandate')}
          </Link>{' '}
          ·{' '}
          <Link to="/approvals/flow" className={`link ${css.subject}`}>
            {say('flow')}
          </Link>
        </>
      )}
    </p>
  )
}
