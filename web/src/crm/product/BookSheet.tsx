import { useMutation, useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { createPriceBook, type PriceBookItem, taxModes, updatePriceBook } from '#crm/product/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useGo } from '../../app/url-state.ts'
import { Fault } from '../../ui/Fault.tsx'
import { isoDay } from '../../ui/format.ts'
import { Sheet } from '../../ui/Sheet.tsx'
import { facetsQuery } from '../data.ts'
import { refreshBooks } from './OfferSheet.tsx'
import css from './product.module.css'
import { productTexts } from './texts.ts'

interface Props {
  open: boolean
  onClose: () => void
  /** Left out to make a new one. */
  book?: PriceBookItem
  /** Those that a new one may be copied from. */
  books?: readonly PriceBookItem[]
}

interface Fields {
  name: string
  currency: string
  taxMode: (typeof taxModes)[number]
  validFrom: string
  validTo?: string | null
  segment?: string | null
  copyOf?: string
}

/** Makes a price book, or changes its name, days and segment. Currency and tax mode stay: every price in it means them. */
export function BookSheet({ open, onClose, book, books = [] }: Props) {
  const say = useText(productTexts)
  return (
    <Sheet open={open} onClose={onClose} title={book ? say('editBook') : say('newBook')}>
      {open && <Body onClose={onClose} books={books} {...(book && { book })} />}
    </Sheet>
  )
}

function Body({ onClose, book, books = [] }: Omit<Props, 'open'>) {
  const say = useText(productTexts)
  const go = useGo()
  const [id] = useState(newId)
  const tiers = useQuery(facetsQuery).data?.tiers ?? []
  const save = useMutation({
    mutationFn: ({ archived, ...fields }: Fields & { archived?: boolean }) =>
      book ? change(book, fields, archived) : make(id, fields),
    onSuccess: done => {
      refreshBooks()
      onClose()
      if (!book) void go(`/price-books/${done.id}`)
    },
  })
  const initial = book ?? { currency: 'CNY', taxMode: 'inclusive' as const, validFrom: isoDay(Date.now()) }
  const needed = (label: string) => [{ required: true, whitespace: true, message: say('needed', { label }) }]
  return (
    <Form<Fields>
      name="price-book"
      layout="vertical"
      requiredMark={false}
      initialValues={initial}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item name="name" label={say('name')} rules={needed(say('name'))}>
        <Input maxLength={60} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="currency" label={say('currency')}>
          <Select
            disabled={book !== undefined}
            options={['CNY', 'USD', 'EUR', 'HKD', 'JPY'].map(value => ({ value, label: value }))}
          />
        </Form.Item>
        <Form.Item name="taxMode" label={say('taxMode')}>
          <Select
            disabled={book !== undefined}
            options={taxModes.map(value => ({ value, label: say(value) }))}
          />
        </Form.Item>
        <Form.Item name="validFrom" label={say('validFrom')} rules={needed(say('validFrom'))}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="validTo" label={say('validTo')} extra={say('validToHint')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="segment" label={say('segment')} extra={say('segmentHint')}>
          <AutoComplete
            options={tiers.map(value => ({ value }))}
            maxLength={40}
            placeholder={say('everybody')}
          />
        </Form.Item>
        {!book && (
          <Form.Item name="copyOf" label={say('copyOf')}>
            <Select allowClear options={books.map(each => ({ value: each.id, label: each.name }))} />
          </Form.Item>
        )}
      </div>
      <div className={css.bar}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {say('save')}
        </Button>
        {book && (
          <Button onClick={() => save.mutate({ ...book, archived: !book.archived })}>
            {book.archived ? say('bringBack') : say('archive')}
          </Button>
        )}
      </div>
    </Form>
  )
}

const make = (id: string, { validTo, segment, copyOf, ...fields }: Fields) =>
  call(createPriceBook, {
    body: { id, ...fields, validTo: validTo || null, segment: segment || null, ...(copyOf && { copyOf }) },
  })

const change = (book: PriceBookItem, { name, validFrom, validTo, segment }: Fields, archived?: boolean) =>
  call(updatePriceBook, {
    params: { id: book.id },
    body: {
      version: book.version,
      changes: {
        ...{ name, validFrom, validTo: validTo || null, segment: segment || null },
        ...(archived !== undefined && { archived }),
      },
    },
  })
