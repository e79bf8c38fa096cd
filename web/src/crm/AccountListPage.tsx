import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { type AccountItem, accountSort } from '#crm/account/api.ts'
import { priorities } from '#crm/record/api.ts'
import { type Say, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useGo } from '../app/url-state.ts'
import { usePhone } from '../theme/preferences.ts'
import { Chip, PriorityBadge } from '../ui/Badge.tsx'
import { ConfidenceLine } from '../ui/ConfidenceBar.tsx'
import type { Column } from '../ui/DataTable.tsx'
import type { Filter } from '../ui/FilterBar.tsx'
import { RelativeTime } from '../ui/Values.tsx'
import { AccountForm } from './AccountForm.tsx'
import css from './crm.module.css'
import { accountsQuery, facetsQuery, type Names, useNames } from './data.ts'
import { AddButton, ListPage } from './ListPage.tsx'
import { type CrmText, crmTexts } from './texts.ts'
import { type ListView, useListPage } from './useListPage.ts'

const scores: Record<string, { scoreFrom?: number; scoreTo?: number }> = {
  high: { scoreFrom: 0.7 },
  middle: { scoreFrom: 0.4, scoreTo: 0.7 },
  low: { scoreTo: 0.4 },
}
const filterKeys = ['owner', 'priority', 'tier', 'score', 'region', 'industry', 'tags']

/** All accounts one may see. */
export default function AccountListPage() {
  const say = useText(crmTexts)
  const names = useNames()
  const go = useGo()
  const [entering, setEntering] = useState(false)
  const list = useListPage(filterKeys)
  const kind = list.search.kind === 'placeholder' ? 'placeholder' : 'real'
  const rows = useQuery(accountsQuery(queryOf(list, kind)))
  const filters = useFilters(say, names)
  const phone = usePhone()
  const kinds = (
    <Segmented
      value={kind}
      onChange={next => list.change({ kind: next === 'real' ? undefined : next, page: undefined })}
      options={[
        { value: 'real', label: say('known') },
        { value: 'placeholder', label: say('unknownOnes') },
      ]}
    />
  )
  return (
    <ListPage<AccountItem>
      title={say('accounts')}
      list={list}
      rows={rows}
      columns={columns(say, names, phone)}
      onOpen={row => void go(`/accounts/${row.id}`)}
      find={say('findAccounts')}
      filters={filters}
      views={kinds}
      hint={kind === 'placeholder' && <p className="quiet small">{say('unknownHint')}</p>}
      add={<AddButton needs="crm.write" label={say('newAccount')} onClick={() => setEntering(true)} />}
      empty={{ icon: 'building', title: say('noAccounts'), hint: say('noAccountsHint') }}
    >
      <AccountForm open={entering} onClose={() => setEntering(false)} />
    </ListPage>
  )
}

function queryOf(list: ListView, kind: 'real' | 'placeholder') {
  const { owner, priority, tier, score, region, industry, tags } = list.values
  const sort = accountSort.safeParse(list.state.sort)
  const many = (chosen: string[] | undefined) => (chosen?.length ? chosen.join(',') : undefined)
  return {
    ...list.query,
    kind,
    ...(sort.success ? { sort: sort.data } : {}),
    ...(owner?.[0] ? { owner: owner[0] as 'me' | 'none' } : {}),
    ...(region?.[0] ? { region: region[0] } : {}),
    ...scores[score?.[0] ?? ''],
    priority: many(priority),
    tier: many(tier),
    industry: many(industry),
    tags: many(tags),
  }
}

function useFilters(say: Say<CrmText>, names: Names): Filter[] {
  const phone = usePhone()
  const { data } = useQuery(facetsQuery)
  const plain = (values: readonly string[] = []) => values.map(value => ({ value, label: value }))
  const all: Filter[] = [
    {
      key: 'owner',
      label: say('owner'),
      options: [
        { value: 'me', label: say('mine') },
        { value: 'none', label: say('nobody') },
        ...names.people,
      ],
    },
    { key: 'priority', label: say('priority'), options: plain(priorities), multiple: true },
    { key: 'tier', label: say('tier'), options: plain(data?.tiers), multiple: true },
    {
      key: 'score',
      label: say('intent'),
      options: [
        { value: 'high', label: say('intentHigh') },
        { value: 'middle', label: say('intentMiddle') },
        { value: 'low', label: say('intentLow') },
      ],
    },
    { key: 'region', label: say('region'), options: names.regions },
    { key: 'industry', label: say('industry'), options: plain(data?.industries), multiple: true },
    { key: 'tags', label: say('tags'), options: plain(data?.tags), multiple: true },
  ]
  return phone ? all.slice(0, 3) : all
}

function columns(say: Say<CrmText>, names: Names, phone: boolean): Column<AccountItem>[] {
  return [
    {
      key: 'name',
      title: say('name'),
      sortable: true,
      phone: 'title',
      render: row =>
        phone ? (
          <PhoneTitle row={row} owner={names.person(row.ownerId) || say('nobody')} />
        ) : (
          <Link to={`/accounts/${row.id}`} className={css.name ?? ''}>
            {row.name}
          </Link>
        ),
    },
    {
      key: 'priority',
      title: say('priority'),
      phone: 'badge',
      width: 72,
      render: row => row.priority && <PriorityBadge value={row.priority} />,
    },
    {
      key: 'score',
      title: say('intent'),
      sortable: true,
      phone: 'hidden',
      render: row =>
        row.score ? (
          <ConfidenceLine estimate={row.score} />
        ) : (
          <span className="quiet">{say('notScored')}</span>
        ),
    },
    { key: 'tier', title: say('tier'), phone: 'hidden', render: row => row.tier },
    {
      key: 'owner',
      title: say('owner'),
      phone: 'hidden',
      render: row => names.person(row.ownerId) || <span className="quiet">{say('nobody')}</span>,
    },
    {
      key: 'activity',
      title: say('lastActivity'),
      sortable: true,
      phone: 'context',
      render: row => row.lastActivityAt && <RelativeTime at={row.lastActivityAt} />,
    },
    { key: 'tags', title: say('tags'), phone: 'hidden', render: row => <Tags tags={row.tags} /> },
  ]
}

/** On the phone a card is three lines: name, what it is and whose, how likely. */
function PhoneTitle({ row, owner }: { row: AccountItem; owner: string }) {
  return (
    <>
      {row.name}
      <span className={css.below}>{[row.tier, owner].filter(Boolean).join(' · ')}</span>
      {row.score && <ConfidenceLine estimate={row.score} />}
    </>
  )
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <span className={css.tags}>
      {tags.slice(0, 3).map(tag => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {tags.length > 3 && <span className="quiet small">+{tags.length - 3}</span>}
    </span>
  )
}
