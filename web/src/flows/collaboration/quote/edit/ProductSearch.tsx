import { useQuery } from '@tanstack/react-query'
import { AutoComplete } from 'antd'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { listProducts, type ProductItem } from '#crm/product/api.ts'
import { call } from '../../../../app/http.ts'
import { useText } from '../../../../app/i18n.ts'
import { productsQuery } from '../data.ts'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { readBlock } from './paste.ts'

const byHand = 'by-hand'

/** Finds a product by name, code or pinyin initials; Enter adds the first one, or a line by hand where there is none. */
export function ProductSearch({ editing, onPaste }: { editing: Editing; onPaste: (text: string) => void }) {
  const say = useText(quoteTexts)
  const [text, setText] = useState('')
  const { items: found, settled } = useFound(text, editing.draft.priceBookId)
  const [entered, setEntered] = useState(false)
  const add = useAdd(editing)
  const choose = (id: string) => {
    const product = found.find(each => each.id === id)
    if (product) void add(product)
    else editing.add([{ line: { name: text.trim() } }])
    setText('')
    setEntered(false)
  }
  // Enter came before the answer: the first one is taken when it is there.
  useEffect(() => {
    if (entered && settled && text.trim()) choose(found[0]?.id ?? byHand)
  })
  const options = [
    ...found.map(product => ({ value: product.id, label: <Option product={product} /> })),
    ...(text.trim() ? [{ value: byHand, label: say('byHand', { name: text.trim() }) }] : []),
  ]
  return (
    <div data-add className={css.search}>
      <AutoComplete
        aria-label={say('addLine')}
        placeholder={say('addPlaceholder')}
        value={text}
        options={text.trim() && settled ? options : []}
        defaultActiveFirstOption
        popupMatchSelectWidth={420}
        onSearch={typed => {
          setText(typed)
          setEntered(false)
        }}
        onSelect={choose}
        style={{ width: '100%' }}
        onInputKeyDown={(event: KeyboardEvent) => {
          if (event.key === 'Escape') setText('')
          if (event.key === 'Enter' && !settled && !event.nativeEvent.isComposing) setEntered(true)
        }}
        {...{
          onPaste: (event: React.ClipboardEvent) => {
            const pasted = event.clipboardData.getData('text/plain')
            if (readBlock(pasted).flat().length < 2) return
            event.preventDefault()
            onPaste(pasted)
          },
        }}
      />
    </div>
  )
}

function Option({ product }: { product: ProductItem }) {
  return (
    <span className={css.option}>
      <span>
        {product.name} <small>{product.code}</small>
      </span>
      <span className="num">{product.offer ? withCommas(product.offer.price) : ''}</span>
    </span>
  )
}

/**
 * Products that fit what is typed, those of the price book; typing waits a little before it asks. `settled` once they are the answer
 * to all that was typed: before, the first one may be another.
 */
export function useFound(text: string, book: string | null): { items: ProductItem[]; settled: boolean } {
  const [q, setQ] = useState('')
  useEffect(() => {
    const wait = setTimeout(() => setQ(text.trim()), 150)
    return () => clearTimeout(wait)
  }, [text])
  const { data, isPlaceholderData } = useQuery(
    productsQuery({ size: 20, ...(q ? { q } : {}), ...(book ? { book, priced: 'true' } : {}) }),
  )
  return { items: data?.items ?? [], settled: q === text.trim() && data !== undefined && !isPlaceholderData }
}

/** Adds a product; a bundle with what is in it. */
export function useAdd(editing: Editing): (product: ProductItem) => Promise<void> {
  return async product => editing.add([{ product }], await partsOf([product], editing.draft.priceBookId))
}

/** What is in the bundles among some products, with the prices of a book. */
export async function partsOf(products: readonly ProductItem[], book: string | null): Promise<ProductItem[]> {
  const ids = new Set(products.flatMap(({ components }) => components.map(({ productId }) => productId)))
  return byIds([...ids], book)
}

/** Products by id, with the prices of a book. */
export async function byIds(ids: readonly string[], book: string | null): Promise<ProductItem[]> {
  const found: ProductItem[] = []
  // The query of one call holds fifty.
  for (let i = 0; i < ids.length; i += 50) {
    const query = { ids: ids.slice(i, i + 50).join(), size: 50, ...(book ? { book } : {}) }
    found.push(...(await call(listProducts, { query })).items)
  }
  return found
}
