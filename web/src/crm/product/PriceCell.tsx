import { Input } from 'antd'
import { useState } from 'react'

interface Props {
  label: string
  value: string
  onValue: (value: string) => void
  readOnly: boolean
  /** Words instead of a figure. */
  text?: boolean
  title?: string
}

const plain = /^\d{1,13}(\.\d{1,6})?$/

/** A cell of the price grid: saved when one leaves it or presses Enter, put back by Esc. */
export function PriceCell({ label, value, onValue, readOnly, text = false, title }: Props) {
  const [typed, setTyped] = useState<string>()
  const tidy = (typed ?? value).replace(/[,，\s¥]/g, '')
  const wrong = !text && tidy !== '' && !plain.test(tidy)
  const done = () => {
    if (typed !== undefined && !wrong && tidy !== value) onValue(tidy)
    setTyped(undefined)
  }
  if (readOnly) return <span className="num">{value || '—'}</span>
  return (
    <Input
      size="small"
      aria-label={label}
      {...(title ? { title } : {})}
      {...(wrong ? { status: 'error' as const } : {})}
      className="num"
      style={text ? {} : { textAlign: 'right' }}
      value={typed ?? value}
      onChange={event => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setTyped(undefined)
      }}
    />
  )
}
