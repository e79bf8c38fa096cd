import { Button, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { FlowCheck, StepRule, Who } from '#collaboration/approval/api.ts'
import type { Measure } from '#collaboration/mandate/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { gridMeasures, isFlag, isRatio, measureName } from '../mandate/words.ts'
import css from './approval.module.css'
import { Faults } from './Faults.tsx'
import { flowTexts } from './flow-texts.ts'
import { WhoList } from './WhoList.tsx'
import { faultTexts, stepSentence } from './words.ts'

type Fault = FlowCheck['faults'][number]['fault']

interface Props {
  step: StepRule | undefined
  faults: FlowCheck['faults']
  onChange: (step: StepRule) => void
  onClose: () => void
}

/** One step: who, how many of them, when it is taken, by when. The sentence above says what it comes to. */
export function StepSheet({ step, faults, onChange, onClose }: Props) {
  const say = useText(flowTexts)
  const locale = useLocale()
  const names = useOrgNames()
  return (
    <Sheet
      open={step !== undefined}
      onClose={onClose}
      title={say('editStep')}
      width={460}
      footer={
        <Button type="primary" size="large" onClick={onClose}>
          {say('done')}
        </Button>
      }
    >
      {step && (
        <div className={css.form}>
          <p className={css.note}>{stepSentence(step, names, locale)}</p>
          <Body
            step={step}
            faults={faults.flatMap(({ stepId, fault }) => (stepId === step.id ? [fault] : []))}
            change={more => onChange({ ...step, ...more })}
          />
        </div>
      )}
    </Sheet>
  )
}

interface BodyProps {
  step: StepRule
  change: (more: Partial<StepRule>) => void
}

function Body({ step, faults, change }: BodyProps & { faults: Fault[] }) {
  const say = useText(flowTexts)
  const of = (...kinds: Fault[]) =>
    faults.filter(fault => kinds.includes(fault)).map(fault => say(faultTexts[fault]))
  const gone = (who: Who[]) => (who.some(({ by }) => by === 'role') ? of('unknown-role') : [])
  return (
    <>
      <Field label={say('stepName')} faults={of('no-name')}>
        <Input
          maxLength={40}
          value={step.name}
          status={faults.includes('no-name') ? 'error' : ''}
          placeholder={say('stepNameHint')}
          onChange={event => change({ name: event.target.value })}
        />
      </Field>
      <WhoList
        asks
        label={say('who')}
        faults={[...of('nobody', 'unknown-person'), ...gone(step.who)]}
        value={step.who}
        onChange={who => change({ who })}
      />
      <Field label={say('mode')}>
        <Select
          value={step.mode}
          options={[
            { value: 'any', label: say('modeAny') },
            { value: 'all', label: say('modeAll') },
            { value: 'turn', label: say('modeTurn') },
          ]}
          onChange={mode => change({ mode })}
        />
      </Field>
      <When step={step} change={change} />
      <div className={css.two}>
        <Field label={say('hours')} faults={of('bad-hours')}>
          <InputNumber
            min={1}
            max={400}
            value={step.hours}
            onChange={hours => change({ hours })}
            style={{ width: '100%' }}
          />
        </Field>
        <Field label={say('late')}>
          <Select
            value={step.late}
            disabled={step.hours === null}
            options={[
              { value: 'remind', label: say('lateRemind') },
              { value: 'escalate', label: say('lateEscalate') },
            ]}
            onChange={late => change({ late })}
          />
        </Field>
      </div>
      <p className="quiet small">{say('hoursHint')}</p>
      <WhoList
        label={say('copy')}
        faults={[...of('unknown-copy'), ...gone(step.copy)]}
        value={step.copy}
        onChange={copy => change({ copy })}
      />
    </>
  )
}

/** Shown in percent and 万元; kept as ratios and minor units. */
const scaleOf = (measure: Measure): number =>
  isRatio(measure) ? 0.01 : measure === 'amount' || measure === 'seal' ? 1_000_000 : 1

function unitOf(measure: Measure, zh: boolean): string {
  if (isRatio(measure)) return '%'
  if (measure === 'amount' || measure === 'seal') return zh ? '万元' : '×10,000 CNY'
  if (measure === 'paymentDays') return zh ? '天' : 'days'
  return zh ? '倍' : '×'
}

function When({ step: { when }, change }: BodyProps) {
  const say = useText(flowTexts)
  const locale = useLocale()
  const set = (more: Partial<NonNullable<StepRule['when']>>) => when && change({ when: { ...when, ...more } })
  const begin = (measure: Measure | 'always') =>
    change({
      when: measure === 'always' ? null : { measure, is: measure === 'margin' ? 'below' : 'above', value: 0 },
    })
  const scale = when ? scaleOf(when.measure) : 1
  return (
    <>
      <Field label={say('when')}>
        <Select<Measure | 'always'>
          value={when?.measure ?? 'always'}
          options={[
            { value: 'always', label: say('always') },
            ...gridMeasures.map(value => ({ value, label: measureName(value, locale) })),
          ]}
          onChange={begin}
        />
      </Field>
      {when && !isFlag(when.measure) && (
        <div className={css.two}>
          <Select
            aria-label={say('when')}
            value={when.is}
            options={[
              { value: 'above', label: say('above') },
              { value: 'below', label: say('below') },
            ]}
            onChange={is => set({ is })}
          />
          <InputNumber
            aria-label={measureName(when.measure, locale)}
            value={Number((when.value / scale).toFixed(4))}
            suffix={unitOf(when.measure, locale === 'zh-CN')}
            onChange={value => set({ value: (value ?? 0) * scale })}
            style={{ width: '100%' }}
          />
        </div>
      )}
    </>
  )
}

interface FieldProps {
  label: string
  faults?: readonly string[]
  children: ReactNode
}

function Field({ label, faults = [], children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={css.field}>
      <span>{label}</span>
      {children}
      <Faults of={faults} />
    </label>
  )
}
