import { DatePicker, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useId } from 'react'
import type { BoardSettings } from '#decision/attribution/api.ts'
import { DAY } from '#kernel/time.ts'
import { useText } from '../../../app/i18n.ts'
import css from './attribution.module.css'
import { journeyTexts } from './texts.ts'

interface Props {
  settings: BoardSettings
  onChange: (settings: BoardSettings) => void
}

const spans = [30, 90, 180, 365]

/** How long a journey may take, in which time, and whose. */
export function ScopeForm({ settings, onChange }: Props) {
  const say = useText(journeyTexts)
  return (
    <div className={css.scope}>
      <Field label={say('window')} hint={say('windowHint')}>
        {id => (
          <InputNumber
            id={id}
            min={1}
            max={730}
            precision={0}
            value={settings.windowDays}
            suffix={say('days', { count: '' })}
            onChange={days => days && onChange({ ...settings, windowDays: days })}
          />
        )}
      </Field>
      <Period settings={settings} onChange={onChange} />
      {(['tags', 'tiers', 'industries'] as const).map(kind => (
        <Field key={kind} label={say(kind)}>
          {id => (
            <Select
              id={id}
              mode="tags"
              className={css.pick ?? ''}
              placeholder={say('anyCustomer')}
              value={settings.segment[kind]}
              open={false}
              suffixIcon={null}
              tokenSeparators={[',', '，', ' ']}
              onChange={values =>
                onChange({ ...settings, segment: { ...settings.segment, [kind]: values.slice(0, 20) } })
              }
            />
          )}
        </Field>
      ))}
    </div>
  )
}

function Period({ settings, onChange }: Props) {
  const say = useText(journeyTexts)
  const { period } = settings
  const choose = (value: string) => {
    const days = Number(value)
    onChange({
      ...settings,
      period: days > 0 ? { days } : { from: Date.now() - 90 * DAY, to: Date.now() },
    })
  }
  return (
    <>
      <Field label={say('period')}>
        {id => (
          <Select
            id={id}
            className={css.pick ?? ''}
            value={'days' in period ? String(period.days) : 'custom'}
            onChange={choose}
            options={[
              ...[...new Set([...spans, ...('days' in period ? [period.days] : [])])].map(days => ({
                value: String(days),
                label: say('lastDays', { count: days }),
              })),
              { value: 'custom', label: say('custom') },
            ]}
          />
        )}
      </Field>
      {'from' in period && (
        <DatePicker.RangePicker
          aria-label={say('custom')}
          allowClear={false}
          value={[dayjs(period.from), dayjs(period.to - 1)]}
          onChange={range => {
            const [from, to] = range ?? []
            if (from && to)
              onChange({
                ...settings,
                period: { from: from.startOf('day').valueOf(), to: to.endOf('day').valueOf() + 1 },
              })
          }}
        />
      )}
    </>
  )
}

function Field({
  label,
  hint,
  children,
}: {
  label: string
  hint?: string
  children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className={css.field} title={hint}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}
