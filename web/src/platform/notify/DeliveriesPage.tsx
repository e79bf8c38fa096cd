import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { z } from 'zod'
import {
  type DeliveryView,
  deliveryStatus,
  listDeliveries,
  outChannel,
  resendDelivery,
} from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { pick, useLocale, useText } from '../../app/i18n.ts'
import { useUrlState } from '../../app/url-state.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip, type ChipTone } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { FilterBar } from '../../ui/FilterBar.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import { notifyTexts } from './texts.ts'

type Status = z.infer<typeof deliveryStatus>
const tones: Record<Status, ChipTone> = { waiting: 'plain', sending: 'blue', sent: 'green', failed: 'red' }

/** The delivery log: failures are seen here by an admin, with the reason in plain words. */
export default function DeliveriesPage() {
  const say = useText(notifyTexts)
  const [search, change] = useUrlState()
  const status = deliveryStatus.safeParse(search.status).data
  const channel = outChannel.safeParse(search.channel).data
  const query = useInfiniteQuery({
    queryKey: ['notify', 'deliveries', status, channel],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: before }) =>
      call(listDeliveries, {
        query: {
          ...(status ? { status } : {}),
          ...(channel ? { channel } : {}),
          ...(before ? { before } : {}),
        },
      }),
    getNextPageParam: page => (page.more ? page.items.at(-1)?.id : undefined),
  })
  const failed = query.data?.pages[0]?.failed ?? 0
  const columns = useColumns()
  return (
    <>
      <PageHead
        title={say('deliveries')}
        subtitle={say('deliveriesHint')}
        marks={
          query.data && (
            <Chip tone={failed ? 'red' : 'green'}>
              {failed ? say('failedWeek', { count: failed }) : say('allWell')}
            </Chip>
          )
        }
      />
      <PageBody>
        <FilterBar
          filters={[
            {
              key: 'status',
              label: say('status'),
              options: deliveryStatus.options.map(value => ({ value, label: say(value) })),
            },
            {
              key: 'channel',
              label: say('channel'),
              options: outChannel.options.map(value => ({ value, label: say(value) })),
            },
          ]}
          values={{ ...(status ? { status: [status] } : {}), ...(channel ? { channel: [channel] } : {}) }}
          onValues={values => change({ status: values.status?.[0], channel: values.channel?.[0] })}
        />
        <Loaded query={query}>
          {data => (
            <SimpleTable
              label={say('deliveries')}
              columns={columns}
              items={data.pages.flatMap(page => page.items)}
              rowKey={delivery => delivery.id}
              empty={<EmptyState icon="mail" title={say('noDeliveries')} hint={say('noDeliveriesHint')} />}
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

function useColumns(): Column<DeliveryView>[] {
  const say = useText(notifyTexts)
  const locale = useLocale()
  return [
    { key: 'title', title: say('title'), render: d => d.title, phone: 'title' },
    {
      key: 'status',
      title: say('status'),
      render: d => <Chip tone={tones[d.status]}>{say(d.status)}</Chip>,
      phone: 'context',
    },
    { key: 'channel', title: say('channel'), render: d => say(d.channel) },
    { key: 'target', title: say('target'), render: d => d.target ?? say('gone') },
    { key: 'reason', title: say('reason'), render: d => (d.lastReason ? pick(d.lastReason, locale) : '') },
    { key: 'attempts', title: say('attempts'), render: d => d.attempts, numeric: true },
    {
      key: 'when',
      title: say('when'),
      render: d => <RelativeTime at={Date.parse(d.sentAt ?? d.createdAt)} />,
      numeric: true,
    },
    { key: 'resend', title: '', render: d => d.status === 'failed' && <Resend id={d.id} /> },
  ]
}

function Resend({ id }: { id: string }) {
  const say = useText(notifyTexts)
  const save = useSave(() => call(resendDelivery, { params: { id } }), {
    said: say('resent'),
    refetch: [['notify', 'deliveries']],
  })
  return (
    <Button size="small" loading={save.isPending} onClick={() => save.mutate(undefined)}>
      {say('resend')}
    </Button>
  )
}
