import type { ReactNode } from 'react'
import css from './payment.module.css'

/** A labelled control of a form. */
export function Field({
  label,
  hint,
  wide = false,
  children,
}: {
  label: string
  hint?: ReactNode
  wide?: boolean
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={`${css.field} ${wide ? css.wide : ''}`}>
      <span>{label}</span>
      {children}
      {hint && <span className="quiet small">{hint}</span>}
    </label>
  )
}
