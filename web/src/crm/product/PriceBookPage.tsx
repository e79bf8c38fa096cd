import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { type ChangeEvent, useRef, useState } from 'react'
import {
  importPrices,
  listProducts,
  type Offer,
  type PriceBookItem,
  type ProductItem,
} from '#crm/product/api.ts'
import { addressOf, call, send } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { useScreenParams } from '../../app/url-state.ts'
import { useSave } from '../../app/useSave.ts'
import { usePhone } from '../../theme/preferences.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { FilterBar } from '../../ui/FilterBar.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { useListPage } from '../useListPage.ts'
import { BookSheet } from './BookSheet.tsx'
import { booksQuery, productsQuery } from './data.ts'
import { type Imported, ImportReport } from './ImportReport.tsx'
import { OfferSheet, refreshBooks, useWriteOffer } from './OfferSheet.tsx'
import { BookState } from './PriceBookListPage.tsx'
import { PriceCell } from './PriceCell.tsx'
import { ProductPicker } from './ProductPicker.tsx'
import { tierWords, unitPrice } from './prices.ts'
import productCss from './product.module.css'
import { productTexts } from './texts.ts'

/** The prices of one book as a grid; each cell is saved when one leaves it. */
export default function PriceBookPage() {
  const { id } = useScreenParams<'id'>()
  const books = useQuery(booksQuery)
  return (
    <Loaded query={books}>
      {({ items }) => {
        const book = items.find(each => each.id === id)
        return book ? <Book book={book} /> : <EmptyState title={id} />
      }}
    </Loaded>
  )
}

function Book({ book }: { book: PriceBookItem }) {
  const say = useText(productTexts)
  const may = useMay()
  const { message } = App.useApp()
  const list = useListPage([])
  const [report, setReport] = useState<Imported>()
  const rows = useQuery(productsQuery({ ...list.query, book: book.id, priced: 'true' }))
  const save = useWriteOffer(book)
  const [opened, setOpened] = useState<ProductItem>()
  const [editing, setEditing] = useState(false)
  const phone = usePhone()
  const writes = may('price.write')
  // A grid of figures is desk work; on the phone one product is opened at a time.
  const grid = writes && !phone
  const find = useSave(
    async (id: string) => (await call(listProducts, { query: { ids: id, book: book.id } })).items[0],
    { onDone: setOpened },
  )
  const columns = useColumns(book, grid, {
    open: setOpened,
    save: (productId, offer) => save.mutate({ productId, offer }),
  })
  const days = `${book.validFrom} – ${book.validTo ?? say('openEnd')}`
  return (
    <>
      <PageHead
        back="/price-books"
        title={book.name}
        subtitle={[
          book.currency,
          say(book.taxMode),
          days,
          book.segment ?? say('everybody'),
          say('versionOf', { version: book.version }),
        ].join(' · ')}
        marks={<BookState book={book} />}
        actions={
          writes && (
            <>
              <Button onClick={() => setEditing(true)}>{say('editBook')}</Button>
              {!phone && (
                <ImportButton
                  book={book}
                  onDone={done => {
                    refreshBooks()
                    setReport(done)
                    void message.success(
                      say('imported', { created: done.created, changed: done.changed, priced: done.priced }),
                    )
                  }}
                />
              )}
            </>
          )
        }
      />
      <PageBody>
        {report && report.faultCount > 0 && <ImportReport report={report} />}
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={say('findProducts')}
          actions={
            writes && (
              <div className={productCss.add}>
                <ProductPicker
                  label={say('addProduct')}
                  value={null}
                  onChange={productId => productId && find.mutate(productId)}
                />
              </div>
            )
          }
        />
        <DataTable<ProductItem>
          label={book.name}
          dense
          onOpen={setOpened}
          rows={rows.data}
          rowKey={row => row.id}
          state={list.state}
          onState={list.setState}
          error={rows.data ? undefined : rows.error}
          onRetry={() => void rows.refetch()}
          columns={columns}
          {...(list.q
            ? {}
            : { empty: <EmptyState icon="tag" title={say('noEntries')} hint={say('noEntriesHint')} /> })}
        />
      </PageBody>
      <OfferSheet book={book} product={opened} onClose={() => setOpened(undefined)} />
      <BookSheet book={book} open={editing} onClose={() => setEditing(false)} />
    </>
  )
}

interface Acts {
  open: (product: ProductItem) => void
  save: (productId: string, offer: Offer | null) => void
}

/** `grid`: figures are typed where they stand. */
function useColumns(book: PriceBookItem, grid: boolean, { open, save }: Acts): Column<ProductItem>[] {
  const say = useText(productTexts)
  const sees = useMay()('price.cost')
  const figure = (key: 'price' | 'floor' | 'cost'): Column<ProductItem> => ({
    key,
    title: say(key),
    numeric: true,
    width: 130,
    render: row => {
      const value = row.offer?.[key] ?? ''
      if (!grid)
        return <span className="num">{value && `${unitPrice(value, book.currency)} / ${row.unit}`}</span>
      return (
        <PriceCell
          label={`${row.name} ${say(key)}`}
          value={value}
          onValue={text => {
            if (text === '' && key === 'price') return
            save(row.id, { ...row.offer!, [key]: text === '' ? null : text })
          }}
        />
      )
    },
  })
  return [
    {
      key: 'code',
      title: say('code'),
      sortable: true,
      phone: 'context',
      render: row => <span className="num nowrap">{row.code}</span>,
    },
    { key: 'name', title: say('name'), sortable: true, phone: 'title', render: row => row.name },
    { key: 'unit', title: say('unit'), phone: 'hidden', render: row => row.unit },
    figure('price'),
    {
      key: 'tiers',
      title: say('tiers'),
      width: 190,
      render: row => <TierWords book={book} product={row} {...(grid && { onOpen: () => open(row) })} />,
    },
    ...(sees ? [figure('floor'), figure('cost')] : []),
    ...(grid
      ? [
          {
            key: 'out',
            title: '',
            render: (row: ProductItem) => (
              <Button size="small" type="text" onClick={() => save(row.id, null)}>
                {say('takeOut')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}

/** Tiers in words; with `onOpen` a button that opens them. */
function TierWords({
  book,
  product,
  onOpen,
}: {
  book: PriceBookItem
  product: ProductItem
  onOpen?: () => void
}) {
  const say = useText(productTexts)
  const words = tierWords(product.offer?.tiers ?? [], product.unit, book.currency).map(text => (
    <span key={text} className="num nowrap">
      {text}
    </span>
  ))
  if (!onOpen) return words.length === 0 ? '—' : <span className={productCss.tierWords}>{words}</span>
  return (
    <button
      type="button"
      className={`plain ${productCss.tierCell}`}
      aria-label={`${product.name} ${say('tiers')}`}
      onClick={onOpen}
    >
      {words.length === 0 ? <span className="quiet">{say('addTier')}</span> : words}
    </button>
  )
}

function ImportButton({ book, onDone }: { book: PriceBookItem; onDone: (done: Imported) => void }) {
  const say = useText(productTexts)
  const input = useRef<HTMLInputElement>(null)
  const take = useSave(
    async (file: File) =>
      importPrices.answer.parse(
        await send(addressOf(importPrices.path, { id: book.id }, { name: file.name }), {
          method: 'POST',
          body: file,
          headers: { 'content-type': 'application/octet-stream' },
        }),
      ),
    { onDone },
  )
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) take.mutate(file)
    event.target.value = ''
  }
  return (
    <>
      <input ref={input} type="file" accept=".csv,.txt,.xlsx" hidden onChange={choose} />
      <Button loading={take.isPending} onClick={() => input.current?.click()}>
        {say('importFile')}
      </Button>
    </>
  )
}
