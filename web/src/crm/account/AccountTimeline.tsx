import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { readAccountTimeline, readContactTimeline } from '#decision/ingest/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/States.tsx'
import { Timeline, TimelineFilters, TimelineLegend } from '../../ui/Timeline.tsx'
import type { TimelineEntry } from '../../ui/types.ts'
import { useNow } from '../../ui/Values.tsx'
import { notesQuery, useNames } from '../data.ts'
import { usePipeline } from '../opportunity/data.ts'
import { type CrmText, crmTexts } from '../texts.ts'
import css from './account.module.css'
import { actTexts } from './act-texts.ts'
import { type Kind, kinds, notesAsEvents, timelineEntries } from './timeline-entries.ts'

const labels: Record<Kind, CrmText> = {
  document: 'kindDocument',
  chat: 'kindChat',
  visit: 'kindVisit',
  other: 'kindOther',
  system: 'kindSystem',
}
const pageSize = 100

/** Whose timeline: an account's with weights, or one person's. `account` is what the company is called in it. */
export interface TimelineSubject {
  kind: 'account' | 'contact'
  id: string
  account: string
}

/** What happened, newest first: acts of the customer with their weights, notes with their words. */
export function ActsTimeline({ subject }: { subject: TimelineSubject }) {
  const say = useText(crmTexts)
  const may = useMay()
  const now = useNow()
  const [kind, setKind] = useState('all')
  const [customerOnly, setCustomerOnly] = useState(false)
  const { entries, query } = useEntries(subject)
  const ofTone = entries.filter(entry => !customerOnly || entry.tone === 'customer')
  const filters = useFilters(ofTone)
  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data && may('event.read')) return <SkeletonLines rows={8} />
  if (entries.length === 0)
    return <EmptyState icon="history" title={say('noTimeline')} hint={say('noTimelineHint')} />
  const more = query.hasNextPage && (
    <p className={css.earlier}>
      <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {say('earlierOnes')}
      </Button>
    </p>
  )
  return (
    <>
      <div className={css.filters}>
        <TimelineFilters
          filters={filters}
          kind={kind}
          onKind={setKind}
          customerOnly={customerOnly}
          onCustomerOnly={setCustomerOnly}
        />
      </div>
      <div className={css.acts}>
        {subject.kind === 'account' && <TimelineLegend />}
        <Timeline
          entries={ofTone.filter(entry => kind === 'all' || entry.kind === kind)}
          now={now}
          footer={more}
        />
      </div>
    </>
  )
}

function useFilters(entries: readonly TimelineEntry[]) {
  const say = useText(crmTexts)
  const counted = (Object.keys(kinds) as Kind[]).map(kind => ({
    kind: kind as string,
    label: say(labels[kind]),
    count: entries.filter(entry => entry.kind === kind).length,
  }))
  return [
    { kind: 'all', label: say('all'), count: entries.length },
    ...counted.filter(filter => filter.count > 0),
  ]
}

function useEntries({ kind, id, account }: TimelineSubject) {
  const [say, sayCrm, locale, names, may] = [
    useText(actTexts),
    useText(crmTexts),
    useLocale(),
    useNames(),
    useMay(),
  ]
  const query = useInfiniteQuery({
    queryKey: ['crm', 'timeline', id],
    queryFn: ({ pageParam }) =>
      call(kind === 'account' ? readAccountTimeline : readContactTimeline, {
        params: { id },
        query: { limit: pageSize, ...(pageParam ? { before: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => {
      const last = page.entries.at(-1)
      return page.more && last ? `${last.at},${last.id}` : undefined
    },
    enabled: may('event.read'),
  })
  const notes = useQuery(notesQuery({ [kind]: id, size: 100 }))
  const { person } = names
  const { name: stage } = usePipeline()
  const { data, hasNextPage } = query
  const entries = useMemo(() => {
    const events = data?.pages.flatMap(page => page.entries) ?? []
    const written = notes.data?.items ?? []
    const from = hasNextPage ? (events.at(-1)?.at ?? 0) : 0
    const all = [...events, ...notesAsEvents(written, events, from)].sort((a, b) => b.at - a.at)
    const byId = new Map(written.map(note => [note.id, note]))
    return timelineEntries(all, { say, sayCrm, locale, account, person, stage, notes: byId })
  }, [data, hasNextPage, notes.data, say, sayCrm, locale, account, person, stage])
  return { entries, query }
}
