import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { createPriceBook, type PriceBookItem, taxModes } from '#crm/product/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useGo } from '../../app/url-state.ts'
import { Chip } from '../../ui/Badge.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { isoDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import css from '../crm.module.css'
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
            <div className={css.table}>
              <SimpleTable<PriceBookItem>
                label={say('priceBooks')}
                items={items}
                rowKey={row => row.id}
                onOpen={row => void go(`/price-books/${row.id}`)}
                empty={
                  <EmptyState icon="tag" title={say('noBooks')} hint={say('noBooksHint')} action={add} />
                }
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
            </div>
          )}
        </Loaded>
      </PageBody>
      <Sheet open={adding} onClose={() => setAdding(false)} title={say('newBook')}>
        <NewBook books={query.data?.items ?? []} />
      </Sheet>
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

interface Fields {
  name: string
  currency: string
  taxMode: (typeof taxModes)[number]
  validFrom: string
  validTo?: string
  segment?: string
  copyOf?: string
}

function NewBook({ books }: { books: PriceBookItem[] }) {
  const say = useText(productTexts)
  const go = useGo()
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: ({ validTo, segment, copyOf, ...fields }: Fields) =>
      call(createPriceBook, {
        body: {
          id,
          ...fields,
          validTo: validTo || null,
          segment: segment || null,
          ...(copyOf ? { copyOf } : {}),
        },
      }),
    onSuccess: book => {
      void queries.invalidateQueries({ queryKey: ['price-books'] })
      void go(`/price-books/${book.id}`)
    },
  })
  const initial = { currency: 'CNY', taxMode: 'inclusive', validFrom: isoDay(Date.now()) }
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={initial} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, message: say('needed', { label: say('name') }) }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="currency" label={say('currency')}>
          <Select options={['CNY', 'USD', 'EUR', 'HKD', 'JPY'].map(value => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="taxMode" label={say('taxMode')}>
          <Select options={taxModes.map(value => ({ value, label: say(value) }))} />
        </Form.Item>
        <Form.Item name="validFrom" label={say('validFrom')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="validTo" label={say('validTo')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="segment" label={say('segment')}>
          <Input maxLength={40} placeholder={say('everybody')} />
        </Form.Item>
        <Form.Item name="copyOf" label={say('copyOf')}>
          <Select allowClear options={books.map(book => ({ value: book.id, label: book.name }))} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}
