import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { PriceBookItem } from '#crm/product/api.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { useGo } from '../../app/url-state.ts'
import { Chip } from '../../ui/Badge.tsx'
import { isoDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import css from '../crm.module.css'
import { BookSheet } from './BookSheet.tsx'
import { booksQuery } from './data.ts'
import { productTexts } from './texts.ts'

/** Every price book with its currency, days and segment. */
export default function PriceBookListPage() {
  const say = useText(productTexts)
  const may = useMay()
  const go = useGo()
  const query = useQuery(booksQuery)
  const [adding, setAdding] = useState(false)
  const add = may('price.write') && (
    <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
      {say('newBook')}
    </Button>
  )
  return (
    <>
      <PageHead title={say('priceBooks')} actions={add} />
      <PageBody>
        <Loaded query={query}>
          {({ items }) => (
            <SimpleTable<PriceBookItem>
              label={say('priceBooks')}
              items={items}
              rowKey={row => row.id}
              onOpen={row => void go(`/price-books/${row.id}`)}
              empty={<EmptyState icon="tag" title={say('noBooks')} hint={say('noBooksHint')} action={add} />}
              columns={[
                {
                  key: 'name',
                  title: say('name'),
                  phone: 'title',
                  render: row => (
                    <Link to={`/price-books/${row.id}`} className={css.name}>
                      {row.name}
                    </Link>
                  ),
                },
                { key: 'state', title: '', phone: 'badge', render: row => <BookState book={row} /> },
                {
                  key: 'currency',
                  title: say('currency'),
                  render: row => `${row.currency} · ${say(row.taxMode)}`,
                },
                {
                  key: 'days',
                  title: say('validFrom'),
                  render: row => (
                    <span className="num nowrap">{`${row.validFrom} – ${row.validTo ?? say('openEnd')}`}</span>
                  ),
                },
                { key: 'segment', title: say('segment'), render: row => row.segment ?? say('everybody') },
                { key: 'entries', title: say('entries'), numeric: true, render: row => row.entries },
                {
                  key: 'version',
                  title: say('version'),
                  phone: 'hidden',
                  numeric: true,
                  render: row => row.version,
                },
              ]}
            />
          )}
        </Loaded>
      </PageBody>
      <BookSheet open={adding} onClose={() => setAdding(false)} books={query.data?.items ?? []} />
    </>
  )
}

/** Whether a book holds today. */
export function BookState({ book }: { book: PriceBookItem }) {
  const say = useText(productTexts)
  const today = isoDay(Date.now())
  if (book.archived) return <Chip>{say('archived')}</Chip>
  if (book.validFrom > today) return <Chip tone="blue">{say('notYet')}</Chip>
  if (book.validTo !== null && book.validTo < today) return <Chip tone="ochre">{say('over')}</Chip>
  return (
    <Chip tone="green" dot>
      {say('inForce')}
    </Chip>
  )
}
