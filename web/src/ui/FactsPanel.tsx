import { Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useText } from '../app/i18n.ts'
import css from './FactsPanel.module.css'
import { uiTexts } from './texts.ts'
import type { Fact, FactGroup } from './types.ts'

interface Props {
  groups: FactGroup[]
  /** Rejects when it could not be saved; then the field stays open. Without it nothing can be edited. */
  onSave?: (key: string, value: string) => Promise<void>
}

/** Facts in groups, edited where they stand: Enter saves, Esc gives up. */
export function FactsPanel({ groups, onSave }: Props) {
  const [editing, setEditing] = useState<string>()
  return (
    <div className={css.facts}>
      {groups.map(group => (
        <section key={group.title}>
          <h2>{group.title}</h2>
          <dl>
            {group.facts.map(fact =>
              editing === fact.key && onSave ? (
                <Editing key={fact.key} fact={fact} onSave={onSave} onDone={() => setEditing(undefined)} />
              ) : (
                <Shown
                  key={fact.key}
                  fact={fact}
                  {...(onSave ? { onEdit: () => setEditing(fact.key) } : {})}
                />
              ),
            )}
          </dl>
        </section>
      ))}
    </div>
  )
}

function Shown({ fact, onEdit }: { fact: Fact; onEdit?: () => void }) {
  const say = useText(uiTexts)
  const value = (
    <>
      {fact.shown || <span className={css.unknown}>{say('unknown')}</span>}
      {fact.origin && <em>{fact.origin}</em>}
    </>
  )
  return (
    <div className={css.fact}>
      <dt>{fact.label}</dt>
      <dd>
        {onEdit && fact.editor !== 'none' ? (
          <button
            type="button"
            className={css.value}
            onClick={onEdit}
            aria-label={`${say('edit', { label: fact.label })}: ${fact.shown || say('unknown')}`}
          >
            {value}
          </button>
        ) : (
          <span className={css.value}>{value}</span>
        )}
      </dd>
    </div>
  )
}

type State = 'open' | 'saving' | 'failed'

function Editing({
  fact,
  onSave,
  onDone,
}: {
  fact: Fact
  onSave: (key: string, value: string) => Promise<void>
  onDone: () => void
}) {
  const say = useText(uiTexts)
  const [state, setState] = useState<State>('open')
  const before = fact.raw ?? fact.shown
  const save = async (value: string) => {
    if (value === before) return onDone()
    setState('saving')
    try {
      await onSave(fact.key, value)
      onDone()
    } catch {
      setState('failed')
    }
  }
  return (
    <div className={`${css.fact} ${css.editing}`}>
      <dt>{fact.label}</dt>
      <dd>
        <Editor fact={fact} value={before} busy={state === 'saving'} onSave={save} onCancel={onDone} />
        <p className={state === 'failed' ? css.failed : undefined} role="status">
          {say(state === 'failed' ? 'saveFailed' : 'editHint')}
        </p>
      </dd>
    </div>
  )
}

interface EditorProps {
  fact: Fact
  value: string
  busy: boolean
  onSave: (value: string) => void
  onCancel: () => void
}

function Editor({ fact, value, busy, onSave, onCancel }: EditorProps) {
  const ref = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  useEffect(() => ref.current?.select(), [])
  const onKeyDown = (event: React.KeyboardEvent) => {
    // An Enter that ends the choice of a Chinese character is not ours.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onCancel()
    if (event.key === 'Enter') onSave(text.trim())
  }
  if (fact.editor === 'select')
    return (
      <Select
        autoFocus
        defaultOpen
        className={css.select ?? ''}
        value={text}
        disabled={busy}
        options={fact.options ?? []}
        aria-label={fact.label}
        onChange={onSave}
        onKeyDown={event => event.key === 'Escape' && onCancel()}
      />
    )
  return (
    <span className={css.input}>
      <input
        ref={ref}
        // biome-ignore lint/a11y/noAutofocus: it opens because one clicked it
        autoFocus
        aria-label={fact.label}
        type={fact.editor === 'date' ? 'date' : 'text'}
        inputMode={fact.editor === 'number' ? 'decimal' : 'text'}
        value={text}
        readOnly={busy}
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {fact.unit && <span className="quiet">{fact.unit}</span>}
    </span>
  )
}
