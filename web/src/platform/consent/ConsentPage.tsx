import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import {
  changeConsentSetting,
  type EntryView,
  listEntries,
  listPurposes,
  type PurposeView,
  readConsentSetting,
  readHeld,
} from '#platform/consent/api.ts'
import { call } from '../../app/http.ts'
import { pick, useLocale, useText } from '../../app/i18n.ts'
import { refetchOn } from '../../app/live.ts'
import { useMay } from '../../app/session.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { count, isoDay } from '../../ui/format.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import css from './Consent.module.css'
import { NoticeForm } from './NoticeForm.tsx'
import { consentTexts } from './texts.ts'

refetchOn('consent.changed', ['consent'])

/** Purposes with their notices, what happens without permission, and the ledger. */
export default function ConsentPage() {
  const say = useText(consentTexts)
  return (
    <>
      <PageHead title={say('consent')} subtitle={say('hint')} />
      <PageBody>
        <div className={css.columns}>
          <Purposes />
          <Setting />
        </div>
        <Ledger />
      </PageBody>
    </>
  )
}

function Purposes() {
  const say = useText(consentTexts)
  const may = useMay()
  const query = useQuery({ queryKey: ['consent', 'purposes'], queryFn: () => call(listPurposes) })
  const [open, setOpen] = useState<PurposeView | 'new'>()
  const locale = useLocale()
  const title = open === 'new' || !open ? say('newPurpose') : pick(open.name, locale)
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('purposes')}</h2>
        {may('consent.manage') && (
          <Button size="small" onClick={() => setOpen('new')}>
            {say('newPurpose')}
          </Button>
        )}
      </header>
      <Loaded query={query}>
        {purposes =>
          purposes.map(purpose => (
            <Purpose key={purpose.id} purpose={purpose} onChange={() => setOpen(purpose)} />
          ))
        }
      </Loaded>
      <Sheet open={open !== undefined} onClose={() => setOpen(undefined)} title={title} width={560}>
        {open && <NoticeForm purpose={open === 'new' ? undefined : open} onDone={() => setOpen(undefined)} />}
      </Sheet>
    </section>
  )
}

function Purpose({ purpose, onChange }: { purpose: PurposeView; onChange: () => void }) {
  const say = useText(consentTexts)
  const locale = useLocale()
  const may = useMay()
  const { notice } = purpose
  return (
    <article className={css.purpose}>
      <h3>{pick(purpose.name, locale)}</h3>
      <blockquote>{pick(notice.line, locale)}</blockquote>
      <p className="quiet small">
        {say('version', { version: notice.version })} ·{' '}
        {say('since', { day: isoDay(Date.parse(notice.createdAt)) })}
        {may('consent.manage') && (
          <>
            {' · '}
            <button type="button" className="plain link" onClick={onChange}>
              {say('change')}
            </button>
          </>
        )}
      </p>
    </article>
  )
}

function Setting() {
  const say = useText(consentTexts)
  const may = useMay()
  const query = useQuery({ queryKey: ['consent', 'setting'], queryFn: () => call(readConsentSetting) })
  const held = useQuery({
    queryKey: ['consent', 'held'],
    queryFn: () => call(readHeld, { query: { days: 30 } }),
  })
  const save = useSave(
    (withoutPermission: 'drop' | 'keep') => call(changeConsentSetting, { body: { withoutPermission } }),
    {
      said: say('saved'),
      refetch: [['consent', 'setting']],
    },
  )
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('setting')}</h2>
      </header>
      <Loaded query={query}>
        {setting => (
          <Radio.Group
            className={css.choices ?? ''}
            value={setting.withoutPermission}
            disabled={!may('consent.manage') || save.isPending}
            onChange={event => save.mutate(event.target.value as 'drop' | 'keep')}
          >
            {(['keep', 'drop'] as const).map(value => (
              <Radio key={value} value={value}>
                {say(value)}
                <small>{say(`${value}Hint`)}</small>
              </Radio>
            ))}
          </Radio.Group>
        )}
      </Loaded>
      {held.data && (
        <p className={`num ${css.held}`}>
          {say('held')}
          <b>
            {count(held.data.total.unnamed)} {say('unnamed')} · {count(held.data.total.dropped)}{' '}
            {say('dropped')}
          </b>
        </p>
      )}
    </section>
  )
}

function Ledger() {
  const say = useText(consentTexts)
  const query = useInfiniteQuery({
    queryKey: ['consent', 'ledger'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call(listEntries, { query: pageParam === undefined ? {} : { before: pageParam } }),
    getNextPageParam: page => (page.more ? page.entries.at(-1)?.seq : undefined),
  })
  const columns = useLedgerColumns()
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('ledger')}</h2>
      </header>
      <Loaded query={query}>
        {data => (
          <SimpleTable
            label={say('ledger')}
            columns={columns}
            items={data.pages.flatMap(page => page.entries)}
            rowKey={entry => String(entry.seq)}
            empty={<EmptyState icon="shield" title={say('noLedger')} hint={say('noLedgerHint')} />}
          />
        )}
      </Loaded>
      {query.hasNextPage && (
        <Button type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('more')}
        </Button>
      )}
    </section>
  )
}

const tones = { granted: 'green', refused: 'plain', withdrawn: 'red' } as const

function useLedgerColumns(): Column<EntryView>[] {
  const say = useText(consentTexts)
  return [
    {
      key: 'at',
      title: say('when'),
      render: entry => <RelativeTime at={Date.parse(entry.at)} />,
      phone: 'context',
    },
    {
      key: 'decision',
      title: say('decision'),
      render: entry => <Chip tone={tones[entry.decision]}>{say(entry.decision)}</Chip>,
      phone: 'title',
    },
    { key: 'who', title: say('who'), render: entry => <code>{entry.subject.slice(-8)}</code> },
    { key: 'purpose', title: say('purpose'), render: entry => entry.purpose },
    { key: 'channel', title: say('channel'), render: entry => `${entry.source} · ${entry.channel}` },
    {
      key: 'notice',
      title: say('notice'),
      render: entry => (entry.noticeVersion === null ? '' : say('version', { version: entry.noticeVersion })),
    },
  ]
}
