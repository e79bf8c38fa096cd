import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useText } from '../../../../app/i18n.ts'
import { bookFor } from '../../../../crm/product/prices.ts'
import { booksQuery } from '../data.ts'
import { quoteTexts } from '../texts.ts'
import { onBook } from './book.ts'
import type { Editing } from './EditPanel.tsx'
import { editTexts } from './texts.ts'

/** Which book the prices come from. A quote begun before there was one is put on it with one press. */
export function BookLine({ editing: { draft, readOnly, change } }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const books = useQuery(booksQuery).data?.items
  if (!books) return null
  const book = books.find(({ id }) => id === draft.priceBookId)
  const usable = readOnly ? undefined : bookFor(books)
  return (
    <p className="quiet small">
      {book ? say('priceFrom', { book: book.name }) : say('noBook')}
      {!book && usable && (
        <Button type="link" size="small" onClick={() => change(onBook(usable))}>
          {sayEdit('takeBook', { book: usable.name })}
        </Button>
      )}
    </p>
  )
}
