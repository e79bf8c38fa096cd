import { useQuery } from '@tanstack/react-query'
import { Input, InputNumber, Select } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { count } from '../../../ui/format.ts'
import { catalogueQuery } from './data.ts'
import { type Path, pathText, splitDuration, textOf, typesOf, typesTo, type Unit, units } from './doc.ts'
import { useFaults, useField } from './edit-context.ts'
import css from './editor.module.css'
import { eventName } from './studio/vocabulary.ts'
import { strategyTexts } from './texts.ts'

interface FieldProps {
  label: string
  path: Path
  hint?: string
  /** Faults of parts below that have no field of their own are shown here too. */
  below?: boolean
  wide?: boolean
  children: (id: string, invalid: boolean) => ReactNode
}

/** A labelled field with what is wrong at its place. */
export function Field({ label, path, hint, below = false, wide = false, children }: FieldProps) {
  const id = useId()
  const { faults, warnings } = useFaults(path, below)
  const invalid = faults.length > 0
  return (
    <div className={`${css.field} ${wide ? css.wide : ''}`} data-path={pathText(path)}>
      <label htmlFor={id}>{label}</label>
      <div>
        {children(id, invalid)}
        {hint && !invalid && <p className={css.hint}>{hint}</p>}
        <Faults faults={faults} />
        <Faults faults={warnings} mild />
      </div>
    </div>
  )
}

/** Faults in plain words. */
export function Faults({
  faults,
  mild = false,
}: {
  faults: ReturnType<typeof useFaults>['faults']
  mild?: boolean
}) {
  const locale = useLocale()
  return faults.map(fault => (
    <p key={fault.path + fault.message.en} className={mild ? css.warning : css.fault} role="alert">
      {pick(fault.message, locale)}
    </p>
  ))
}

interface Simple {
  path: Path
  label: string
  hint?: string
  placeholder?: string
  wide?: boolean
}

/** A text; an optional one leaves the document when it is emptied. */
export function TextField({
  path,
  label,
  placeholder,
  optional = false,
  ...rest
}: Simple & { optional?: boolean }) {
  const [value, set] = useField(path)
  return (
    <Field label={label} path={path} {...rest}>
      {(id, invalid) => (
        <Input
          id={id}
          value={textOf(value)}
          placeholder={placeholder ?? ''}
          status={invalid ? 'error' : ''}
          onChange={event => set(optional && event.target.value === '' ? undefined : event.target.value)}
        />
      )}
    </Field>
  )
}

export function NumberField({
  path,
  label,
  min,
  max,
  step = 1,
  ...rest
}: Simple & { min?: number; max?: number; step?: number }) {
  const [value, set] = useField(path)
  return (
    <Field label={label} path={path} {...rest}>
      {(id, invalid) => (
        <InputNumber
          id={id}
          value={typeof value === 'number' ? value : null}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          step={step}
          status={invalid ? 'error' : ''}
          onChange={next => set(next ?? undefined)}
        />
      )}
    </Field>
  )
}

interface CelProps extends Simple {
  /** Whose properties are offered below. */
  types?: string[]
}

/** An expression. Empty, it leaves the document. */
export function CelField({ path, label, placeholder, types, ...rest }: CelProps) {
  const [value, set] = useField(path)
  const text = textOf(value)
  const add = (part: string) => set(text.trim() === '' ? part : `${text} && ${part}`)
  return (
    <Field label={label} path={path} wide {...rest}>
      {(id, invalid) => (
        <>
          <Input.TextArea
            id={id}
            className={css.code ?? ''}
            autoSize={{ minRows: 1, maxRows: 8 }}
            spellCheck={false}
            value={text}
            placeholder={placeholder ?? ''}
            status={invalid ? 'error' : ''}
            onChange={event => set(event.target.value || undefined)}
          />
          {types && <Properties types={types} onPick={add} />}
        </>
      )}
    </Field>
  )
}

/** Properties that events of these types were seen with; each becomes a condition with a value that occurs. */
function Properties({ types, onPick }: { types: string[]; onPick: (part: string) => void }) {
  const say = useText(strategyTexts)
  const { data } = useQuery(catalogueQuery)
  const seen = (data ?? []).filter(entry => types.includes(entry.type))
  const offered = Object.entries(Object.assign({}, ...seen.map(entry => entry.properties))) as [
    string,
    (typeof seen)[number]['properties'][string],
  ][]
  if (offered.length === 0) return null
  return (
    <p className={css.offers}>
      <span>{say('properties')}</span>
      {offered.slice(0, 10).map(([name, note]) => {
        const sample = note.samples[0]
        const part = conditionOn(name, sample)
        return (
          <button key={name} type="button" onClick={() => onPick(part)} title={part}>
            <code>{name}</code>
            {sample !== undefined && <span className="quiet">{String(sample).slice(0, 16)}</span>}
          </button>
        )
      })}
    </p>
  )
}

function conditionOn(name: string, sample: string | number | boolean | undefined): string {
  const place = /^[A-Za-z_]\w*$/.test(name) ? `e.props.${name}` : `e.props[${JSON.stringify(name)}]`
  if (sample === undefined) return `has(${place})`
  if (typeof sample === 'number')
    return `${place} >= ${Number.isInteger(sample) ? sample.toFixed(1) : sample}`
  return typeof sample === 'string' ? `${place} == ${JSON.stringify(sample)}` : `${place} == ${sample}`
}

interface TypesProps {
  path: Path
  label: string
  one?: boolean
}

/** Event types, offered from the catalogue with how often each came in the last 14 days; others can be typed. */
export function TypesField({ path, label, one = false }: TypesProps) {
  const [value, set] = useField(path)
  const { data } = useQuery(catalogueQuery)
  const locale = useLocale()
  const types = typesOf(value)
  const options = (data ?? []).map(entry => ({
    value: entry.type,
    label: eventName(entry.type)[locale],
    amount: entry.days.reduce((sum, day) => sum + day.amount, 0),
  }))
  return (
    <Field label={label} path={path} below wide>
      {(id, invalid) => (
        <Select
          id={id}
          mode="tags"
          {...(one ? { maxCount: 1 } : {})}
          value={types}
          labelRender={({ value: type }) => eventName(String(type))[locale]}
          popupMatchSelectWidth={false}
          showSearch={{
            filterOption: (text, option) =>
              `${option?.label} ${option?.value}`.toLowerCase().includes(text.toLowerCase()),
          }}
          status={invalid ? 'error' : ''}
          options={options}
          optionRender={option => (
            <span className={css.typeOption}>
              {option.label}
              <code>{option.value}</code>
              <span className="quiet num">{count(Number(option.data.amount ?? 0))}</span>
            </span>
          )}
          tokenSeparators={[',', ' ']}
          onChange={(next: string[]) => set(one ? (next.at(-1) ?? '') : typesTo(next, value))}
        />
      )}
    </Field>
  )
}

/** A duration as number and unit; one that is written otherwise stays as text. */
export function DurationField({ path, label, hint, optional = false }: Simple & { optional?: boolean }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  const parts = splitDuration(value)
  // What is being typed and is no duration yet, such as an emptied number.
  const [unit, setUnit] = useState<Unit>('d')
  if (value !== undefined && value !== '' && !parts) return <TextField path={path} label={label} />
  const write = (amount: string, next: Unit) => {
    setUnit(next)
    if (amount === '') set(optional ? undefined : '')
    else set(`${amount}${next}`)
  }
  const shown = parts?.unit ?? unit
  return (
    <Field label={label} path={path} {...(hint ? { hint } : {})}>
      {(id, invalid) => (
        <span className={css.duration}>
          <Input
            id={id}
            inputMode="decimal"
            value={parts?.amount ?? ''}
            status={invalid ? 'error' : ''}
            onChange={event => {
              const amount = event.target.value.replace(/[^\d.]/g, '')
              if (amount === '' || /^\d+(\.\d*)?$/.test(amount)) write(amount.replace(/\.$/, ''), shown)
            }}
          />
          <Select
            aria-label={`${label} · ${say(shown)}`}
            value={shown}
            options={units.map(one => ({ value: one, label: say(one) }))}
            onChange={(next: Unit) => write(parts?.amount ?? '', next)}
          />
        </span>
      )}
    </Field>
  )
}

/** A text in both languages. */
export function BothField({ path, label, rows = 1 }: { path: Path; label: string; rows?: number }) {
  const say = useText(strategyTexts)
  return (
    <>
      {(['zh-CN', 'en'] as const).map(lang => (
        <OneLanguage
          key={lang}
          path={[...path, lang]}
          lang={lang}
          rows={rows}
          label={`${label} · ${say(lang === 'en' ? 'en' : 'zh')}`}
        />
      ))}
    </>
  )
}

function OneLanguage({ path, label, lang, rows }: { path: Path; label: string; lang: string; rows: number }) {
  const [value, set] = useField(path)
  return (
    <Field label={label} path={path} wide>
      {(id, invalid) => (
        <Input.TextArea
          id={id}
          lang={lang}
          autoSize={{ minRows: rows, maxRows: 6 }}
          value={textOf(value)}
          status={invalid ? 'error' : ''}
          onChange={event => set(event.target.value)}
        />
      )}
    </Field>
  )
}
