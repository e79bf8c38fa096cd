import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type AuditLine, listAudit } from '#platform/audit/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useUrlState } from '../../app/url-state.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { FilterBar } from '../../ui/FilterBar.tsx'
import { exactTime } from '../../ui/format.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { orgQuery } from '../org/org.ts'
import { actWords, kindWords, pageOf } from './act-words.ts'
import { auditTexts } from './texts.ts'

/** The audit log, newest first, by person and act. */
export default function AuditPage() {
  const say = useText(auditTexts)
  const [search, change] = useUrlState()
  const { data: org } = useQuery(orgQuery)
  const { who: actorId, act } = search
  const query = useInfiniteQuery({
    queryKey: ['audit', actorId, act],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: before }) =>
      call(listAudit, {
        query: { ...(actorId ? { actorId } : {}), ...(act ? { act } : {}), ...(before ? { before } : {}) },
      }),
    getNextPageParam: page => page.next ?? undefined,
  })
  const columns = useColumns()
  return (
    <>
      <PageHead title={say('audit')} subtitle={say('hint')} />
      <PageBody>
        <FilterBar
          search={act ?? ''}
          onSearch={text => change({ act: text.trim() || undefined })}
          placeholder={say('searchAct')}
          filters={[
            {
              key: 'who',
              label: say('who'),
              options: (org?.members ?? []).map(m => ({ value: m.userId, label: m.name })),
            },
          ]}
          values={actorId ? { who: [actorId] } : {}}
          onValues={values => change({ who: values.who?.[0] })}
        />
        <Loaded query={query}>
          {data => (
            <SimpleTable
              label={say('audit')}
              columns={columns}
              items={data.pages.flatMap(page => page.items)}
              rowKey={line => line.id}
              empty={<EmptyState icon="log" title={say('none')} hint={say('noneHint')} />}
            />
          )}
        </Loaded>
        {query.hasNextPage && (
          <Button type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {say('more')}
          </Button>
        )}
      </PageBody>
    </>
  )
}

function useColumns(): Column<AuditLine>[] {
  const say = useText(auditTexts)
  const locale = useLocale()
  const who = (line: AuditLine) => {
    if (line.actorKind === 'system') return say('system')
    const name = line.actorName ?? say('gone')
    return line.actorKind === 'key' ? `${say('key')} ${name}` : name
  }
  return [
    {
      key: 'at',
      title: say('when'),
      render: line => <time className="nowrap">{exactTime(Date.parse(line.at))}</time>,
      width: 170,
      phone: 'context',
    },
    { key: 'who', title: say('who'), render: who, phone: 'title' },
    {
      key: 'act',
      title: say('act'),
      render: line => <span title={line.act}>{actWords(line.act, locale)}</span>,
    },
    {
      key: 'subject',
      title: say('subject'),
      render: line => <Subject line={line} />,
    },
    {
      key: 'details',
      title: say('details'),
      render: line => summaryOf(line.details),
    },
  ]
}

/** Which record it was, and the way there. */
function Subject({ line: { subjectKind, subjectId } }: { line: AuditLine }) {
  const locale = useLocale()
  const page = pageOf(subjectKind, subjectId)
  const shown = (
    <>
      {kindWords(subjectKind, locale)} <code title={subjectId}>…{subjectId.slice(-8)}</code>
    </>
  )
  return page ? <Link to={page}>{shown}</Link> : shown
}

/** `role: a → b; active: true → false`, cut to a line. */
function summaryOf(details: Record<string, unknown>): string {
  const parts = Object.entries(details).map(([name, value]) =>
    Array.isArray(value) && value.length === 2
      ? `${name}: ${short(value[0])} → ${short(value[1])}`
      : `${name}: ${short(value)}`,
  )
  return parts.join('; ').slice(0, 200)
}

const short = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
