import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { type ForecastView, type OverrideView, overrideForecast } from '#decision/forecast/api.ts'
import { call } from '../../../app/http.ts'
import { type Say, useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { amountText, roughText, toMinor, unitOf } from '../../../crm/opportunity/data.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { overridesQuery } from './data.ts'
import css from './forecast.module.css'
import { type ForecastText, forecastTexts } from './texts.ts'

/** Figures that people set beside the forecast, and who was closer. */
export function Overrides({ view }: { view: ForecastView }) {
  const say = useText(forecastTexts)
  const may = useMay()
  const overrides = useQuery(overridesQuery)
  const [adding, setAdding] = useState(false)
  return (
    <section className={`card ${css.panel}`}>
      <header>
        <h2>{say('overrides')}</h2>
        {may('crm.write') && (
          <Button size="small" onClick={() => setAdding(true)}>
            {say('addOverride')}
          </Button>
        )}
      </header>
      <p className="quiet small">{say('overridesNote')}</p>
      <Loaded query={overrides} skeleton={<SkeletonLines />}>
        {({ items }) => (
          <>
            <Tally items={items} say={say} />
            {items.length === 0 && <p className="quiet">{say('noOverrides')}</p>}
            <ul className={css.lines}>
              {items.map(item => (
                <Override key={item.id} item={item} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <Sheet open={adding} onClose={() => setAdding(false)} title={say('addOverride')} width={440}>
        <OverrideForm view={view} onDone={() => setAdding(false)} />
      </Sheet>
    </section>
  )
}

/** Below 0: the person was closer. */
const difference = ({ amount, model, actual }: OverrideView): number =>
  Math.abs(amount - actual!) - Math.abs(model.mean - actual!)

function Tally({ items, say }: { items: OverrideView[]; say: Say<ForecastText> }) {
  const decided = items.filter(item => item.actual !== null).map(difference)
  if (decided.length === 0) return null
  const person = decided.filter(value => value < 0).length
  const model = decided.filter(value => value > 0).length
  return <p>{say('score', { all: decided.length, person, model })}</p>
}

function Override({ item }: { item: OverrideView }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const names = useNames()
  const shown = (minor: number) => amountText(minor, item.currency, locale)
  const result = () => {
    if (item.actual === null) return say('pending', { day: item.to })
    const by = difference(item)
    const closer = by < 0 ? 'personCloser' : by > 0 ? 'modelCloser' : 'bothSame'
    return `${say('came', { amount: shown(item.actual) })} · ${say(closer)}`
  }
  return (
    <li className={css.override}>
      <p>
        <b>{say('said', { who: names.person(item.byId), amount: shown(item.amount) })}</b>{' '}
        <span className="quiet small">
          {item.from} · {say('modelSaid', { amount: roughText(item.model.mean, item.currency, locale) })} ·{' '}
          {isoDay(item.at)}
        </span>
      </p>
      <p>{item.why}</p>
      <p className="quiet small">{result()}</p>
    </li>
  )
}

interface Fields {
  period: 'month' | 'quarter'
  amount: string
  why: string
}

function OverrideForm({ view, onDone }: { view: ForecastView; onDone: () => void }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const save = useSave(
    ({ period, amount, why }: Fields) =>
      call(overrideForecast, { body: { period, why, amount: toMinor(amount, view.currency) ?? 0 } }),
    { said: say('saved'), refetch: [overridesQuery.queryKey], onDone, silent: true },
  )
  const needed = (label: string) => [{ required: true, whitespace: true, message: say('needed', { label }) }]
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ period: 'quarter' }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item name="period" label={say('period')}>
        <Segmented
          options={[
            { value: 'month', label: say('thisMonth') },
            { value: 'quarter', label: say('thisQuarter') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="amount"
        label={say('myFigure', { unit: unitOf(view.currency, locale) })}
        rules={[
          {
            validator: async (_, text?: string) => {
              if (!text || toMinor(text, view.currency) === undefined) throw new Error(say('badNumber'))
            },
          },
        ]}
      >
        <Input autoFocus inputMode="decimal" maxLength={18} />
      </Form.Item>
      <Form.Item name="why" label={say('reason')} rules={needed(say('reason'))}>
        <Input.TextArea
          placeholder={say('reasonHint')}
          autoSize={{ minRows: 2, maxRows: 5 }}
          maxLength={500}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}
