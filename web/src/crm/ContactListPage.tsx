import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { type ContactItem, type DealRole, dealRoles, listContacts } from '#crm/contact/api.ts'
import { type Say, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useGo } from '../app/url-state.ts'
import { usePhone } from '../theme/preferences.ts'
import { Chip } from '../ui/Badge.tsx'
import type { Column } from '../ui/DataTable.tsx'
import { RelativeTime } from '../ui/Values.tsx'
import { ContactForm } from './ContactForm.tsx'
import css from './crm.module.css'
import { contactsQuery, type Names, useNames } from './data.ts'
import { AddButton, ListPage } from './ListPage.tsx'
import { personName } from './person.ts'
import { type CrmText, crmTexts } from './texts.ts'
import { useListPage } from './useListPage.ts'

const sorts = listContacts.query.shape.sort.unwrap()

/** All contacts one may see; numbers stay masked. */
export default function ContactListPage() {
  const say = useText(crmTexts)
  const names = useNames()
  const go = useGo()
  const [entering, setEntering] = useState(false)
  const list = useListPage(['owner', 'role'])
  const kind = list.search.kind === 'placeholder' ? 'placeholder' : 'real'
  const sort = sorts.safeParse(list.state.sort)
  const rows = useQuery(
    contactsQuery({
      ...list.query,
      kind,
      ...(sort.success ? { sort: sort.data } : {}),
      ...(list.values.owner?.[0] ? { owner: list.values.owner[0] as 'me' } : {}),
      ...(list.values.role?.[0] ? { role: list.values.role[0] as DealRole } : {}),
    }),
  )
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
    <ListPage<ContactItem>
      title={say('contacts')}
      list={list}
      rows={rows}
      columns={columns(say, names, phone)}
      onOpen={row => void go(`/contacts/${row.id}`)}
      find={say('findContacts')}
      filters={[
        {
          key: 'owner',
          label: say('owner'),
          options: [{ value: 'me', label: say('mine') }, ...names.people],
        },
        {
          key: 'role',
          label: say('role'),
          options: dealRoles.map(value => ({ value, label: say(value) })),
        },
      ]}
      views={kinds}
      add={<AddButton needs="crm.write" label={say('newContact')} onClick={() => setEntering(true)} />}
      empty={{ icon: 'people', title: say('noContacts'), hint: say('noContactsHint') }}
    >
      <ContactForm open={entering} onClose={() => setEntering(false)} />
    </ListPage>
  )
}

function columns(say: Say<CrmText>, names: Names, phone: boolean): Column<ContactItem>[] {
  return [
    {
      key: 'name',
      title: say('personName'),
      sortable: true,
      phone: 'title',
      render: row =>
        phone ? (
          <>
            {personName(row, say)}
            <span className={css.below}>{[row.title, row.accountName].filter(Boolean).join(' · ')}</span>
          </>
        ) : (
          <Link to={`/contacts/${row.id}`} className={css.name ?? ''}>
            {personName(row, say)}
          </Link>
        ),
    },
    {
      key: 'role',
      title: say('role'),
      phone: 'badge',
      render: row => row.role && <Chip tone="green">{say(row.role)}</Chip>,
    },
    { key: 'title', title: say('title'), phone: 'hidden', render: row => row.title },
    {
      key: 'account',
      title: say('account'),
      phone: 'hidden',
      render: row =>
        row.accountId && (
          <Link to={`/accounts/${row.accountId}`} className="link">
            {row.accountName}
          </Link>
        ),
    },
    {
      key: 'phones',
      title: say('phones'),
      render: row => <span className="num nowrap">{row.phones[0]}</span>,
    },
    { key: 'owner', title: say('owner'), phone: 'hidden', render: row => names.person(row.ownerId) },
    {
      key: 'activity',
      title: say('lastActivity'),
      sortable: true,
      phone: 'context',
      render: row => row.lastActivityAt && <RelativeTime at={row.lastActivityAt} />,
    },
  ]
}
