import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type QuoteItem, quoteRoutes, quoteStates } from '#collaboration/quote/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useGo } from '../../../app/url-state.ts'
import { type Names, useNames } from '../../../crm/data.ts'
import { AddButton, ListPage } from '../../../crm/ListPage.tsx'
import { useListPage } from '../../../crm/useListPage.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Money, RelativeTime } from '../../../ui/Values.tsx'
import { quotesQuery, stateTones } from './data.ts'
import { NewQuoteSheet } from './NewQuoteSheet.tsx'
import css from './quote.module.css'
import { quoteTexts } from './texts.ts'

const sorts = quoteRoutes.list.query.shape.sort.unwrap()

/** Every quote one may see, the last changed first. */
export default function QuoteListPage() {
  const say = useText(quoteTexts)
  const names = useNames()
  const go = useGo()
  const list = useListPage(['owner', 'state'])
  const [adding, setAdding] = useState(list.search.new === '1')
  const sort = sorts.safeParse(list.state.sort)
  const { owner, state } = list.values
  const rows = useQuery(
    quotesQuery({
      ...list.query,
      ...(sort.success ? { sort: sort.data } : {}),
      ...(owner?.[0] ? { owner: owner[0] as 'me' } : {}),
      ...(list.search.opportunity ? { opportunity: list.search.opportunity } : {}),
      state: state?.join(',') || undefined,
    }),
  )
  return (
    <ListPage<QuoteItem>
      title={say('quotes')}
      list={list}
      rows={rows}
      columns={useColumns(names)}
      onOpen={row => void go(`/quotes/${row.id}`)}
      find={say('findQuotes')}
      filters={[
        {
          key: 'state',
          label: say('state'),
          multiple: true,
          options: quoteStates.map(value => ({ value, label: say(value) })),
        },
        {
          key: 'owner',
          label: say('owner'),
          options: [{ value: 'me', label: say('mine') }, ...names.people],
        },
      ]}
      add={<AddButton needs="quote.write" label={say('newQuote')} onClick={() => setAdding(true)} />}
      empty={{ icon: 'tag', title: say('noQuotes'), hint: say('noQuotesHint') }}
    >
      <NewQuoteSheet
        open={adding}
        onClose={() => setAdding(false)}
        {...(list.search.account && { accountId: list.search.account })}
      />
    </ListPage>
  )
}

function useColumns(who: Names): Column<QuoteItem>[] {
  const say = useText(quoteTexts)
  return [
    {
      key: 'name',
      title: say('name'),
      sortable: true,
      phone: 'title',
      render: row => (
        <>
          <Link to={`/quotes/${row.id}`} className={css.name}>
            {row.name}
          </Link>
          <span className={css.number}>{row.number}</span>
        </>
      ),
    },
    { key: 'account', title: say('account'), render: row => row.accountName },
    {
      key: 'state',
      title: say('state'),
      phone: 'badge',
      render: row => (
        <span className={css.states}>
          <Chip tone={stateTones[row.state]} dot>
            {say(row.state)}
          </Chip>
          {row.changed && <span className="quiet small">{say('changed')}</span>}
        </span>
      ),
    },
    {
      key: 'amount',
      title: say('amount'),
      sortable: true,
      numeric: true,
      render: row => <Money minor={row.amount} currency={row.currency} />,
    },
    {
      key: 'revision',
      title: say('revision'),
      phone: 'hidden',
      render: row => (row.revision === null ? '—' : say('revisionOf', { number: row.revision })),
    },
    {
      key: 'valid',
      title: say('valid'),
      render: row =>
        row.validUntil === null ? '—' : <span className="num nowrap">{isoDay(row.validUntil - 1)}</span>,
    },
    { key: 'owner', title: say('owner'), phone: 'hidden', render: row => who.person(row.ownerId) },
    {
      key: 'updated',
      title: say('updated'),
      sortable: true,
      phone: 'context',
      render: row => <RelativeTime at={row.updatedAt} />,
    },
  ]
}
