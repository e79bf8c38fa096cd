import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { type ChangeEvent, useRef, useState } from 'react'
import {
  importPrices,
  type Offer,
  type PriceBookItem,
  type ProductItem,
  writeEntries,
} from '#crm/product/api.ts'
import { addressOf, call, send } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useScreenParams } from '../../app/url-state.ts'
import { useSave } from '../../app/useSave.ts'
import { usePhone } from '../../theme/preferences.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { FilterBar } from '../../ui/FilterBar.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { EmptyState } from '../../ui/States.tsx'
import css from '../crm.module.css'
import { useListPage } from '../useListPage.ts'
import { booksQuery, productsQuery } from './data.ts'
import { type Imported, ImportReport } from './ImportReport.tsx'
import { BookState } from './PriceBookListPage.tsx'
import { PriceCell } from './PriceCell.tsx'
import { ProductPicker } from './ProductPicker.tsx'
import { productTexts } from './texts.ts'
import { tiersOf, tiersText } from './tiers.ts'

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

const refresh = () => {
  void queries.invalidateQueries({ queryKey: ['products'] })
  void queries.invalidateQueries({ queryKey: ['price-books'] })
}

function Book({ book }: { book: PriceBookItem }) {
  const say = useText(productTexts)
  const may = useMay()
  const { message } = App.useApp()
  const list = useListPage([])
  const [report, setReport] = useState<Imported>()
  const rows = useQuery(productsQuery({ ...list.query, book: book.id, priced: 'true' }))
  const save = useSave(
    ({ productId, offer }: { productId: string; offer: Offer | null }) =>
      call(writeEntries, { params: { id: book.id }, body: { entries: [{ productId, offer }] } }),
    { onDone: refresh },
  )
  const phone = usePhone()
  // A grid of figures is desk work; on the phone it is looked up.
  const write = may('price.write') && !phone
  const add = async (productId: string | null) => {
    if (productId) save.mutate({ productId, offer: { price: '0', tiers: [], floor: null, cost: null } })
  }
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
          write && (
            <ImportButton
              book={book}
              onDone={done => {
                refresh()
                setReport(done)
                void message.success(
                  say('imported', { created: done.created, changed: done.changed, priced: done.priced }),
                )
              }}
            />
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
            write && (
              <div style={{ width: 260 }}>
                <ProductPicker
                  label={say('addProduct')}
                  value={null}
                  onChange={productId => void add(productId)}
                />
              </div>
            )
          }
        />
        <div className={css.table}>
          <DataTable<ProductItem>
            label={book.name}
            dense
            rows={rows.data}
            rowKey={row => row.id}
            state={list.state}
            onState={list.setState}
            error={rows.data ? undefined : rows.error}
            onRetry={() => void rows.refetch()}
            columns={useColumns(write, (productId, offer) => save.mutate({ productId, offer }))}
            {...(list.q
              ? {}
              : { empty: <EmptyState icon="tag" title={say('noEntries')} hint={say('noEntriesHint')} /> })}
          />
        </div>
      </PageBody>
    </>
  )
}

function useColumns(
  write: boolean,
  save: (productId: string, offer: Offer | null) => void,
): Column<ProductItem>[] {
  const say = useText(productTexts)
  const sees = useMay()('price.cost')
  const figure = (key: 'price' | 'floor' | 'cost'): Column<ProductItem> => ({
    key,
    title: say(key),
    numeric: true,
    width: 130,
    render: row => (
      <PriceCell
        label={`${row.name} ${say(key)}`}
        readOnly={!write}
        value={row.offer?.[key] ?? ''}
        onValue={text => {
          if (text === '' && key === 'price') return
          save(row.id, { ...row.offer!, [key]: text === '' ? null : text })
        }}
      />
    ),
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
      render: row => (
        <PriceCell
          label={`${row.name} ${say('tiers')}`}
          title={say('tiersHint')}
          text
          readOnly={!write}
          value={tiersText(row.offer?.tiers ?? [])}
          onValue={text => {
            const tiers = tiersOf(text)
            if (tiers) save(row.id, { ...row.offer!, tiers })
          }}
        />
      ),
    },
    ...(sees ? [figure('floor'), figure('cost')] : []),
    ...(write
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
