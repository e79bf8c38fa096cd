import { useState } from 'react'
import { useText } from '../../../../app/i18n.ts'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { readNumber } from './cells.ts'

interface Props {
  label: string
  value: string
  onValue: (value: string) => void
  disabled: boolean
}

/** A quantity for thumbs: one less, one more, or typed, with decimals too. What isn't a quantity yet stays and changes nothing. */
export function Stepper({ label, value, onValue, disabled }: Props) {
  const say = useText(quoteTexts)
  const [text, setText] = useState<string>()
  const step = (by: number) => {
    const next = Math.round((Number(value) + by) * 1e6) / 1e6
    if (next > 0) onValue(String(next))
  }
  const meant = (typed: string) => {
    const number = readNumber(typed)
    return number !== undefined && Number(number) > 0 ? number : undefined
  }
  return (
    <fieldset className={css.stepper} disabled={disabled} aria-label={label}>
      <button type="button" aria-label={say('less')} disabled={Number(value) <= 1} onClick={() => step(-1)}>
        −
      </button>
      <input
        aria-label={label}
        inputMode="decimal"
        className="num"
        aria-invalid={text !== undefined && meant(text) === undefined}
        value={text ?? value}
        onFocus={event => event.target.select()}
        onChange={event => {
          setText(event.target.value)
          const quantity = meant(event.target.value)
          if (quantity !== undefined) onValue(quantity)
        }}
        onBlur={() => setText(undefined)}
      />
      <button type="button" aria-label={say('plusOne')} onClick={() => step(1)}>
        +
      </button>
    </fieldset>
  )
}
