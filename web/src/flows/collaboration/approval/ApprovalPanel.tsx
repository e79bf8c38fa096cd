import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { approvalRoutes, type CaseView, type Standing } from '#collaboration/approval/api.ts'
import type { Subject } from '#collaboration/mandate/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { mandateTexts } from '../mandate/texts.ts'
import { peopleText } from '../mandate/verdict.ts'
import css from './approval.module.css'
import { approvalsKey, standingQuery, statusTones } from './data.ts'
import { OwnActs } from './OwnActs.tsx'
import { approvalTexts } from './texts.ts'
import { Waits } from './Waits.tsx'
import { actText } from './words.ts'

/** On the deal's page: how the approval of its newest revision stands, and what to do next. */
export function ApprovalPanel({ quote }: { quote: QuoteView }) {
  const say = useText(approvalTexts)
  const may = useMay()
  const shown = quote.hash !== null && may('approval.read')
  const { data } = useQuery({ ...standingQuery('quote', quote.id), enabled: shown })
  // The mandate's own card, just above, says already that nobody needs to be asked.
  if (!shown || (data && !data.case && isWithin(data))) return null
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('approval')}</h2>
      <ApprovalOf subject="quote" id={quote.id} />
    </section>
  )
}

/** The same for whatever can be approved. */
export function ApprovalOf({ subject, id }: { subject: Subject; id: string }) {
  const query = useQuery(standingQuery(subject, id))
  return (
    <Loaded query={query} skeleton={<SkeletonLines rows={2} />}>
      {standing => (
        <>
          {standing.case && <Newest view={standing.case} mayAsk={standing.mayAsk} />}
          <Next standing={standing} subject={subject} id={id} />
        </>
      )}
    </Loaded>
  )
}

const isWithin = ({ cleared, hash, verdict, case: asked }: Standing) =>
  cleared === 'mandate' || (hash !== null && !verdict && !asked)

/** The newest case: its state, whom it waits for, what was said last. */
function Newest({ view, mayAsk }: { view: CaseView; mayAsk: boolean }) {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const last = view.acts.at(-1)
  return (
    <div className={css.newest}>
      <p className={css.stateLine}>
        <Chip tone={statusTones[view.status]} dot>
          {say(view.status)}
        </Chip>
        {last && (
          <span className="quiet small">
            {actText(last, names, say, locale)} · <RelativeTime at={last.at} />
          </span>
        )}
      </p>
      {last?.comment && <blockquote>{last.comment}</blockquote>}
      <Waits view={view} />
      {!mayAsk && (
        <div className={css.buttons}>
          <OwnActs view={view} />
          <Link to={`/approvals/${view.id}`}>
            <Button type={view.mine ? 'primary' : 'default'}>{say('openCase')}</Button>
          </Link>
        </div>
      )}
      {mayAsk && (
        <Link to={`/approvals/${view.id}`} className="link">
          {say('openCase')}
        </Link>
      )}
    </div>
  )
}

function Next({ standing, subject, id }: { standing: Standing; subject: Subject; id: string }) {
  const say = useText(approvalTexts)
  const may = useMay()
  const { mayAsk, verdict, hash } = standing
  if (isWithin(standing)) return <p className="quiet">{say('notNeeded')}</p>
  if (!mayAsk || !verdict || hash === null || !may('quote.write')) return null
  return (
    <>
      {!standing.case && <p>{say(verdict.blocked.length > 0 ? 'noApprover' : 'notAsked')}</p>}
      <Ask subject={subject} id={id} hash={hash} verdict={verdict} />
    </>
  )
}

interface AskProps {
  subject: Subject
  id: string
  hash: string
  verdict: NonNullable<Standing['verdict']>
}

function Ask({ subject, id: subjectId, hash, verdict }: AskProps) {
  const say = useText(approvalTexts)
  const sayMandate = useText(mandateTexts)
  const [id] = useState(newId)
  const [note, setNote] = useState('')
  const ask = useSave(
    () => call(approvalRoutes.ask, { body: { id, subject, subjectId, hash, note: note.trim() } }),
    { said: say('askSent'), refetch: [approvalsKey], silent: true },
  )
  return (
    <div className={css.ask}>
      <Fault error={ask.error} />
      {verdict.steps.length > 0 && (
        <p className="quiet">
          <Icon name="people" size={16} /> {say('askHint', { names: peopleText(verdict.steps, sayMandate) })}
        </p>
      )}
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 4 }}
        maxLength={500}
        value={note}
        aria-label={say('askNote')}
        placeholder={say('askNoteHint')}
        onChange={event => setNote(event.target.value)}
      />
      <Button type="primary" size="large" loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
        {say('ask')}
      </Button>
    </div>
  )
}
