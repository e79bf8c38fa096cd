import { Form, Input } from 'antd'
import { useText } from '../../app/i18n.ts'
import css from './Notify.module.css'
import { notifyTexts } from './texts.ts'

export interface QuietValue {
  from: string
  to: string
}

export const quietOf = ({ from, to }: QuietValue) => ({ from, to })
export const startOfQuiet = (quiet: QuietValue | null): QuietValue => quiet ?? { from: '21:00', to: '08:30' }

/** From … to, in hours and minutes; over midnight if the end comes before the start. */
export function QuietFields() {
  const say = useText(notifyTexts)
  return (
    <div className={css.hours}>
      {(['from', 'to'] as const).map(field => (
        <Form.Item key={field} name={field} label={say(field)} colon={false} rules={[{ required: true }]}>
          <Input type="time" style={{ width: 120 }} />
        </Form.Item>
      ))}
    </div>
  )
}
