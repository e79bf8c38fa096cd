import { Button } from 'antd'
import type { FlowCheck, StepRule } from '#collaboration/approval/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './approval.module.css'
import { flowTexts } from './flow-texts.ts'
import { faultTexts, stepSentence } from './words.ts'

interface Props {
  steps: StepRule[]
  faults: FlowCheck['faults']
  /** Left out where the flow is only read. */
  onChange?: (steps: StepRule[]) => void
  onEdit?: (id: string) => void
  onRemove?: (step: StepRule) => void
}

/** The steps from top to bottom: number, name, sentence, and what is wrong in its place. */
export function FlowSteps({ steps, faults, onChange, onEdit, onRemove }: Props) {
  const say = useText(flowTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const of = (id: string | null) =>
    faults.filter(({ stepId }) => stepId === id).map(({ fault }) => say(faultTexts[fault]))
  const move = (index: number, by: number) => {
    const next = steps.toSpliced(index, 1)
    onChange?.(next.toSpliced(index + by, 0, steps[index]!))
  }
  return (
    <>
      <ol className={css.flow}>
        {steps.map((step, i) => (
          <li key={step.id} className={`card ${css.flowStep} ${of(step.id).length > 0 ? css.faulty : ''}`}>
            <span className={css.number}>{i + 1}</span>
            <div>
              <b>{step.name || say('noName')}</b>
              <p>{stepSentence(step, names, locale)}</p>
            </div>
            {onChange && (
              <div className={`${css.buttons} ${css.flowActs}`}>
                <Button
                  size="small"
                  aria-label={say('up')}
                  title={say('up')}
                  disabled={i === 0}
                  icon={<Turned name="down" />}
                  onClick={() => move(i, -1)}
                />
                <Button
                  size="small"
                  aria-label={say('down')}
                  title={say('down')}
                  disabled={i === steps.length - 1}
                  icon={<Icon name="down" size={14} />}
                  onClick={() => move(i, 1)}
                />
                <Button
                  size="small"
                  aria-label={say('editStep')}
                  title={say('editStep')}
                  icon={<Icon name="edit" size={14} />}
                  onClick={() => onEdit?.(step.id)}
                />
                <Button
                  size="small"
                  aria-label={say('removeStep')}
                  title={say('removeStep')}
                  icon={<Icon name="trash" size={14} />}
                  onClick={() => onRemove?.(step)}
                />
              </div>
            )}
            {of(step.id).length > 0 && (
              <p className={css.faults}>{of(step.id).join(locale === 'en' ? '; ' : '；')}</p>
            )}
          </li>
        ))}
      </ol>
      {of(null).map(text => (
        <p key={text} className={css.alarm}>
          {text}
        </p>
      ))}
    </>
  )
}

function Turned({ name }: { name: 'down' }) {
  return (
    <span style={{ display: 'inline-flex', transform: 'rotate(180deg)' }}>
      <Icon name={name} size={14} />
    </span>
  )
}
