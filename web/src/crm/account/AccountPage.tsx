import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useState } from 'react'
import type { AccountView } from '#crm/account/api.ts'
import { detailsOf } from '../../app/errors.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { useScreenParams, useUrlState } from '../../app/url-state.ts'
import { usePhone } from '../../theme/preferences.ts'
import { Icon } from '../../ui/icons.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { ErrorState, SkeletonCards } from '../../ui/States.tsx'
import { accountQuery } from '../data.ts'
import { NoteSheet } from '../NoteSheet.tsx'
import { AccountOpportunities } from '../opportunity/AccountOpportunities.tsx'
import { TaskCard } from '../TaskCard.tsx'
import { crmTexts } from '../texts.ts'
import { AccountDocuments } from './AccountDocuments.tsx'
import { AccountFacts } from './AccountFacts.tsx'
import { AccountHead } from './AccountHead.tsx'
import { AccountPeople } from './AccountPeople.tsx'
import { AccountSuggestions, useOpenSuggestions } from './AccountSuggestions.tsx'
import { ActsTimeline, type TimelineSubject } from './AccountTimeline.tsx'
import css from './account.module.css'

/** One customer: facts at the left, what happened in the middle, what to do and with whom at the right. */
export default function AccountPage() {
  const say = useText(crmTexts)
  const { id } = useScreenParams<'id'>()
  const account = useQuery(accountQuery(id))
  const [noting, setNoting] = useState(false)
  if (account.error && !account.data)
    return <Failed error={account.error} onRetry={() => void account.refetch()} />
  if (!account.data) return <SkeletonCards count={4} />
  const { data } = account
  return (
    <>
      <AccountHead account={data} onNote={() => setNoting(true)} />
      <Layout account={data} />
      <NoteButton label={say('note')} onClick={() => setNoting(true)} />
      <NoteSheet key={data.id} open={noting} onClose={() => setNoting(false)} account={data} />
    </>
  )
}

function Layout({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const phone = usePhone()
  if (phone) return <PhoneTabs account={account} />
  return (
    <div className={css.columns}>
      <aside className={`card ${css.facts}`} aria-label={say('facts')}>
        <AccountFacts account={account} />
      </aside>
      <section className={`card ${css.timeline}`}>
        <ActsTimeline subject={subjectOf(account)} />
      </section>
      <aside className={css.side} aria-label={say('besideTimeline')}>
        <AccountSuggestions account={account} />
        <AccountOpportunities account={account} />
        <AccountPeople account={account} />
        <AccountDocuments accountId={account.id} />
        <TaskCard account={account} />
      </aside>
    </div>
  )
}

const subjectOf = (account: AccountView): TimelineSubject => ({
  kind: 'account',
  id: account.id,
  account: account.shortName ?? account.name,
})

const tabs = ['facts', 'timeline', 'suggestions'] as const

function PhoneTabs({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const [search, change] = useUrlState()
  const open = useOpenSuggestions(account.id)
  const current = tabs.find(tab => tab === search.tab) ?? 'timeline'
  const content = {
    facts: (
      <div className="card">
        <AccountFacts account={account} />
      </div>
    ),
    timeline: <ActsTimeline subject={subjectOf(account)} />,
    suggestions: (
      <div className={css.side}>
        <AccountSuggestions account={account} />
        <AccountOpportunities account={account} />
        <AccountPeople account={account} />
        <AccountDocuments accountId={account.id} />
        <TaskCard account={account} />
      </div>
    ),
  }
  const count = open.data?.items.length ?? 0
  return (
    <Tabs
      className={css.tabs ?? ''}
      activeKey={current}
      onChange={tab => change({ tab: tab === 'timeline' ? undefined : tab })}
      items={tabs.map(key => ({
        key,
        label: (
          <>
            {say(key)}
            {key === 'suggestions' && count > 0 && <sup className={css.sup}>{count}</sup>}
          </>
        ),
        children: content[key],
      }))}
    />
  )
}

/** On the phone the note is always one thumb away. */
function NoteButton({ label, onClick }: { label: string; onClick: () => void }) {
  const phone = usePhone()
  const may = useMay()
  if (!phone || !may('crm.write')) return null
  return (
    <button type="button" className={css.fab} onClick={onClick}>
      <Icon name="edit" />
      {label}
    </button>
  )
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const say = useText(crmTexts)
  const into = detailsOf<{ into: string }>(error, 'account.merged')?.into
  return (
    <>
      <PageHead title={say('account')} back="/accounts" />
      <PageBody>
        <ErrorState error={error} {...(into ? {} : { onRetry })} />
        {into && (
          <p style={{ textAlign: 'center' }}>
            <Link to={`/accounts/${into}`} className="link">
              {say('openIt')}
            </Link>
          </p>
        )}
      </PageBody>
    </>
  )
}
