import { type ClipboardEvent, useState } from 'react'
import css from '../quote.module.css'

interface Props<T> {
  label: string
  /** Names the column for ↑ and ↓. */
  column: string
  row: number
  value: string
  /** What the text means; undefined while it means nothing: then it stays on the screen, marked, and nothing changes. */
  read: (text: string) => T | undefined
  onValue: (value: T) => void
  readOnly: boolean
  numeric?: boolean
  suffix?: string
  onPaste?: (column: 'name' | 'quantity' | 'price' | 'discount') => (event: ClipboardEvent) => void
}

/** One cell of a grid. What is typed holds at once; leaving the cell tidies how it is written. */
export function Cell<T>({
  label,
  column,
  row,
  value,
  read,
  onValue,
  readOnly,
  numeric = false,
  suffix,
  onPaste,
}: Props<T>) {
  const [text, setText] = useState<string>()
  const wrong = text !== undefined && text !== '' && read(text) === undefined
  const paste =
    column === 'name' || column === 'quantity' || column === 'price' || column === 'discount'
      ? onPaste?.(column)
      : undefined
  return (
    <span className={css.cell}>
      <input
        aria-label={`${label} ${row}`}
        data-column={column}
        className={numeric ? css.number : ''}
        inputMode={numeric && column !== 'discount' ? 'decimal' : 'text'}
        aria-invalid={wrong}
        readOnly={readOnly}
        value={text ?? value}
        onFocus={event => event.target.select()}
        onChange={event => {
          setText(event.target.value)
          const meant = read(event.target.value.trim())
          if (meant !== undefined) onValue(meant)
        }}
        onBlur={() => setText(undefined)}
        {...(paste ? { onPaste: paste } : {})}
      />
      {suffix && <small>{suffix}</small>}
    </span>
  )
}
