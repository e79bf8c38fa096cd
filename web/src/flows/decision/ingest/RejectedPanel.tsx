import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { listRejections, type RejectionView } from '#decision/ingest/api.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import css from './ingest.module.css'
import { ingestTexts } from './texts.ts'

/** Events that were refused, newest first, by reason. */
export function RejectedPanel() {
  const say = useText(ingestTexts)
  const [{ reason }, change] = useUrlState()
  const [open, setOpen] = useState<RejectionView>()
  const query = useInfiniteQuery({
    queryKey: ['events', 'rejected', reason],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: before }) =>
      call(listRejections, {
        query: { limit: 20, ...(reason ? { code: reason } : {}), ...(before ? { before } : {}) },
      }),
    getNextPageParam: page => (page.more ? page.items.at(-1)?.seq : undefined),
  })
  const columns = useColumns()
  const counts = query.data?.pages[0]?.counts ?? []
  return (
    <section className={css.rejected} aria-label={say('rejected')}>
      <h2>{say('rejected')}</h2>
      <p className="quiet">{say('rejectedHint')}</p>
      {counts.length > 0 && (
        <FilterBar
          filters={[
            {
              key: 'reason',
              label: say('allReasons'),
              options: counts.map(({ code, amount }) => ({ value: code, label: `${code} (${amount})` })),
            },
          ]}
          values={reason ? { reason: [reason] } : {}}
          onValues={values => change({ reason: values.reason?.[0] })}
        />
      )}
      <Loaded query={query}>
        {data => (
          <SimpleTable
            label={say('rejected')}
            columns={columns}
            items={data.pages.flatMap(page => page.items)}
            rowKey={item => String(item.seq)}
            onOpen={setOpen}
            empty={<EmptyState icon="check" title={say('noRejected')} hint={say('noRejectedHint')} />}
          />
        )}
      </Loaded>
      {query.hasNextPage && (
        <Button type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('earlier')}
        </Button>
      )}
      <Sheet
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open?.code ?? ''}
        width={560}
      >
        {open && <Rejection item={open} />}
      </Sheet>
    </section>
  )
}

function useColumns(): Column<RejectionView>[] {
  const say = useText(ingestTexts)
  const locale = useLocale()
  return [
    {
      key: 'at',
      title: say('at'),
      phone: 'context',
      render: item => <RelativeTime at={Date.parse(item.at)} />,
      width: 130,
    },
    {
      key: 'source',
      title: say('source'),
      phone: 'badge',
      render: item => <Chip>{item.source}</Chip>,
      width: 130,
    },
    { key: 'reason', title: say('reason'), phone: 'title', render: item => pick(item.message, locale) },
    {
      key: 'body',
      title: say('sent'),
      phone: 'hidden',
      render: item => <code className={css.cut}>{item.body.slice(0, 80)}</code>,
    },
  ]
}

function Rejection({ item }: { item: RejectionView }) {
  const say = useText(ingestTexts)
  const locale = useLocale()
  return (
    <dl className={css.raw}>
      <dt>{say('reason')}</dt>
      <dd>{pick(item.message, locale)}</dd>
      <dt>{say('sent')}</dt>
      <dd>
        <pre>{item.body}</pre>
      </dd>
    </dl>
  )
}
