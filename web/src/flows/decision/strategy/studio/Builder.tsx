import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Select } from 'antd'
import { useMemo, useRef, useState } from 'react'
import {
  type ActionProps,
  type CombinatorSelectorProps,
  type FieldSelectorProps,
  type OperatorSelectorProps,
  QueryBuilder,
  type ValueEditorProps,
} from 'react-querybuilder'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { Icon } from '../../../../ui/icons.tsx'
import { catalogueQuery } from '../data.ts'
import css from './builder.module.css'
import {
  celOf,
  isGroup,
  literalOf,
  literalValue,
  operators,
  type Rule,
  type RuleGroup,
  rulesOf,
} from './cel-rules.ts'
import { studioTexts } from './studio-texts.ts'
import { fieldWords, valueWords } from './vocabulary.ts'

interface Props {
  /** CEL that rules can say; empty for none. */
  value: string
  onChange: (cel: string) => void
  /** Event types whose properties are offered. */
  types?: string[]
  /** Other names that may be used: measures, `post.props.title`. */
  names?: string[]
  label: string
}

interface FieldOption extends Record<string, unknown> {
  name: string
  value: string
  label: string
  /** Sample values as CEL. */
  samples: string[]
}

/** Rules that are put together by choosing, and read and written as CEL. */
export function Builder({ value, onChange, types = [], names = [], label }: Props) {
  const say = useText(studioTexts)
  const fields = useFields(types, names, value)
  // The rules on the screen keep their ids while what they say is what the document says.
  const [shown, setShown] = useState<{ cel: string; rules: RuleGroup }>()
  const parsed = useMemo((): RuleGroup => rulesOf(value) ?? { combinator: 'and', rules: [] }, [value])
  const rules = shown?.cel === value ? shown.rules : parsed
  const first = useRef(true)
  const write = (next: RuleGroup) => {
    const whole = completed(next, fields)
    const cel = whole.rules.length === 0 ? '' : celOf(whole)
    setShown({ cel, rules: whole })
    if (first.current && cel === value) first.current = false
    else onChange(cel)
  }
  return (
    <div className={css.builder}>
      <QueryBuilder
        fields={fields}
        operators={operators.map(name => ({ name, value: name, label: say(`op.${name}`) }))}
        combinators={(['and', 'or'] as const).map(name => ({ name, value: name, label: say(name) }))}
        query={rules}
        onQueryChange={write}
        enableMountQueryChange={false}
        showNotToggle
        getDefaultOperator="=="
        getDefaultValue={rule => fields.find(field => field.name === rule.field)?.samples[0] ?? "''"}
        resetOnFieldChange
        resetOnOperatorChange={false}
        accessibleDescriptionGenerator={() => label}
        controlElements={controls}
        controlClassnames={{
          queryBuilder: css.query ?? '',
          ruleGroup: css.group ?? '',
          rule: css.rule ?? '',
        }}
      />
    </div>
  )
}

/** Gives every rule a value where its operator asks for one: what is being built is always whole. */
function completed(group: RuleGroup, fields: FieldOption[]): RuleGroup {
  const rules = group.rules
    .filter(rule => !isGroup(rule) || rule.rules.length > 0)
    .map(rule => (isGroup(rule) ? completed(rule, fields) : completedRule(rule, fields)))
  return { ...group, rules }
}

function completedRule(rule: Rule, fields: FieldOption[]): Rule {
  if (rule.operator === 'exists' || rule.operator === 'missing') return { ...rule, value: '' }
  const sample = fields.find(field => field.name === rule.field)?.samples[0] ?? "''"
  return rule.value === '' ? { ...rule, value: sample } : rule
}

function useFields(types: string[], names: string[], value: string): FieldOption[] {
  const locale = useLocale()
  const { data } = useQuery(catalogueQuery)
  return useMemo(() => {
    const seen = (data ?? []).filter(entry => types.includes(entry.type))
    const samples = new Map<string, string[]>()
    for (const entry of seen) {
      for (const [name, note] of Object.entries(entry.properties)) {
        const field = /^[A-Za-z_]\w*$/.test(name) ? `e.props.${name}` : `e.props[${JSON.stringify(name)}]`
        samples.set(field, [...(samples.get(field) ?? []), ...note.samples.map(one => literalOf(one))])
      }
    }
    for (const name of names) samples.set(name, samples.get(name) ?? ['1'])
    for (const [name, values] of Object.entries(profileFields)) samples.set(name, values)
    for (const name of fieldsIn(rulesOf(value))) if (!samples.has(name)) samples.set(name, ["''"])
    return [...samples].map(([name, values]) => ({
      name,
      value: name,
      label: fieldWords(name)[locale],
      samples: [...new Set(values)],
    }))
  }, [data, types, names, value, locale])
}

const profileFields: Record<string, string[]> = {
  'customer.score': ['0.6'],
  'customer.priority': ["'S'", "'A'", "'B'", "'C'", "'D'"],
  'customer.tags': ["''"],
  'customer.tier': ["''"],
  'customer.industry': ["''"],
}

function fieldsIn(group: RuleGroup | undefined): string[] {
  return (group?.rules ?? []).flatMap(rule => (isGroup(rule) ? fieldsIn(rule) : [rule.field]))
}

const options = (list: unknown) =>
  (list as { name: string; label: string }[]).map(({ name, label }) => ({ value: name, label }))

function FieldChoice({ value, options: list, handleOnChange }: FieldSelectorProps) {
  const say = useText(studioTexts)
  return (
    <Select
      className={css.field ?? ''}
      size="small"
      aria-label={say('field')}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={options(list)}
      optionRender={option => (
        <span className={css.option}>
          {option.label} <code>{String(option.value).replace(/^e\.props\./, '')}</code>
        </span>
      )}
      onChange={handleOnChange}
    />
  )
}

function OperatorChoice({ value, options: list, handleOnChange }: OperatorSelectorProps) {
  const say = useText(studioTexts)
  return (
    <Select
      className={css.operator ?? ''}
      size="small"
      aria-label={say('comparison')}
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={options(list)}
      onChange={handleOnChange}
    />
  )
}

function CombinatorChoice({ value, options: list, handleOnChange, rules }: CombinatorSelectorProps) {
  const say = useText(studioTexts)
  if (rules.length < 2) return null
  return (
    <Select
      className={css.combinator ?? ''}
      size="small"
      aria-label={say('combinator')}
      value={value ?? null}
      options={options(list)}
      onChange={handleOnChange}
    />
  )
}

/** A value as people write it: a text without quotes, a number, several separated by commas. */
function ValueChoice({ value, operator, handleOnChange, fieldData }: ValueEditorProps) {
  const say = useText(studioTexts)
  const locale = useLocale()
  if (operator === 'exists' || operator === 'missing') return null
  const text = String(value ?? '')
  const samples = (fieldData?.samples as FieldOption['samples'] | undefined) ?? []
  const isText = typeof literalValue(text) === 'string' || literalValue(text) === undefined
  const named = (one: string) => {
    const plain = literalValue(one)
    const words = typeof plain === 'string' ? valueWords(plain)?.[locale] : undefined
    return { value: String(plain ?? one), label: words ? `${words} · ${plain}` : String(plain ?? one) }
  }
  if (operator === 'among')
    return (
      <Select
        className={`${css.value} ${css.several}`}
        size="small"
        mode="tags"
        aria-label={say('value')}
        value={listIn(text).map(one => String(literalValue(one) ?? one))}
        options={samples.map(named)}
        onChange={(next: string[]) =>
          handleOnChange(next.map(one => literalLike(one, isText)).join(', ') || "''")
        }
      />
    )
  return (
    <AutoComplete
      className={css.value ?? ''}
      size="small"
      aria-label={say('value')}
      value={String(literalValue(text) ?? text)}
      options={samples.map(named)}
      popupMatchSelectWidth={false}
      onChange={(next: string) => handleOnChange(literalLike(next, isText))}
    />
  )
}

const listIn = (text: string): string[] => text.split(/,\s*(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/).filter(Boolean)

/** What was typed as a literal: of the kind that stood there, unless it can't be one. */
function literalLike(typed: string, wasText: boolean): string {
  const plain = typed.trim()
  if (/^(true|false|null)$/.test(plain)) return plain
  if (!wasText && /^-?\d+(\.\d+)?$/.test(plain)) return plain
  return literalOf(typed)
}

function Remove({ handleOnClick, disabled }: ActionProps) {
  const say = useText(studioTexts)
  return (
    <Button
      type="text"
      size="small"
      className={css.remove ?? ''}
      disabled={disabled ?? false}
      aria-label={say('removeRule')}
      icon={<Icon name="close" size={14} />}
      onClick={handleOnClick}
    />
  )
}

function Add({ handleOnClick }: ActionProps) {
  const say = useText(studioTexts)
  return (
    <Button type="text" size="small" icon={<Icon name="plus" size={14} />} onClick={handleOnClick}>
      {say('addRule')}
    </Button>
  )
}

function AddGroup({ handleOnClick, level }: ActionProps) {
  const say = useText(studioTexts)
  if (level > 0) return null
  return (
    <Button type="text" size="small" onClick={handleOnClick}>
      {say('addGroup')}
    </Button>
  )
}

function Not({ checked, handleOnChange }: { checked?: boolean; handleOnChange: (next: boolean) => void }) {
  const say = useText(studioTexts)
  return (
    <button
      type="button"
      className={css.not}
      aria-pressed={checked ?? false}
      onClick={() => handleOnChange(!checked)}
    >
      {say('not')}
    </button>
  )
}

const controls = {
  fieldSelector: FieldChoice,
  operatorSelector: OperatorChoice,
  combinatorSelector: CombinatorChoice,
  valueEditor: ValueChoice,
  removeRuleAction: Remove,
  removeGroupAction: Remove,
  addRuleAction: Add,
  addGroupAction: AddGroup,
  notToggle: Not,
}
