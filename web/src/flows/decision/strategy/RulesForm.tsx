import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import {
  changeMeasureKind,
  freshName,
  kindOfMeasure,
  listOf,
  type MeasureKind,
  measureKinds,
  moveItem,
  pathText,
  recordOf,
  renameField,
  textOf,
  typesOf,
} from './doc.ts'
import { useDoc, useFaults, useField } from './edit-context.ts'
import css from './editor.module.css'
import { CelField, DurationField, Faults, Field, TextField, TypesField } from './fields.tsx'
import { ItemMenu } from './StepsForm.tsx'
import { strategyTexts } from './texts.ts'

/** 如果: per whom, measures, the condition on them, and the cooldown. */
export function RulesForm() {
  const say = useText(strategyTexts)
  const { doc } = useDoc()
  const names = [
    ...Object.keys(recordOf(doc.measures)),
    ...listOf(doc.when).flatMap(step => (recordOf(step).as ? [textOf(recordOf(step).as)] : [])),
    'customer.score',
    'customer.tags',
  ]
  return (
    <>
      <KeyField />
      <Measures />
      <CelField path={['if']} label={say('condition')} placeholder={say('conditionPlaceholder')} />
      <p className={css.offers}>
        <span>{say('conditionNames')}</span>
        {names.map(name => (
          <code key={name}>{name}</code>
        ))}
      </p>
      <DurationField path={['cooldown']} label={say('cooldown')} hint={say('cooldownHint')} optional />
    </>
  )
}

const keys = ['customer', 'person', 'opportunity'] as const

function KeyField() {
  const say = useText(strategyTexts)
  const [value, set] = useField(['key'])
  const known = value === undefined || keys.some(key => key === value)
  return (
    <>
      <Field label={say('key')} path={known ? ['key'] : []}>
        {id => (
          <Select
            id={id}
            value={known ? textOf(value ?? 'customer') : 'other'}
            options={[
              { value: 'customer', label: say('keyCustomer') },
              { value: 'person', label: say('keyPerson') },
              { value: 'opportunity', label: say('keyOpportunity') },
              { value: 'other', label: say('keyOther') },
            ]}
            onChange={(next: string) =>
              set(next === 'other' ? 'props.' : next === 'customer' && value === undefined ? undefined : next)
            }
          />
        )}
      </Field>
      {!known && <TextField path={['key']} label={say('keyOther')} placeholder={say('keyPropPlaceholder')} />}
    </>
  )
}

function Measures() {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const { faults } = useFaults(['measures'])
  const measures = Object.entries(recordOf(doc.measures))
  const write = (entries: [string, unknown][]) =>
    set(['measures'], entries.length === 0 ? undefined : Object.fromEntries(entries))
  return (
    <div className={css.measures}>
      <p className={css.hint}>{say('measuresHint')}</p>
      <Faults faults={faults} />
      {measures.map(([name, measure], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being edited
        <article key={index} className={css.item} data-path={pathText(['measures', name])}>
          <header>
            <Icon name={kindOfMeasure(recordOf(measure)) === 'since' ? 'clock' : 'tally'} size={16} />
            <MeasureName name={name} />
            <ItemMenu
              label={name}
              first={index === 0}
              last={index === measures.length - 1}
              onMove={by => write(moveItem(measures, index, by))}
              onRemove={() => write(measures.filter((_, other) => other !== index))}
            />
          </header>
          <Measure name={name} measure={recordOf(measure)} />
        </article>
      ))}
      <Button
        type="dashed"
        icon={<Icon name="plus" size={16} />}
        onClick={() => set(['measures', freshName(doc, 'm')], { count: '', window: '7d' })}
      >
        {say('addMeasure')}
      </Button>
    </div>
  )
}

/** Renames when one is done typing: every letter as a name would break the condition that uses it. */
function MeasureName({ name }: { name: string }) {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const measures = recordOf(doc.measures)
  const taken = text !== name && Object.hasOwn(measures, text)
  const commit = () => {
    if (text === name || taken || text === '') setText(name)
    else set(['measures'], renameField(measures, name, text))
  }
  return (
    <Input
      className={css.name ?? ''}
      aria-label={say('measureName')}
      value={text}
      status={taken ? 'error' : ''}
      onChange={event => setText(event.target.value.trim())}
      onBlur={commit}
      onPressEnter={commit}
    />
  )
}

function Measure({ name, measure }: { name: string; measure: Record<string, unknown> }) {
  const say = useText(strategyTexts)
  const { set } = useDoc()
  const path = ['measures', name] as const
  const { faults } = useFaults(path)
  const kind = kindOfMeasure(measure)
  const type = kind ? measure[kind] : undefined
  return (
    <>
      <Faults faults={faults} />
      <div className={css.grid}>
        <Field label={say('kind')} path={[...path, 'kind']}>
          {id => (
            <Select
              id={id}
              value={kind ?? null}
              options={measureKinds.map(one => ({ value: one, label: say(`${one}Kind`) }))}
              onChange={(next: MeasureKind) => set(path, changeMeasureKind(measure, next))}
            />
          )}
        </Field>
        {(kind === 'sum' || kind === 'max' || kind === 'distinct') && (
          <TextField path={[...path, 'of']} label={say('of')} placeholder="props.seconds" />
        )}
        {kind && <TypesField path={[...path, kind]} label={say('eventTypes')} one />}
        <CelField
          path={[...path, 'where']}
          label={say('where')}
          placeholder={say('wherePlaceholder')}
          types={typesOf(type)}
        />
        <DurationField path={[...path, 'window']} label={say('window')} hint={say('windowHint')} optional />
      </div>
    </>
  )
}
