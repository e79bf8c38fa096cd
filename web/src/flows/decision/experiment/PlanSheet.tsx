import { useQuery } from '@tanstack/react-query'
import { InputNumber } from 'antd'
import { useId, useState } from 'react'
import { type Baseline, type Plan, planExperiment, readBaseline } from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { count } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './experiment.module.css'
import { PlanHistory } from './PlanHistory.tsx'
import { type Assumed, effectOf, proposed } from './plan.ts'
import { planTexts } from './plan-texts.ts'

type Kind = Baseline['kind']

interface Props {
  open: boolean
  onClose: () => void
  /** The strategy as drafted. */
  definition: Record<string, unknown>
  kind: Kind
  /** Share of the control arm as drafted. */
  holdout: number
  horizonDays: number
}

/** Weeks after which nobody waits for an answer any more. */
const tooLong = 104

/** Before an experiment starts: what history says, and how many customers and weeks it takes to see a difference. */
export function PlanSheet({ open, onClose, definition, kind, holdout, horizonDays }: Props) {
  const say = useText(planTexts)
  const [given, setGiven] = useState<Partial<Assumed>>({})
  const [power, setPower] = useState(0.8)
  const [weeks, setWeeks] = useState(8)
  const history = useQuery({
    queryKey: ['experiments', 'baseline', definition],
    queryFn: () => call(readBaseline, { body: { definition } }),
    enabled: open,
    retry: false,
    staleTime: 60_000,
  })
  const assumed = { ...proposed(kind, history.data), ...given }
  const { baseline, sd, effect, unitsPerWeek } = assumed
  const controlShare = holdout > 0 && holdout < 1 ? holdout : 0.5
  const body = {
    ...{ controlShare, effect, unitsPerWeek, horizonDays, power, weeks },
    ...(kind === 'rate' ? { baseline } : { sd }),
  }
  const plan = useQuery({
    queryKey: ['experiments', 'plan', body],
    queryFn: () => call(planExperiment, { body }),
    placeholderData: before => before,
    enabled: open,
  })
  const set = (name: keyof Assumed) => (value: number) => setGiven(before => ({ ...before, [name]: value }))
  const knowsLevel = typeof history.data?.mean === 'number'
  const hint = (name: keyof Assumed, known: boolean) =>
    given[name] !== undefined || history.isPending ? '' : say(known ? 'overwrite' : 'guessed')
  return (
    <Sheet open={open} onClose={onClose} title={say('plan')} subtitle={say('planHint')}>
      <div className={css.form}>
        <PlanHistory found={history.data} error={history.error} horizonDays={horizonDays} />
        {kind === 'rate' ? (
          <NumberField
            label={say('baseline')}
            hint={hint('baseline', knowsLevel)}
            value={baseline}
            onChange={set('baseline')}
            isShare
          />
        ) : (
          <NumberField
            label={say(kind === 'amount' ? 'sdAmount' : 'sdDays')}
            hint={hint('sd', knowsLevel)}
            value={sd}
            onChange={set('sd')}
          />
        )}
        <NumberField
          label={say(kind === 'rate' ? 'effectRate' : kind === 'amount' ? 'effectAmount' : 'effectDays')}
          value={effect}
          onChange={set('effect')}
          isShare={kind === 'rate'}
        />
        <NumberField
          label={say('pace')}
          hint={hint('unitsPerWeek', (history.data?.perWeek ?? 0) > 0)}
          value={unitsPerWeek}
          onChange={set('unitsPerWeek')}
        />
        <NumberField
          label={say('weeks')}
          value={weeks}
          onChange={value => setWeeks(Math.round(value))}
          min={1}
        />
        <NumberField label={say('power')} value={power} onChange={setPower} isShare min={50} max={99} />
        {plan.data && <Planned plan={plan.data} kind={kind} weeks={weeks} horizon={horizonDays} />}
      </div>
    </Sheet>
  )
}

interface PlannedProps {
  plan: Plan
  kind: Kind
  weeks: number
  horizon: number
}

function Planned({ plan: { always, once, within, detectable }, kind, weeks, horizon }: PlannedProps) {
  const say = useText(planTexts)
  const shown = ({ units, weeks }: Plan['always']) => ({ units: count(units), weeks: count(weeks) })
  return (
    <>
      <p className={css.planned}>{say('planAnswer', shown(always))}</p>
      <p className="quiet small">{say('planOnce', shown(once))}</p>
      {always.weeks > tooLong && <p>{say('planTooLong')}</p>}
      <p className={css.planned}>
        {within
          ? say('within', { ...shown(within), effect: effectOf(within.effect, kind, say) })
          : say('withinNone', { weeks, horizon })}
      </p>
      {detectable.length > 0 && <p>{say('planTable')}</p>}
      <ul className={css.balance}>
        {detectable.map(one => (
          <li key={one.weeks}>
            <span>{say('planWeeks', { weeks: one.weeks })}</span>
            <span className="num">{effectOf(one.effect, kind, say)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

interface FieldProps {
  label: string
  value: number
  onChange: (value: number) => void
  hint?: string
  /** A share 0–1, shown in per cent. */
  isShare?: boolean
  min?: number
  max?: number
}

function NumberField({ label, value, onChange, hint, isShare = false, min = 0.1, max }: FieldProps) {
  const id = useId()
  const scale = isShare ? 100 : 1
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <InputNumber
        id={id}
        min={min}
        {...(isShare ? { max: max ?? 99.9, suffix: '%' } : {})}
        value={Number((value * scale).toPrecision(3))}
        onChange={next => next && onChange(next / scale)}
      />
      {hint && <p className="quiet small">{hint}</p>}
    </div>
  )
}
