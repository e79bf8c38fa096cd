import { Button, Input, InputNumber, Select } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useText } from '../../../../app/i18n.ts'
import { SkeletonLines } from '../../../../ui/States.tsx'
import { ActionParts, verbOf } from '../ActionsForm.tsx'
import {
  changeMeasureKind,
  changeStepKind,
  type Doc,
  getIn,
  isAbsence,
  kindOfMeasure,
  listOf,
  type MeasureKind,
  measureKinds,
  recordOf,
  textOf,
  typesOf,
} from '../doc.ts'
import { useDoc, useFaults, useField } from '../edit-context.ts'
import { DurationField, Faults, Field, NumberField, TextField, TypesField } from '../fields.tsx'
import { strategyTexts } from '../texts.ts'
import { ifRows, measurePart, toCanvas, withCondition, withMeasureName } from './canvas.ts'
import { literalValue, type Operator, rulesOf, ruleText } from './cel-rules.ts'
import { durationFromSeconds, secondsOf } from './phrase.ts'
import css from './studio.module.css'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'

const Builder = lazy(() => import('./Builder.tsx').then(module => ({ default: module.Builder })))

export function StepFields({ index }: { index: number }) {
  const sayStrategy = useText(strategyTexts)
  const { doc, set } = useDoc()
  const path = ['when', index] as const
  const step = recordOf(listOf(doc.when)[index])
  const absence = isAbsence(step)
  const { faults } = useFaults(path)
  const kind = absence ? 'absent' : 'event'
  return (
    <>
      <Faults faults={faults} />
      <TypesField path={[...path, kind]} label={sayStrategy('eventTypes')} />
      {absence && <DurationField path={[...path, 'for']} label={sayStrategy('for')} />}
      <WhereField path={[...path, 'where']} types={typesOf(step[kind])} names={earlierNames(doc, index)} />
      {!absence && (
        <>
          <NumberField path={[...path, 'times']} label={sayStrategy('timesLabel')} min={1} />
          <TextField optional path={[...path, 'as']} label={sayStrategy('as')} hint={sayStrategy('asHint')} />
        </>
      )}
      {index > 0 && (
        <Button size="small" onClick={() => set(path, changeStepKind(step))}>
          {sayStrategy(absence ? 'asEvent' : 'asAbsence')}
        </Button>
      )}
    </>
  )
}

const earlierNames = (doc: Doc, index: number): string[] =>
  listOf(doc.when)
    .slice(0, index)
    .flatMap(step => (recordOf(step).as ? [`${textOf(recordOf(step).as)}.person`] : []))

/** A condition on the event: chosen where rules can say it, else CEL. */
function WhereField({
  path,
  types,
  names = [],
}: {
  path: readonly (string | number)[]
  types: string[]
  names?: string[]
}) {
  const sayStrategy = useText(strategyTexts)
  const [value, set] = useField(path)
  return (
    <Field label={sayStrategy('where')} path={path} wide>
      {() => (
        <CelChoice
          value={textOf(value)}
          onChange={cel => set(cel || undefined)}
          types={types}
          names={names}
          label={sayStrategy('where')}
        />
      )}
    </Field>
  )
}

interface CelChoiceProps {
  value: string
  onChange: (cel: string) => void
  types?: string[]
  names?: string[]
  label: string
}

function CelChoice({ value, onChange, types = [], names = [], label }: CelChoiceProps) {
  const say = useText(studioTexts)
  const [asText, setAsText] = useState(false)
  const canBuild = rulesOf(value) !== undefined
  const text = asText || !canBuild
  return (
    <div className={css.cel}>
      {text ? (
        <Input.TextArea
          className={css.code ?? ''}
          aria-label={label}
          autoSize={{ minRows: 2, maxRows: 8 }}
          spellCheck={false}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      ) : (
        <Suspense fallback={<SkeletonLines rows={2} />}>
          <Builder value={value} onChange={onChange} types={types} names={names} label={label} />
        </Suspense>
      )}
      {canBuild ? (
        <button type="button" className={css.textLink} onClick={() => setAsText(!asText)}>
          {say(text ? 'asRules' : 'asCel')}
        </button>
      ) : (
        <p className={css.hint}>{say('onlyCel')}</p>
      )}
    </div>
  )
}

export function MeasureFields({ name, condition }: { name: string; condition: number | undefined }) {
  const sayStrategy = useText(strategyTexts)
  const { doc, set } = useDoc()
  const { select, apply } = useStudio()
  const path = ['measures', name] as const
  const measure = recordOf(getIn(doc, path))
  const kind = kindOfMeasure(measure)
  const { faults } = useFaults(path)
  const rename = (to: string) => {
    apply(before => withMeasureName(before, name, to))
    select(measurePart(to))
  }
  return (
    <>
      <Faults faults={faults} />
      <NameField name={name} taken={Object.keys(recordOf(doc.measures))} onName={rename} />
      <Field label={sayStrategy('kind')} path={[...path, 'kind']}>
        {id => (
          <Select
            id={id}
            value={kind ?? null}
            options={measureKinds.map(one => ({ value: one, label: sayStrategy(`${one}Kind`) }))}
            onChange={(next: MeasureKind) => set(path, changeMeasureKind(measure, next))}
          />
        )}
      </Field>
      {(kind === 'sum' || kind === 'max' || kind === 'distinct') && (
        <TextField path={[...path, 'of']} label={sayStrategy('of')} placeholder="props.seconds" />
      )}
      {kind && <TypesField path={[...path, kind]} label={sayStrategy('eventTypes')} one />}
      <WhereField path={[...path, 'where']} types={typesOf(kind && measure[kind])} />
      <DurationField
        path={[...path, 'window']}
        label={sayStrategy('window')}
        hint={sayStrategy('windowHint')}
        optional
      />
      <HoldsField name={name} kind={kind} condition={condition} />
    </>
  )
}

/** Renames when one is done typing: the conditions that use the name follow. */
function NameField({ name, taken, onName }: { name: string; taken: string[]; onName: (to: string) => void }) {
  const sayStrategy = useText(strategyTexts)
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const isBad = text !== name && (taken.includes(text) || !/^[A-Za-z_]\w*$/.test(text))
  const commit = () => (text === name || isBad ? setText(name) : onName(text))
  return (
    <Field label={sayStrategy('measureName')} path={['measures', name, 'name']}>
      {id => (
        <Input
          id={id}
          value={text}
          status={isBad ? 'error' : ''}
          onChange={event => setText(event.target.value.trim())}
          onBlur={commit}
          onPressEnter={commit}
        />
      )}
    </Field>
  )
}

const comparisons: Operator[] = ['==', '!=', '>=', '>', '<=', '<']
const shownSigns: Record<string, string> = { '==': '=', '!=': '≠', '>=': '≥', '<=': '≤' }

/** 成立条件: the comparison that the measure has to meet. */
function HoldsField({
  name,
  kind,
  condition,
}: {
  name: string
  kind: MeasureKind | undefined
  condition: number | undefined
}) {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const { apply } = useStudio()
  const canvas = toCanvas(doc)
  const rule = ifRows(canvas).find(row => row.measure === name)?.rule
  const isSince = kind === 'since'
  const write = (operator: Operator, value: string) =>
    apply(
      before =>
        withCondition(
          before,
          condition ?? canvas.conditions.length,
          ruleText({ field: name, operator, value }),
        ),
      `holds ${name}`,
    )
  if (condition === undefined || !rule)
    return (
      <Field label={say('holds')} path={['measures', name, 'holds']}>
        {() => (
          <Button size="small" onClick={() => write(isSince ? '>=' : '>', isSince ? '604800.0' : '0')}>
            {say('compareIt')}
          </Button>
        )}
      </Field>
    )
  const value = literalValue(rule.value)
  const isDouble = kind !== 'count' && kind !== 'distinct'
  const number = (next: number) => (isDouble && Number.isInteger(next) ? next.toFixed(1) : String(next))
  return (
    <Field label={say('holds')} path={['measures', name, 'holds']}>
      {id => (
        <span className={css.holds}>
          <Select
            aria-label={say('comparison')}
            value={rule.operator}
            options={comparisons.map(one => ({ value: one, label: shownSigns[one] ?? one }))}
            onChange={(operator: Operator) => write(operator, rule.value)}
          />
          {isSince && typeof value === 'number' ? (
            <SinceInput id={id} seconds={value} onChange={seconds => write(rule.operator, number(seconds))} />
          ) : (
            <InputNumber
              id={id}
              aria-label={say('value')}
              value={typeof value === 'number' ? value : null}
              placeholder={rule.value}
              onChange={next => next !== null && write(rule.operator, number(next))}
            />
          )}
        </span>
      )}
    </Field>
  )
}

/** Seconds as people say them: 7 days. */
function SinceInput({
  id,
  seconds,
  onChange,
}: {
  id: string
  seconds: number
  onChange: (seconds: number) => void
}) {
  const sayStrategy = useText(strategyTexts)
  const text = durationFromSeconds(seconds)
  const amount = Number(text.slice(0, -1))
  const unit = text.slice(-1) as 's' | 'm' | 'h' | 'd'
  const write = (next: number, of: string) => onChange(secondsOf(`${next}${of}`) ?? seconds)
  return (
    <>
      <InputNumber id={id} min={0} value={amount} onChange={next => next !== null && write(next, unit)} />
      <Select
        aria-label={sayStrategy('window')}
        value={unit}
        options={(['m', 'h', 'd'] as const).map(one => ({ value: one, label: sayStrategy(one) }))}
        onChange={(next: string) => write(amount, next)}
      />
    </>
  )
}

export function ConditionFields({ index }: { index: number }) {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const { apply } = useStudio()
  const { faults } = useFaults(['if'])
  const text = toCanvas(doc).conditions[index]?.text ?? ''
  const names = [
    ...Object.keys(recordOf(doc.measures)),
    ...listOf(doc.when).flatMap(step => (recordOf(step).as ? [`${textOf(recordOf(step).as)}.person`] : [])),
  ]
  const types = listOf(doc.when).flatMap(step => typesOf(recordOf(step).event))
  // Emptied while it is being typed, it stays; taking it away is another button.
  const write = (cel: string) =>
    apply(before => withCondition(before, index, cel.trim() === '' ? 'true' : cel), `if ${index}`)
  return (
    <>
      <Faults faults={faults} />
      <CelChoice value={text} onChange={write} names={names} types={[]} label={say('kindCondition')} />
      <p className={css.hint}>
        {say('conditionNames', { names: [...names, 'customer.score', 'customer.tags'].join(' · ') })}
      </p>
      {types.length > 0 && <p className={css.hint}>{say('conditionWhen')}</p>}
    </>
  )
}

export function ActionFields({ index }: { index: number }) {
  const sayStrategy = useText(strategyTexts)
  const { doc } = useDoc()
  const path = ['then', index] as const
  const action = recordOf(listOf(doc.then)[index])
  const { faults } = useFaults(path)
  const { faults: verbFaults } = useFaults([...path, 'do'])
  const verb = verbOf(action)
  return (
    <>
      <Faults faults={[...faults, ...verbFaults]} />
      {verb ? (
        <ActionParts verb={verb} path={path} />
      ) : (
        <p className={css.hint}>{sayStrategy('otherJson')}</p>
      )}
    </>
  )
}
