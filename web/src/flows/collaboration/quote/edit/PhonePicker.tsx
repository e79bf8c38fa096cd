import { Input } from 'antd'
import { useState } from 'react'
import { useText } from '../../../../app/i18n.ts'
import { EmptyState } from '../../../../ui/States.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { NewProduct } from './NewProduct.tsx'
import { useAdd, useFound } from './ProductSearch.tsx'
import { editTexts } from './texts.ts'

/** Chooses a product of the price book with the thumb, or enters a line by hand. */
export function PhonePicker({ editing, onDone }: { editing: Editing; onDone: () => void }) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const [text, setText] = useState('')
  const { items: found, settled } = useFound(text, editing.draft.priceBookId)
  const add = useAdd(editing)
  const byHand = text.trim()
  return (
    <div className={css.stack}>
      <Input
        size="large"
        autoFocus
        aria-label={say('addLine')}
        placeholder={sayEdit('findPlaceholder')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {settled && found.length === 0 && !byHand && (
        <EmptyState icon="tag" title={sayEdit('noProducts')} hint={sayEdit('noProductsHint')} />
      )}
      {settled && found.length === 0 && <NewProduct editing={editing} name={byHand} onDone={onDone} />}
      <ul className={css.picker}>
        {found.map(product => (
          <li key={product.id}>
            <button
              type="button"
              className="plain"
              onClick={() => {
                void add(product)
                onDone()
              }}
            >
              <span>
                {product.name}
                <small>{product.code}</small>
              </span>
              <span className="num">{product.offer ? withCommas(product.offer.price) : ''}</span>
            </button>
          </li>
        ))}
        {byHand && (
          <li>
            <button
              type="button"
              className="plain"
              onClick={() => {
                editing.add([{ line: { name: byHand.slice(0, 120) } }])
                onDone()
              }}
            >
              {say('byHand', { name: byHand })}
            </button>
          </li>
        )}
      </ul>
    </div>
  )
}
