import { Button } from 'antd'
import { useState } from 'react'
import { useText } from '../../../../app/i18n.ts'
import { useMay } from '../../../../app/session.ts'
import { type PricedProduct, PricedProductSheet } from '../../../../crm/product/PricedProductSheet.tsx'
import { pricedProductTexts } from '../../../../crm/product/priced-product-texts.ts'
import { onBook } from './book.ts'
import type { Editing } from './EditPanel.tsx'

interface Props {
  editing: Editing
  /** What was typed while looking for it. */
  name?: string
  /** Beside other ways to add a line. */
  small?: boolean
  onDone?: () => void
}

/** Where no product fits: makes one with its price and takes it into the quote. Whoever may not set prices is told who does. */
export function NewProduct({ editing, name = '', small = false, onDone }: Props) {
  const say = useText(pricedProductTexts)
  const may = useMay()
  const [open, setOpen] = useState(false)
  const take = ({ product, book }: PricedProduct) => {
    if (editing.draft.priceBookId !== book.id) editing.change(onBook(book))
    editing.add([{ product }])
    onDone?.()
  }
  if (!may('price.write')) return small ? null : <p className="quiet small">{say('askSomebody')}</p>
  return (
    <>
      <Button
        {...(small ? { size: 'small', type: 'text' } : { block: true, type: name ? 'default' : 'primary' })}
        onClick={() => setOpen(true)}
      >
        {say('open')}
      </Button>
      <PricedProductSheet
        open={open}
        onClose={() => setOpen(false)}
        bookId={editing.draft.priceBookId}
        name={name}
        onMade={take}
      />
    </>
  )
}
