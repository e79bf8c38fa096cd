import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type LeadItem, leadStatuses, listLeads } from '#crm/lead/api.ts'
import { priorities } from '#crm/record/api.ts'
import { type Say, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useGo } from '../app/url-state.ts'
import { Chip, type ChipTone, PriorityBadge } from '../ui/Badge.tsx'
import type { Column } from '../ui/DataTable.tsx'
import { RelativeTime } from '../ui/Values.tsx'
import css from './crm.module.css'
import { leadsQuery, type Names, useNames } from './data.ts'
import { LeadSheet } from './LeadSheet.tsx'
import { AddButton, ListPage } from './ListPage.tsx'
import { type CrmText, crmTexts } from './texts.ts'
import { useListPage } from './useListPage.ts'

const sorts = listLeads.query.shape.sort.unwrap()
const tones: Record<LeadItem['status'], ChipTone> = {
  open: 'ochre',
  working: 'blue',
  qualified: 'green',
  closed: 'plain',
}

/** Leads, the most urgent first. */
export default function LeadListPage() {
  const say = useText(crmTexts)
  const names = useNames()
  const go = useGo()
  const [editing, setEditing] = useState<LeadItem | 'new'>()
  const list = useListPage(['owner', 'priority', 'status'])
  const sort = sorts.safeParse(list.state.sort)
  const { owner, priority, status } = list.values
  const rows = useQuery(
    leadsQuery({
      ...list.query,
      ...(sort.success ? { sort: sort.data } : {}),
      ...(owner?.[0] ? { owner: owner[0] as 'me' } : {}),
      priority: priority?.join(',') || undefined,
      status: status?.join(',') || undefined,
    }),
  )
  return (
    <ListPage<LeadItem>
      title={say('leads')}
      list={list}
      rows={rows}
      columns={columns(say, names)}
      onOpen={row => (row.accountId ? void go(`/accounts/${row.accountId}`) : setEditing(row))}
      find={say('findLeads')}
      filters={[
        {
          key: 'owner',
          label: say('owner'),
          options: [
            { value: 'me', label: say('mine') },
            { value: 'none', label: say('nobody') },
            ...names.people,
          ],
        },
        {
          key: 'priority',
          label: say('priority'),
          options: priorities.map(value => ({ value, label: value })),
          multiple: true,
        },
        {
          key: 'status',
          label: say('status'),
          options: leadStatuses.map(value => ({ value, label: say(value) })),
          multiple: true,
        },
      ]}
      add={<AddButton needs="crm.write" label={say('newLead')} onClick={() => setEditing('new')} />}
      empty={{ icon: 'flag', title: say('noLeads'), hint: say('noLeadsHint') }}
    >
      <LeadSheet
        lead={editing === 'new' ? undefined : editing}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </ListPage>
  )

  function columns(words: Say<CrmText>, who: Names): Column<LeadItem>[] {
    return [
      {
        key: 'priority',
        title: words('priority'),
        sortable: true,
        phone: 'badge',
        width: 84,
        render: row => <PriorityBadge value={row.priority} />,
      },
      {
        key: 'name',
        title: words('name'),
        sortable: true,
        phone: 'title',
        render: row => (
          <button type="button" className={`plain ${css.name}`} onClick={() => setEditing(row)}>
            {row.name}
          </button>
        ),
      },
      {
        key: 'account',
        title: words('account'),
        render: row =>
          row.accountId && (
            <Link to={`/accounts/${row.accountId}`} className="link">
              {row.accountName}
            </Link>
          ),
      },
      {
        key: 'status',
        title: words('status'),
        render: row => <Chip tone={tones[row.status]}>{words(row.status)}</Chip>,
      },
      {
        key: 'source',
        title: words('source'),
        render: row => (row.source === 'strategy' ? words('strategy') : row.source),
      },
      { key: 'owner', title: words('owner'), render: row => who.person(row.ownerId) || words('nobody') },
      {
        key: 'created',
        title: words('created'),
        sortable: true,
        phone: 'context',
        render: row => <RelativeTime at={row.createdAt} />,
      },
    ]
  }
}
