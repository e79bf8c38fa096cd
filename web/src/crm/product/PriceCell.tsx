import { Input } from 'antd'
import { useState } from 'react'
import { readNumber, withCommas } from './prices.ts'

interface Props {
  label: string
  value: string
  onValue: (value: string) => void
}

/** A figure of the price grid: saved when one leaves it or presses Enter, put back by Esc. */
export function PriceCell({ label, value, onValue }: Props) {
  const [typed, setTyped] = useState<string>()
  const meant = typed?.trim() === '' ? '' : readNumber(typed ?? value)
  const done = () => {
    if (typed !== undefined && meant !== undefined && meant !== value) onValue(meant)
    setTyped(undefined)
  }
  return (
    <Input
      size="small"
      aria-label={label}
      {...(typed !== undefined && meant === undefined ? { status: 'error' as const } : {})}
      className="num"
      style={{ textAlign: 'right' }}
      inputMode="decimal"
      value={typed ?? withCommas(value)}
      onChange={event => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setTyped(undefined)
      }}
    />
  )
}
