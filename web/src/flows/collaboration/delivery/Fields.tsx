import type { ReactNode } from 'react'
import css from './delivery.module.css'

/** A control with its name above it. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.labelled}>
      <span className="quiet small">{label}</span>
      {children}
    </div>
  )
}

/** A day of the calendar; emptied it stays what it was. */
export function DayInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (day: string) => void
}) {
  return (
    <input
      type="date"
      className={css.day ?? ''}
      aria-label={label}
      value={value}
      onChange={event => event.target.value && onChange(event.target.value)}
    />
  )
}
