import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import type { CaseItem } from '#collaboration/approval/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo, useUrlState } from '../../../app/url-state.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { Money, RelativeTime } from '../../../ui/Values.tsx'
import { measureName } from '../mandate/words.ts'
import css from './approval.module.css'
import { type Box, listQuery, statusTones } from './data.ts'
import { approvalTexts } from './texts.ts'
import { waitingText } from './words.ts'

const boxes = ['waiting', 'asked', 'all'] as const
const pageSize = 30
const empty = {
  waiting: { title: 'noneWaiting', hint: 'noneWaitingHint' },
  asked: { title: 'noneAsked', hint: 'noneAskedHint' },
  all: { title: 'noneAll', hint: 'noneAllHint' },
} as const

/** Approvals: what waits for me, what I asked for, all I may see. */
export default function ApprovalsPage() {
  const say = useText(approvalTexts)
  const may = useMay()
  const go = useGo()
  const [search, change] = useUrlState()
  const box: Box = boxes.find(each => each === search.box) ?? 'waiting'
  const page = Number(search.page) || 1
  const query = useQuery(listQuery(box, page))
  const waiting = query.data?.waiting ?? 0
  const flow = (
    <Link to="/approvals/flow">
      <Button icon={<Icon name="settings" size={16} />}>{say('flow')}</Button>
    </Link>
  )
  return (
    <>
      <PageHead title={say('approvals')} {...(may('mandate.write') ? { actions: flow } : {})} />
      <PageBody>
        <Segmented<Box>
          className={css.boxes ?? ''}
          value={box}
          onChange={next => change({ box: next === 'waiting' ? undefined : next, page: undefined })}
          options={boxes.map(value => ({
            value,
            label: value === 'waiting' && waiting > 0 ? `${say(value)} ${waiting}` : say(value),
          }))}
        />
        <DataTable<CaseItem>
          label={say('approvals')}
          columns={useColumns(box)}
          rows={query.data && { items: query.data.items, total: query.data.total, totalIsCapped: false }}
          rowKey={row => row.id}
          state={{ page, pageSize }}
          onState={state => change({ page: state.page > 1 ? String(state.page) : undefined })}
          onOpen={row => void go(`/approvals/${row.id}`)}
          error={query.data ? undefined : query.error}
          onRetry={() => void query.refetch()}
          empty={<EmptyState icon="shield" title={say(empty[box].title)} hint={say(empty[box].hint)} />}
        />
      </PageBody>
    </>
  )
}

function useColumns(box: Box): Column<CaseItem>[] {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const outside = ({ outside: measures }: CaseItem) => (
    <span className={css.outs}>
      {measures.map(measure => (
        <Chip key={measure} tone="ochre">
          {measureName(measure, locale)}
        </Chip>
      ))}
    </span>
  )
  const all: Column<CaseItem>[] = [
    {
      key: 'title',
      title: say('subject'),
      phone: 'title',
      render: row => (
        <Link to={`/approvals/${row.id}`} className={css.name}>
          {row.title}
        </Link>
      ),
    },
    { key: 'account', title: say('account'), render: row => row.accountName },
    {
      key: 'status',
      title: say('approval'),
      phone: 'badge',
      render: row => (
        <Chip tone={statusTones[row.status]} dot>
          {say(row.status)}
        </Chip>
      ),
    },
    {
      key: 'amount',
      title: say('amount'),
      numeric: true,
      render: row => <Money minor={row.amount} currency={row.currency} />,
    },
    { key: 'outside', title: say('outside'), render: outside },
    { key: 'by', title: say('askedBy'), render: row => names.member(row.askedBy) },
    { key: 'waits', title: say('waitsFor'), render: row => waitingText(row, names, say, locale) },
    {
      key: 'since',
      title: box === 'waiting' ? say('since') : say('askedAt'),
      phone: 'context',
      render: row => <RelativeTime at={box === 'waiting' ? row.since : row.askedAt} />,
    },
  ]
  return all.filter(
    ({ key }) => !(box === 'waiting' && key === 'waits') && !(box === 'asked' && key === 'by'),
  )
}
