import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { CaseView } from '#collaboration/approval/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useScreenParams } from '../../../app/url-state.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Money, RelativeTime } from '../../../ui/Values.tsx'
import css from './approval.module.css'
import { CaseSteps } from './CaseSteps.tsx'
import { DecideBar } from './DecideBar.tsx'
import { Differences } from './Differences.tsx'
import { caseQuery, statusTones } from './data.ts'
import { History } from './History.tsx'
import { IntentCard } from './IntentCard.tsx'
import { Lines } from './Lines.tsx'
import { OwnActs } from './OwnActs.tsx'
import { approvalTexts } from './texts.ts'
import { type Deciding, useDecide } from './useDecide.ts'
import { Waits } from './Waits.tsx'

/** The approver's page: what differs from the norm first, then what one needs to judge it, then the decision. */
export default function ApprovalPage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(caseQuery(id))
  return <Loaded query={query}>{view => <Approval key={view.id} view={view} />}</Loaded>
}

function Approval({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const decide = useDecide(view)
  return (
    <div className={css.page}>
      <PageHead
        back="/approvals"
        title={view.title}
        subtitle={[view.number, view.accountName].filter(Boolean).join(' · ')}
        marks={
          <Chip tone={statusTones[view.status]} dot>
            {say(view.status)}
          </Chip>
        }
        actions={<OwnActs view={view} />}
      />
      <PageBody>
        <div className={css.columns}>
          <div className={css.main}>
            <Asked view={view} />
            <Differences view={view} />
            {view.subject === 'contract' && <Lines view={view} />}
            <IntentCard accountId={view.accountId} account={view.accountName ?? ''} />
            {view.subject === 'quote' && <Lines view={view} />}
          </div>
          <aside className={css.side}>
            <CaseSteps view={view} />
            <History view={view} />
          </aside>
        </div>
      </PageBody>
      <Foot view={view} decide={decide} />
    </div>
  )
}

/** Who asks for what, since when, and whom it waits for. */
function Asked({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const names = useOrgNames()
  const to = view.subject === 'quote' ? `/quotes/${view.subjectId}` : `/contracts/${view.subjectId}`
  return (
    <section className={`card ${css.asked}`}>
      <p className={css.amount}>
        <Money minor={view.amount} currency={view.currency} />
        <small>{say('amount')}</small>
      </p>
      <p>
        {say('askedLine', { name: names.member(view.askedBy) })} · <RelativeTime at={view.askedAt} /> ·{' '}
        <Link to={to} className={`link ${css.subject}`}>
          {say(view.subject === 'quote' ? 'openQuote' : 'openContract')}
        </Link>
      </p>
      {view.note && (
        <p className={css.note}>
          <small>{say('note')}</small>
          {view.note}
        </p>
      )}
      <Waits view={view} />
    </section>
  )
}

/** The decision, or taking it back; and beside the buttons what was refused. */
function Foot({ view, decide }: { view: CaseView; decide: Deciding }) {
  const say = useText(approvalTexts)
  const decides = view.may.decide && view.newest
  const undoes = !decides && view.may.undoUntil !== null
  if (!decides && !undoes && !decide.error) return null
  return (
    <div className={css.foot}>
      <Fault error={decide.error} />
      {decides && <DecideBar view={view} decide={decide} />}
      {undoes && (
        <Button
          icon={<Icon name="undo" size={16} />}
          loading={decide.isPending}
          onClick={() => decide.mutate({ act: { kind: 'undo' }, comment: '' })}
        >
          {say('undo')}
        </Button>
      )}
    </div>
  )
}
