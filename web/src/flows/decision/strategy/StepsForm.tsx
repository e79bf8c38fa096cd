import { Button, Dropdown } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { changeStepKind, freshName, isAbsence, listOf, moveItem, pathText, recordOf, typesOf } from './doc.ts'
import { useDoc, useFaults } from './edit-context.ts'
import css from './editor.module.css'
import { CelField, DurationField, Faults, NumberField, OptionalText, TypesField } from './fields.tsx'
import { strategyTexts } from './texts.ts'

/** 当: what has to happen, step by step. */
export function StepsForm() {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const steps = listOf(doc.when)
  const { faults } = useFaults(['when'])
  return (
    <>
      <Faults faults={faults} />
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name of its own
        <Step key={index} index={index} step={recordOf(step)} of={steps.length} />
      ))}
      <div className={css.adders}>
        <Button
          type="dashed"
          icon={<Icon name="plus" size={16} />}
          onClick={() => set(['when', steps.length], { as: freshName(doc, 'step'), event: '' })}
        >
          {say('addEvent')}
        </Button>
        <Button
          type="dashed"
          icon={<Icon name="absent" size={16} />}
          disabled={steps.length === 0}
          onClick={() => set(['when', steps.length], { absent: '', for: '7d' })}
        >
          {say('addAbsence')}
        </Button>
      </div>
      <DurationField path={['within']} label={say('within')} hint={say('withinHint')} optional />
    </>
  )
}

function Step({ index, step, of }: { index: number; step: Record<string, unknown>; of: number }) {
  const say = useText(strategyTexts)
  const path = ['when', index] as const
  const { faults } = useFaults(path)
  const absence = isAbsence(step)
  const types = typesOf(step.event ?? step.absent)
  return (
    <article className={`${css.item} ${absence ? css.absent : ''}`} data-path={pathText(path)}>
      <header>
        <Icon name={absence ? 'absent' : 'bolt'} size={16} />
        <h3>
          {say('stepNumber', { number: index + 1 })} · {say(absence ? 'absenceStep' : 'eventStep')}
        </h3>
        <StepMenu index={index} step={step} of={of} />
      </header>
      <Faults faults={faults} />
      <div className={css.grid}>
        <TypesField path={[...path, absence ? 'absent' : 'event']} label={say('eventTypes')} />
        {absence && <DurationField path={[...path, 'for']} label={say('for')} />}
        <CelField
          path={[...path, 'where']}
          label={say('where')}
          placeholder={say('wherePlaceholder')}
          types={types}
        />
        {!absence && (
          <>
            <OptionalText path={[...path, 'as']} label={say('as')} hint={say('asHint')} />
            <NumberField path={[...path, 'times']} label={say('timesLabel')} min={1} />
          </>
        )}
      </div>
    </article>
  )
}

function StepMenu({ index, step, of }: { index: number; step: Record<string, unknown>; of: number }) {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const move = (by: number) => set(['when'], moveItem(listOf(doc.when), index, by))
  return (
    <ItemMenu
      label={say('stepNumber', { number: index + 1 })}
      first={index === 0}
      last={index === of - 1}
      onMove={move}
      onRemove={() => set(['when', index], undefined)}
      more={
        index > 0
          ? [
              {
                key: 'kind',
                label: say(isAbsence(step) ? 'asEvent' : 'asAbsence'),
                onClick: () => set(['when', index], changeStepKind(step)),
              },
            ]
          : []
      }
    />
  )
}

interface MenuProps {
  label: string
  first: boolean
  last: boolean
  onMove: (by: number) => void
  onRemove: () => void
  more?: { key: string; label: string; onClick: () => void }[]
}

/** The three dots of a step, a measure or an action. */
export function ItemMenu({ label, first, last, onMove, onRemove, more = [] }: MenuProps) {
  const say = useText(strategyTexts)
  const items = [
    ...more,
    { key: 'up', label: say('moveUp'), disabled: first, onClick: () => onMove(-1) },
    { key: 'down', label: say('moveDown'), disabled: last, onClick: () => onMove(1) },
    { key: 'remove', label: say('remove'), danger: true, onClick: onRemove },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        size="small"
        icon={<Icon name="more" size={16} />}
        aria-label={label}
        aria-haspopup="menu"
      />
    </Dropdown>
  )
}
