import { Button, Input, InputNumber, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ActionsForm } from './ActionsForm.tsx'
import { type Doc, listOf, moveItem, type Path, pathText, recordOf, textOf } from './doc.ts'
import { useDoc, useFaults, useField } from './edit-context.ts'
import css from './editor.module.css'
import { DurationField, Faults, Field, TextField } from './fields.tsx'
import { ItemMenu } from './StepsForm.tsx'
import { strategyTexts } from './texts.ts'

/** 实验: who is held out, which variants the others get, and what outcome is looked at. */
export function ExperimentForm() {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const { faults } = useFaults(['experiment'])
  if (doc.experiment === undefined)
    return (
      <>
        <p className={css.hint}>{say('experimentHint')}</p>
        <Button
          type="dashed"
          icon={<Icon name="split" size={16} />}
          onClick={() => set(['experiment'], freshExperiment(doc))}
        >
          {say('addExperiment')}
        </Button>
      </>
    )
  return (
    <>
      <Faults faults={faults} />
      <div className={css.grid}>
        <ShareField path={['experiment', 'holdout']} label={say('holdoutLabel')} />
        <UnitField />
        <DurationField path={['experiment', 'horizon']} label={say('horizon')} />
        <TextField path={['experiment', 'salt']} label={say('salt')} hint={say('saltHint')} />
        <OutcomeField />
      </div>
      <Variants />
      <Button type="text" onClick={() => set(['experiment'], undefined)}>
        {say('removeExperiment')}
      </Button>
    </>
  )
}

function freshExperiment(doc: Doc): Doc {
  return {
    holdout: 0.2,
    unit: doc.key === 'person' ? 'person' : 'account',
    salt: textOf(doc.id),
    outcome: { event: 'activity.note_added' },
    horizon: '14d',
  }
}

/** A share 0–1, shown as a percentage. */
function ShareField({ path, label }: { path: Path; label: string }) {
  const [value, set] = useField(path)
  return (
    <Field label={label} path={path}>
      {(id, invalid) => (
        <InputNumber
          id={id}
          min={0}
          max={100}
          suffix="%"
          status={invalid ? 'error' : ''}
          value={typeof value === 'number' ? Number((value * 100).toFixed(6)) : null}
          onChange={next => set(next === null ? undefined : Number((next / 100).toFixed(8)))}
        />
      )}
    </Field>
  )
}

function UnitField() {
  const say = useText(strategyTexts)
  const [value, set] = useField(['experiment', 'unit'])
  return (
    <Field label={say('unit')} path={['experiment', 'unit']}>
      {id => (
        <Select
          id={id}
          value={textOf(value)}
          options={[
            { value: 'account', label: say('unitAccount') },
            { value: 'person', label: say('unitPerson') },
          ]}
          onChange={set}
        />
      )}
    </Field>
  )
}

/** Any object; typed as JSON because the language leaves it open. */
function OutcomeField() {
  const say = useText(strategyTexts)
  const [value, set] = useField(['experiment', 'outcome'])
  const printed = textOf(value)
  const [text, setText] = useState(printed)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    setText(printed)
    setBroken(false)
  }, [printed])
  const commit = () => {
    try {
      set(JSON.parse(text))
      setBroken(false)
    } catch {
      setBroken(true)
    }
  }
  return (
    <Field label={say('outcomeJson')} path={['experiment', 'outcome']} below wide>
      {(id, invalid) => (
        <Input
          id={id}
          className={css.code ?? ''}
          value={text}
          status={invalid || broken ? 'error' : ''}
          onChange={event => setText(event.target.value)}
          onBlur={commit}
          onPressEnter={commit}
        />
      )}
    </Field>
  )
}

function Variants() {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const path = ['experiment', 'variants'] as const
  const variants = listOf(recordOf(doc.experiment).variants)
  const { faults } = useFaults(path)
  const remove = (index: number) =>
    variants.length === 1 ? set(path, undefined) : set([...path, index], undefined)
  return (
    <>
      <Faults faults={faults} />
      {variants.map((variant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its id is what is being edited
        <article key={index} className={css.item} data-path={pathText([...path, index])}>
          <header>
            <Icon name="split" size={16} />
            <h3>
              {say('variantId')} {textOf(recordOf(variant).id)}
            </h3>
            <ItemMenu
              label={say('variantId')}
              first={index === 0}
              last={index === variants.length - 1}
              onMove={by => set(path, moveItem(variants, index, by))}
              onRemove={() => remove(index)}
            />
          </header>
          <div className={css.grid}>
            <TextField path={[...path, index, 'id']} label={say('variantId')} />
            <ShareField path={[...path, index, 'share']} label={say('share')} />
          </div>
          <ActionsForm path={[...path, index, 'then']} />
        </article>
      ))}
      <Button
        size="small"
        onClick={() =>
          set([...path, variants.length], {
            id: String.fromCharCode(97 + variants.length),
            share: 0.5,
            then: [],
          })
        }
      >
        {say('addVariant')}
      </Button>
    </>
  )
}
