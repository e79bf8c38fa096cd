import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { AccountView } from '#crm/account/api.ts'
import { readAccountTimeline } from '#decision/ingest/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/States.tsx'
import { Timeline, TimelineFilters, TimelineLegend } from '../../ui/Timeline.tsx'
import { useNow } from '../../ui/Values.tsx'
import { notesQuery, useNames } from '../data.ts'
import { type CrmText, crmTexts } from '../texts.ts'
import css from './account.module.css'
import { actTexts } from './act-texts.ts'
import { type Kind, kinds, timelineEntries } from './timeline-entries.ts'

const labels: Record<Kind, CrmText> = {
  document: 'kindDocument',
  chat: 'kindChat',
  visit: 'kindVisit',
  other: 'kindOther',
  system: 'kindSystem',
}
const pageSize = 100

/** What happened, newest first: acts of the customer with their weights, notes with their words. */
export function AccountTimeline({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const now = useNow()
  const [kind, setKind] = useState('all')
  const [customerOnly, setCustomerOnly] = useState(false)
  const { entries, query } = useEntries(account)
  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <SkeletonLines rows={8} />
  if (entries.length === 0)
    return <EmptyState icon="history" title={say('noTimeline')} hint={say('noTimelineHint')} />
  const ofTone = entries.filter(entry => !customerOnly || entry.tone === 'customer')
  const shown = ofTone.filter(entry => kind === 'all' || entry.kind === kind)
  const filters = [
    { kind: 'all', label: say('all'), count: ofTone.length },
    ...(Object.keys(kinds) as Kind[]).map(key => ({
      kind: key,
      label: say(labels[key]),
      count: ofTone.filter(entry => entry.kind === key).length,
    })),
  ]
  return (
    <>
      <TimelineFilters
        filters={filters.filter(filter => filter.count > 0 || filter.kind === 'all')}
        kind={kind}
        onKind={setKind}
        customerOnly={customerOnly}
        onCustomerOnly={setCustomerOnly}
      />
      <div className={css.acts}>
        <TimelineLegend />
        <Timeline
          entries={shown}
          now={now}
          footer={
            query.hasNextPage && (
              <p className={css.earlier}>
                <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {say('earlierOnes')}
                </Button>
              </p>
            )
          }
        />
      </div>
    </>
  )
}

function useEntries(account: AccountView) {
  const [say, sayCrm, locale, names, may] = [
    useText(actTexts),
    useText(crmTexts),
    useLocale(),
    useNames(),
    useMay(),
  ]
  const query = useInfiniteQuery({
    queryKey: ['crm', 'timeline', account.id],
    queryFn: ({ pageParam }) =>
      call(readAccountTimeline, {
        params: { id: account.id },
        query: { limit: pageSize, ...(pageParam ? { before: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => {
      const last = page.entries.at(-1)
      return page.more && last ? `${last.at},${last.id}` : undefined
    },
    enabled: may('event.read'),
  })
  const notes = useQuery(notesQuery({ account: account.id, size: 100 }))
  const entries = useMemo(
    () =>
      timelineEntries(query.data?.pages.flatMap(page => page.entries) ?? [], {
        say,
        sayCrm,
        locale,
        account: account.shortName ?? account.name,
        person: names.person,
        notes: new Map((notes.data?.items ?? []).map(note => [note.id, note])),
      }),
    [query.data, notes.data, say, sayCrm, locale, account.shortName, account.name, names.person],
  )
  return { entries, query }
}
