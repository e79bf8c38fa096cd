import { useText } from '../app/i18n.ts'
import css from './Badge.module.css'
import { initial } from './format.ts'
import { uiTexts } from './texts.ts'
import type { Priority } from './types.ts'

/** The letter S–D in its colour. */
export function PriorityBadge({ value }: { value: Priority }) {
  const say = useText(uiTexts)
  const label = say('priority', { value })
  return (
    <span
      className={css.priority}
      style={{ background: `var(--p-${value.toLowerCase()})`, color: `var(--p-${value.toLowerCase()}-ink)` }}
      role="img"
      aria-label={label}
      title={label}
    >
      {value}
    </span>
  )
}

export type ChipTone = 'plain' | 'green' | 'ochre' | 'blue' | 'red'

/** A small label; `dot` gives the tone a second cue. */
export function Chip({
  children,
  tone = 'plain',
  dot = false,
}: {
  children: React.ReactNode
  tone?: ChipTone
  dot?: boolean
}) {
  return (
    <span className={`${css.chip} ${css[tone]}`}>
      {dot && <i className={css.dot} />}
      {children}
    </span>
  )
}

/** A person's round with the family name; dashed with a question mark for someone only inferred. */
export function Avatar({
  name,
  kind = 'reader',
  size = 26,
}: {
  name: string
  kind?: 'reader' | 'sender' | 'unknown'
  size?: number
}) {
  return (
    <span
      className={`${css.avatar} ${css[kind]}`}
      style={{ width: size, height: size, fontSize: size * 0.46 }}
      aria-hidden="true"
    >
      {kind === 'unknown' ? '?' : initial(name)}
    </span>
  )
}
