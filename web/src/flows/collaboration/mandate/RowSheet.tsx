import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Holder, Limits, MandateRow, Measure, Scope } from '#collaboration/mandate/api.ts'
import { newId } from '#kernel/id.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { departmentOptions, orgQuery } from '../../../platform/org/org.ts'
import { roleName } from '../../../platform/org/role-name.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useRowWords } from './MatrixGrid.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { gridMeasures, isFlag, isRatio, measureName } from './words.ts'

interface Kinds {
  families: readonly string[]
  tiers: readonly string[]
}

interface Props {
  editing: { row: MandateRow | undefined } | undefined
  kinds: Kinds
  onClose: () => void
  onSave: (row: MandateRow) => void
  onRemove: (row: MandateRow) => void
}

/** One row of the matrix: who, where, how far, how long; and what that says in words. */
export function RowSheet({ editing, kinds, onClose, onSave, onRemove }: Props) {
  const say = useText(mandateTexts)
  const row = editing?.row
  return (
    <Sheet
      open={editing !== undefined}
      onClose={onClose}
      title={say(row ? 'editRow' : 'newLine')}
      width={480}
    >
      {editing && (
        <Body
          key={row?.id ?? 'new'}
          start={row}
          kinds={kinds}
          onSave={onSave}
          {...(row && { onRemove: () => onRemove(row) })}
        />
      )}
    </Sheet>
  )
}

const blank = (): MandateRow => ({
  id: newId(),
  holder: { kind: 'role', id: '', reach: 'line' },
  scope: { departmentId: null, regionId: null, family: null, tier: null },
  limits: { margin: null, paymentDays: 90 },
  from: null,
  to: null,
})

interface BodyProps {
  start: MandateRow | undefined
  kinds: Kinds
  onSave: (row: MandateRow) => void
  onRemove?: () => void
}

function Body({ start, kinds, onSave, onRemove }: BodyProps) {
  const say = useText(mandateTexts)
  const [row, setRow] = useState<MandateRow>(() => start ?? blank())
  const words = useRowWords()(row).words
  const set = (change: Partial<MandateRow>) => setRow(before => ({ ...before, ...change }))
  const chosen = row.holder.id !== ''
  const daysWrong = row.from !== null && row.to !== null && row.to < row.from
  return (
    <div className={css.form}>
      <HolderFields holder={row.holder} onChange={holder => set({ holder })} />
      <ScopeFields scope={row.scope} kinds={kinds} onChange={scope => set({ scope })} />
      <fieldset className={css.field}>
        <legend>{say('limits')}</legend>
        <div className={css.limits}>
          {gridMeasures.map(measure => (
            <LimitField
              key={measure}
              measure={measure}
              limits={row.limits}
              onChange={limits => set({ limits })}
            />
          ))}
        </div>
      </fieldset>
      <div className={css.two}>
        <Day label={say('from')} value={row.from} onChange={from => set({ from })} />
        <Day label={say('to')} value={row.to} onChange={to => set({ to })} wrong={daysWrong} />
      </div>
      {chosen && <p className={css.say}>{words}</p>}
      <div className={css.foot}>
        {onRemove ? (
          <Button type="text" danger onClick={onRemove}>
            {say('removeRow')}
          </Button>
        ) : (
          <span />
        )}
        <Button type="primary" disabled={!chosen || daysWrong} onClick={() => onSave(row)}>
          {say('save')}
        </Button>
      </div>
    </div>
  )
}

function HolderFields({ holder, onChange }: { holder: Holder; onChange: (holder: Holder) => void }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const { data: org } = useQuery(orgQuery)
  const reach = holder.kind === 'role' ? holder.reach : 'line'
  const options =
    holder.kind === 'role'
      ? (org?.roles ?? []).map(({ id, name, builtIn }) => ({
          value: id,
          label: roleName(name, builtIn, locale),
        }))
      : (org?.members ?? [])
          .filter(({ active }) => active)
          .map(({ userId, name, title }) => ({
            value: userId,
            label: [name, title].filter(Boolean).join(' · '),
          }))
  return (
    <>
      <div className={css.two}>
        <Field label={say('holder')}>
          <Select
            value={holder.kind}
            options={(['role', 'person'] as const).map(value => ({ value, label: say(value) }))}
            onChange={kind => onChange(kind === 'role' ? { kind, id: '', reach } : { kind, id: '' })}
          />
        </Field>
        <Field label={say(holder.kind)}>
          <Select
            value={holder.id || null}
            placeholder={say('who')}
            showSearch={{ optionFilterProp: 'label' }}
            options={options}
            onChange={id => id && onChange({ ...holder, id })}
          />
        </Field>
      </div>
      {holder.kind === 'role' && (
        <Field label={say('reach')}>
          <Select
            value={reach}
            options={(['line', 'workspace'] as const).map(value => ({ value, label: say(value) }))}
            onChange={value => onChange({ ...holder, reach: value })}
          />
        </Field>
      )}
    </>
  )
}

/** Where something holds: department, region, product family, customer tier; empty is everywhere. */
export function ScopeFields({
  scope,
  kinds,
  onChange,
}: {
  scope: Scope
  kinds: Kinds
  onChange: (scope: Scope) => void
}) {
  const say = useText(mandateTexts)
  const { data: org } = useQuery(orgQuery)
  const plain = (values: readonly string[]) => values.map(value => ({ value, label: value }))
  const choices = {
    departmentId: ['department', departmentOptions(org?.departments ?? [])],
    regionId: ['region', (org?.regions ?? []).map(({ id, name }) => ({ value: id, label: name }))],
    family: ['family', plain(kinds.families)],
    tier: ['tier', plain(kinds.tiers)],
  } as const
  return (
    <div className={css.two}>
      {(Object.keys(choices) as (keyof typeof choices)[]).map(key => (
        <Field key={key} label={say(choices[key][0])}>
          <Select<string>
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say('any')}
            value={scope[key]}
            options={[...choices[key][1]]}
            onChange={value => onChange({ ...scope, [key]: value ?? null })}
          />
        </Field>
      ))}
    </div>
  )
}

type Mode = 'none' | 'upTo' | 'any'

function LimitField({
  measure,
  limits,
  onChange,
}: {
  measure: Measure
  limits: Limits
  onChange: (limits: Limits) => void
}) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const limit = limits[measure]
  const mode: Mode = limit === undefined ? 'none' : limit === null ? 'any' : 'upTo'
  const unit = unitOf(measure)
  const choose = (next: Mode) => {
    const { [measure]: _, ...rest } = limits
    if (next === 'none') onChange(rest)
    else onChange({ ...rest, [measure]: next === 'any' ? null : unit.start })
  }
  const modes: [Mode, string][] = [
    ['none', say('notAllowed')],
    ...(isFlag(measure) ? [] : [['upTo', say(measure === 'margin' ? 'atLeast' : 'upTo')] as [Mode, string]]),
    ['any', say(isFlag(measure) ? 'allowed' : 'any')],
  ]
  return (
    <div className={css.limit}>
      <span>{measureName(measure, locale)}</span>
      <Select<Mode>
        aria-label={measureName(measure, locale)}
        value={mode}
        options={modes.map(([value, label]) => ({ value, label }))}
        onChange={choose}
      />
      {mode === 'upTo' && typeof limit === 'number' && (
        <InputNumber
          aria-label={`${measureName(measure, locale)} ${say(unit.name)}`}
          min={0}
          value={Number((limit / unit.of).toFixed(4))}
          suffix={say(unit.name)}
          onChange={value => onChange({ ...limits, [measure]: Number(((value ?? 0) * unit.of).toFixed(6)) })}
        />
      )}
    </div>
  )
}

/** How a limit is typed: percent, 万元, days, times. */
function unitOf(measure: Measure) {
  if (isRatio(measure))
    return { name: 'unit_ratio', of: 0.01, start: measure === 'margin' ? 0.3 : 0.05 } as const
  if (measure === 'paymentDays') return { name: 'unit_days', of: 1, start: 90 } as const
  if (measure === 'liability') return { name: 'unit_times', of: 1, start: 1 } as const
  return { name: 'unit_amount', of: 1_000_000, start: 100_000_000 } as const
}

/** A labelled control of a sheet. */
export function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={css.field}>
      <span>{label}</span>
      {children}
    </label>
  )
}

/** A day, or none. */
export function Day({
  label,
  value,
  onChange,
  wrong = false,
}: {
  label: string
  value: string | null
  onChange: (day: string | null) => void
  wrong?: boolean
}) {
  return (
    <Field label={label}>
      <Input
        type="date"
        status={wrong ? 'error' : ''}
        value={value ?? ''}
        onChange={event => onChange(event.target.value || null)}
      />
    </Field>
  )
}
