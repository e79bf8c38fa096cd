import { Input } from 'antd'
import type { ReactNode } from 'react'
import { Fault } from '../../../ui/Fault.tsx'
import css from './payment.module.css'

/** A reason, and the button that needs it. */
export function WithReason(props: {
  error: unknown
  label: string
  reason: string
  onReason: (reason: string) => void
  button: ReactNode
}) {
  return (
    <div>
      <Fault error={props.error} />
      <div className={css.bar}>
        <Input
          style={{ flex: 1, minWidth: 160 }}
          aria-label={props.label}
          placeholder={props.label}
          maxLength={200}
          value={props.reason}
          onChange={event => props.onReason(event.target.value)}
        />
        {props.button}
      </div>
    </div>
  )
}
