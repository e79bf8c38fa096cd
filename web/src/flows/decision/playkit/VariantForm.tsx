import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { type ReactNode, useId, useRef } from 'react'
import type { Variant } from '#decision/playkit/api.ts'
import { useText } from '../../../app/i18n.ts'
import { facetsQuery, useNames } from '../../../crm/data.ts'
import { Icon } from '../../../ui/icons.tsx'
import { withItem } from './edit.ts'
import { emptyGrid } from './grid.ts'
import { MatrixGrid } from './MatrixGrid.tsx'
import css from './playkit.module.css'
import { kitTexts } from './texts.ts'

interface Props {
  variant: Variant
  onVariant: (variant: Variant) => void
  onRemove?: () => void
}

/** One variant: for whom, the play in a sentence, scripts, comparison, cases. */
export function VariantForm({ variant: v, onVariant, onRemove }: Props) {
  const say = useText(kitTexts)
  const set = (change: Partial<Variant>) => onVariant({ ...v, ...change })
  return (
    <fieldset className={css.variant}>
      <FitForm variant={v} onVariant={onVariant} />
      <Labelled label={say('summary')} hint={say('summaryHint')}>
        {id => (
          <Input
            id={id}
            maxLength={200}
            value={v.summary}
            onChange={event => set({ summary: event.target.value })}
          />
        )}
      </Labelled>
      <section>
        <h2>{say('scripts')}</h2>
        {v.scripts.map((script, i) => (
          <ScriptForm
            // biome-ignore lint/suspicious/noArrayIndexKey: its title is what is being edited
            key={i}
            script={script}
            onScript={next => set({ scripts: withItem(v.scripts, i, next) })}
          />
        ))}
        <Add
          label={say('addScript')}
          onAdd={() => set({ scripts: [...v.scripts, { title: '', text: '' }] })}
        />
      </section>
      <section>
        <h2>{say('matrix')}</h2>
        {v.matrix ? (
          <>
            <MatrixGrid grid={v.matrix} onGrid={matrix => set({ matrix })} />
            <Button size="small" type="text" onClick={() => set({ matrix: null })}>
              {say('removeMatrix')}
            </Button>
          </>
        ) : (
          <Add label={say('addMatrix')} onAdd={() => set({ matrix: emptyGrid })} />
        )}
      </section>
      <section>
        <h2>{say('cases')}</h2>
        {v.cases.map((one, i) => (
          <CaseForm
            // biome-ignore lint/suspicious/noArrayIndexKey: its title is what is being edited
            key={i}
            one={one}
            onCase={next => set({ cases: withItem(v.cases, i, next) })}
          />
        ))}
        <Add
          label={say('addCase')}
          onAdd={() =>
            set({ cases: [...v.cases, { title: '', place: '', summary: '', url: null, kind: 'video' }] })
          }
        />
      </section>
      {onRemove && (
        <Button type="text" danger className={css.removeVariant ?? ''} onClick={onRemove}>
          {say('removeVariant')}
        </Button>
      )}
    </fieldset>
  )
}

function Add({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <Button type="dashed" icon={<Icon name="plus" size={16} />} onClick={onAdd}>
      {label}
    </Button>
  )
}

export function Labelled({
  label,
  hint,
  children,
}: {
  label: string
  hint?: string
  children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className={css.labelled}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p className="quiet small">{hint}</p>}
    </div>
  )
}

function FitForm({ variant: v, onVariant }: Omit<Props, 'onRemove'>) {
  const say = useText(kitTexts)
  const names = useNames()
  const { data: facets } = useQuery(facetsQuery)
  const set = (fit: Partial<Variant['fit']>) => onVariant({ ...v, fit: { ...v.fit, ...fit } })
  const options = (list: string[]) => list.map(value => ({ value, label: value }))
  return (
    <div className={css.fit}>
      <Labelled label={say('regions')}>
        {id => (
          <Select
            id={id}
            mode="tags"
            placeholder={say('anyRegion')}
            value={v.fit.regions}
            options={options(names.regions.map(region => region.label))}
            onChange={(regions: string[]) => set({ regions })}
          />
        )}
      </Labelled>
      <Labelled label={say('industries')}>
        {id => (
          <Select
            id={id}
            mode="tags"
            placeholder={say('anyIndustry')}
            value={v.fit.industries}
            options={options(facets?.industries ?? [])}
            onChange={(industries: string[]) => set({ industries })}
          />
        )}
      </Labelled>
      <Labelled label={say('language')}>
        {id => (
          <Select
            id={id}
            value={v.fit.locale ?? 'any'}
            options={[
              { value: 'any', label: say('anyLanguage') },
              { value: 'zh-CN', label: say('zh-CN') },
              { value: 'en', label: say('en') },
            ]}
            onChange={(locale: 'any' | 'zh-CN' | 'en') => set({ locale: locale === 'any' ? null : locale })}
          />
        )}
      </Labelled>
    </div>
  )
}

type Script = Variant['scripts'][number]

const placeholders = {
  customerName: '{{ customer.name }}',
  personName: '{{ person.name }}',
  ownerName: '{{ owner.name }}',
} as const

function ScriptForm({
  script,
  onScript,
}: {
  script: Script
  onScript: (script: Script | undefined) => void
}) {
  const say = useText(kitTexts)
  const area = useRef<HTMLTextAreaElement | null>(null)
  const insert = (part: string) => {
    const at = area.current?.selectionStart ?? script.text.length
    onScript({ ...script, text: script.text.slice(0, at) + part + script.text.slice(at) })
    area.current?.focus()
  }
  return (
    <article className={css.piece}>
      <div className={css.pieceHead}>
        <Input
          aria-label={say('scriptTitle')}
          placeholder={say('scriptTitle')}
          maxLength={80}
          status={script.title.trim() === '' ? 'warning' : ''}
          value={script.title}
          onChange={event => onScript({ ...script, title: event.target.value })}
        />
        <Remove label={`${say('remove')}: ${script.title}`} onRemove={() => onScript(undefined)} />
      </div>
      <Input.TextArea
        ref={handle => {
          area.current = handle?.resizableTextArea?.textArea ?? null
        }}
        aria-label={say('scriptText')}
        placeholder={say('scriptText')}
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={4000}
        value={script.text}
        onChange={event => onScript({ ...script, text: event.target.value })}
      />
      <p className={css.inserts}>
        <span className="quiet">{say('placeholders')}</span>
        {(Object.keys(placeholders) as (keyof typeof placeholders)[]).map(key => (
          <button key={key} type="button" title={placeholders[key]} onClick={() => insert(placeholders[key])}>
            {say(key)}
          </button>
        ))}
      </p>
    </article>
  )
}

function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Button
      type="text"
      icon={<Icon name="trash" size={16} />}
      aria-label={label}
      title={label}
      onClick={onRemove}
    />
  )
}

type Case = Variant['cases'][number]

function CaseForm({ one, onCase }: { one: Case; onCase: (one: Case | undefined) => void }) {
  const say = useText(kitTexts)
  const set = (change: Partial<Case>) => onCase({ ...one, ...change })
  return (
    <article className={css.piece}>
      <div className={css.pieceHead}>
        <Select
          aria-label={say('kind')}
          value={one.kind}
          options={(['video', 'article', 'document'] as const).map(value => ({ value, label: say(value) }))}
          onChange={(kind: Case['kind']) => set({ kind })}
        />
        <Input
          aria-label={say('caseTitle')}
          placeholder={say('caseTitle')}
          maxLength={120}
          status={one.title.trim() === '' ? 'warning' : ''}
          value={one.title}
          onChange={event => set({ title: event.target.value })}
        />
        <Remove label={`${say('remove')}: ${one.title}`} onRemove={() => onCase(undefined)} />
      </div>
      <div className={css.pieceHead}>
        <Input
          aria-label={say('place')}
          placeholder={say('place')}
          maxLength={80}
          value={one.place}
          onChange={event => set({ place: event.target.value })}
        />
        <Input
          aria-label={say('url')}
          placeholder={`${say('url')} https://…`}
          type="url"
          maxLength={500}
          value={one.url ?? ''}
          onChange={event => set({ url: event.target.value.trim() || null })}
        />
      </div>
      <Input.TextArea
        aria-label={say('caseSummary')}
        placeholder={say('caseSummary')}
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={600}
        value={one.summary}
        onChange={event => set({ summary: event.target.value })}
      />
    </article>
  )
}
