import { useQuery } from '@tanstack/react-query'
import { InputNumber } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { planExperiment, readPace } from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { count } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './experiment.module.css'
import { experimentTexts } from './texts.ts'
import { plainNumber } from './words.ts'

interface Props {
  open: boolean
  onClose: () => void
  strategyId: string
  /** Share of the control arm as drafted. */
  holdout: number
  horizonDays: number
}

/** Days after which nobody waits for an answer any more. */
const tooLong = 730

/** Before an experiment starts: how many customers and days it takes to see a difference. */
export function PlanSheet({ open, onClose, strategyId, holdout, horizonDays }: Props) {
  const say = useText(experimentTexts)
  const [baseline, setBaseline] = useState(0.1)
  const [effect, setEffect] = useState(0.05)
  const [power, setPower] = useState(0.8)
  const [given, setPace] = useState<number>()
  const pace = useQuery({
    queryKey: ['experiments', 'pace', strategyId],
    queryFn: () => call(readPace, { query: { strategy: strategyId } }),
    enabled: open && strategyId !== '',
  })
  const measured = pace.data?.unitsPerDay ?? 0
  const unitsPerDay = given ?? (measured > 0 ? measured : 10)
  const controlShare = holdout > 0 && holdout < 1 ? holdout : 0.5
  const body = { controlShare, baseline, effect, unitsPerDay, horizonDays, power }
  const plan = useQuery({
    queryKey: ['experiments', 'plan', body],
    queryFn: () => call(planExperiment, { body }),
    placeholderData: before => before,
    enabled: open,
  })
  return (
    <Sheet open={open} onClose={onClose} title={say('plan')} subtitle={say('planHint')}>
      <div className={css.form}>
        <Share label={say('baseline')} value={baseline} onChange={setBaseline} />
        <Share label={say('effect')} value={effect} onChange={setEffect} />
        <Labelled
          label={say('pace')}
          hint={
            measured > 0 && given === undefined ? say('paceMeasured', { days: pace.data?.days ?? 0 }) : ''
          }
        >
          {id => (
            <InputNumber
              id={id}
              min={0.01}
              value={Number(unitsPerDay.toPrecision(2))}
              onChange={value => value && setPace(value)}
            />
          )}
        </Labelled>
        <Share label={say('power')} value={power} onChange={setPower} min={50} max={99} />
        {plan.data && (
          <>
            <p className={css.planned}>
              {say('planAnswer', {
                units: count(plan.data.always.units),
                days: count(plan.data.always.days),
              })}
            </p>
            <p className="quiet small">
              {say('planOnce', { units: count(plan.data.once.units), days: count(plan.data.once.days) })}
            </p>
            {plan.data.always.days > tooLong && <p>{say('planTooLong')}</p>}
            {plan.data.detectable.length > 0 && <p>{say('planTable')}</p>}
            <ul className={css.balance}>
              {plan.data.detectable.map(({ days, effect: seen }) => (
                <li key={days}>
                  <span>{say('planDays', { days })}</span>
                  <span className="num">{say('points', { n: plainNumber(seen, 'rate') })}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Sheet>
  )
}

interface ShareProps {
  label: string
  value: number
  onChange: (value: number) => void
  min?: number
  max?: number
}

function Share({ label, value, onChange, min = 0.1, max = 99.9 }: ShareProps) {
  return (
    <Labelled label={label}>
      {id => (
        <InputNumber
          id={id}
          min={min}
          max={max}
          suffix="%"
          value={Number((value * 100).toFixed(4))}
          onChange={next => next && onChange(next / 100)}
        />
      )}
    </Labelled>
  )
}

function Labelled({
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
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p className="quiet small">{hint}</p>}
    </div>
  )
}
