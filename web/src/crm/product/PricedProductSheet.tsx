import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import {
  createPriceBook,
  createProduct,
  listProducts,
  type PriceBookItem,
  type ProductItem,
  taxRates,
  writeEntries,
} from '#crm/product/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Fault } from '../../ui/Fault.tsx'
import { isoDay } from '../../ui/format.ts'
import { Sheet } from '../../ui/Sheet.tsx'
import { SkeletonLines } from '../../ui/States.tsx'
import { booksQuery, productsQuery } from './data.ts'
import { refreshBooks } from './OfferSheet.tsx'
import { pricedProductTexts } from './priced-product-texts.ts'
import { bookFor, readNumber } from './prices.ts'
import css from './product.module.css'

export interface PricedProduct {
  product: ProductItem
  book: PriceBookItem
}

interface Props {
  open: boolean
  onClose: () => void
  /** The book that the price goes into; the first one in force if left out, and made where there is none. */
  bookId: string | null
  /** What was typed while looking for it. */
  name?: string
  onMade: (made: PricedProduct) => void
}

/** Enters a product and its price in one go, from where it is missing. */
export function PricedProductSheet({ open, onClose, ...rest }: Props) {
  const say = useText(pricedProductTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('title')} width={420}>
      {open && <Body onClose={onClose} {...rest} />}
    </Sheet>
  )
}

interface Fields {
  name: string
  code: string
  unit: string
  taxRate: ProductItem['taxRate']
  price: string
}

function Body({ bookId, name, onClose, onMade }: Omit<Props, 'open'>) {
  const say = useText(pricedProductTexts)
  const books = useQuery(booksQuery).data?.items
  const count = useQuery(productsQuery({ size: 1 })).data?.total
  const standing = books && (books.find(({ id }) => id === bookId) ?? bookFor(books))
  // Pressed again after a fault, what is there already stays what it is.
  const [ids] = useState(() => ({ book: newId(), product: newId() }))
  const save = useMutation({
    mutationFn: (fields: Fields) => make(fields, standing, ids, say('bookName')),
    onSuccess: made => {
      refreshBooks()
      onMade(made)
      onClose()
    },
  })
  if (!books || count === undefined) return <SkeletonLines />
  const needed = (label: string) => [{ required: true, whitespace: true, message: say('needed', { label }) }]
  const isNumber = async (_: unknown, text: string | undefined) => {
    if (readNumber(text ?? '') === undefined) throw new Error(say('notNumber'))
  }
  const per = standing?.currency ?? 'CNY'
  const taxed = say(standing?.taxMode ?? 'inclusive')
  return (
    <Form<Fields>
      name="priced-product"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        name: name ?? '',
        code: `P-${String(count + 1).padStart(3, '0')}`,
        unit: say('unitValue'),
        taxRate: '13',
      }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item name="name" label={say('name')} rules={needed(say('name'))}>
        <Input maxLength={120} autoFocus={!name} />
      </Form.Item>
      <Form.Item
        name="price"
        label={say('price', { currency: per, taxed })}
        rules={[{ validator: isNumber }]}
      >
        <Input inputMode="decimal" className="num" autoFocus={Boolean(name)} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="code" label={say('code')} rules={needed(say('code'))}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="unit" label={say('unit')} rules={needed(say('unit'))}>
          <Input maxLength={12} />
        </Form.Item>
        <Form.Item name="taxRate" label={say('taxRate')}>
          <Select options={taxRates.map(value => ({ value, label: `${value}%` }))} />
        </Form.Item>
      </div>
      <p className="quiet small" style={{ marginBottom: 12 }}>
        {standing ? say('intoBook', { book: standing.name }) : say('newBook', { book: say('bookName') })}
      </p>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}

async function make(
  { name, code, unit, taxRate, price }: Fields,
  standing: PriceBookItem | undefined,
  ids: { book: string; product: string },
  bookName: string,
): Promise<PricedProduct> {
  const book =
    standing ??
    (await call(createPriceBook, {
      body: {
        ...{ id: ids.book, name: bookName, currency: 'CNY', taxMode: 'inclusive' },
        ...{ validFrom: isoDay(Date.now()), validTo: null, segment: null },
      },
    }))
  await call(createProduct, { body: { id: ids.product, name, code, unit, taxRate } })
  const offer = { price: readNumber(price)!, tiers: [] }
  await call(writeEntries, {
    params: { id: book.id },
    body: { entries: [{ productId: ids.product, offer }] },
  })
  const { items } = await call(listProducts, { query: { ids: ids.product, book: book.id } })
  return { product: items[0]!, book }
}
