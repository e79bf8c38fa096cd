import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { PlanSheet } from '../experiment/PlanSheet.tsx'
import { planTexts } from '../experiment/plan-texts.ts'
import { experimentTexts } from '../experiment/texts.ts'
import { ActionsForm } from './ActionsForm.tsx'
import { type Doc, listOf, moveItem, type Path, pathText, recordOf, textOf } from './doc.ts'
import { useDoc, useFaults, useField } from './edit-context.ts'
import css from './editor.module.css'
import { DurationField, Faults, Field, TextField, TypesField } from './fields.tsx'
import { ItemMenu } from './ItemMenu.tsx'
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
        <OutcomeFields />
        <TextField path={['experiment', 'salt']} label={say('salt')} hint={say('saltHint')} />
      </div>
      <PlanButton />
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

const kinds = ['event', 'stage', 'won', 'amount', 'time'] as const
type OutcomeKind = (typeof kinds)[number]
const kindTexts = {
  event: 'outcomeEvent',
  stage: 'outcomeStage',
  won: 'outcomeWon',
  amount: 'outcomeAmount',
  time: 'outcomeTime',
} as const

/** What is looked at: an act, or something of the opportunities; beside it what must not get worse. */
function OutcomeFields() {
  const ask = useText(experimentTexts)
  const path = ['experiment', 'outcome'] as const
  const [value, set] = useField(path)
  const outcome = recordOf(value)
  const kind = (outcome.opportunity ?? 'event') as OutcomeKind
  const guards = outcome.guards === undefined ? {} : { guards: outcome.guards }
  const change = (next: OutcomeKind) =>
    set(next === 'event' ? { event: 'activity.note_added', ...guards } : { opportunity: next, ...guards })
  return (
    <>
      <Field label={ask('outcomeKind')} path={path}>
        {id => (
          <Select
            id={id}
            value={kind}
            options={kinds.map(each => ({ value: each, label: ask(kindTexts[each]) }))}
            onChange={change}
          />
        )}
      </Field>
      {kind === 'event' && (
        <>
          <TypesField path={[...path, 'event']} label={ask('outcomeTypes')} />
          <TextField optional path={[...path, 'where']} label={ask('outcomeWhere')} wide />
        </>
      )}
      {kind === 'stage' && <TextField optional path={[...path, 'to']} label={ask('outcomeTo')} />}
      <GuardsField />
    </>
  )
}

/** Guards by type; where one has a condition or limit of its own, that is kept. */
function GuardsField() {
  const ask = useText(experimentTexts)
  const path = ['experiment', 'outcome', 'guards'] as const
  const [value, set] = useField(path)
  const guards = listOf(value)
  const typeOf = (guard: unknown) => [recordOf(guard).event].flat().join(', ')
  const change = (types: string[]) => {
    const next = types.map(type => guards.find(guard => typeOf(guard) === type) ?? { event: type })
    set(next.length === 0 ? undefined : next)
  }
  return (
    <Field label={ask('guards')} path={path} hint={ask('guardsHint')} below>
      {id => (
        <Select
          id={id}
          mode="tags"
          value={guards.map(typeOf)}
          options={['consent.withdrawn', 'suggestion.rejected'].map(type => ({ value: type, label: type }))}
          onChange={change}
        />
      )}
    </Field>
  )
}

/** How long it will take, before it starts. */
function PlanButton() {
  const ask = useText(planTexts)
  const { doc } = useDoc()
  const [open, setOpen] = useState(false)
  const { holdout, horizon, outcome } = recordOf(doc.experiment)
  const { opportunity } = recordOf(outcome)
  const [, amount = '14', unit = 'd'] = /^([\d.]+)(ms|s|m|h|d|w)$/.exec(textOf(horizon)) ?? []
  const days = Number(amount) * (unit === 'w' ? 7 : unit === 'd' ? 1 : unit === 'h' ? 1 / 24 : 0)
  return (
    <>
      <Button icon={<Icon name="clock" size={16} />} onClick={() => setOpen(true)}>
        {ask('plan')}
      </Button>
      <PlanSheet
        open={open}
        onClose={() => setOpen(false)}
        definition={doc}
        kind={opportunity === 'amount' ? 'amount' : opportunity === 'time' ? 'days' : 'rate'}
        holdout={typeof holdout === 'number' ? holdout : 0.5}
        horizonDays={days}
      />
    </>
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
