import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useId, useState } from 'react'
import type { BoardTouch } from '#decision/attribution/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { actWords } from '../ingest/act-words.ts'
import { catalogueQuery } from '../ingest/data.ts'
import css from './attribution.module.css'
import { shortCondition, stepWords } from './data.ts'
import { journeyTexts } from './texts.ts'

interface Props {
  touch: BoardTouch
  /** Undefined takes the step away. */
  onChange: (touch: BoardTouch | undefined) => void
  /** Of a step that can be moved: its id among the steps, and its place. */
  id?: string
  index?: number
  /** One place to the left or right, by the arrow keys. */
  onMove?: (by: -1 | 1) => void
}

/** The handle of the step at a place. */
export const handleId = (index: number) => `journey-step-${index}`

/** One step: its act, its condition, and ways to move and remove it. */
export function StepChip({ id, ...rest }: Props) {
  const { onMove: _, ...fixed } = rest
  return id === undefined ? <Chip {...fixed} /> : <Movable id={id} {...rest} />
}

function Movable({ id, onMove, ...rest }: Omit<Props, 'id'> & { id: string }) {
  const say = useText(journeyTexts)
  const words = actWords(useLocale())
  const { touch, index } = rest
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({
    id,
    data: { event: touch.event, from: index },
  })
  return (
    <div
      ref={setNodeRef}
      className={isDragging ? css.away : ''}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <Chip
        {...rest}
        handle={
          <button
            type="button"
            className={css.handle}
            {...attributes}
            {...listeners}
            id={handleId(index ?? 0)}
            aria-keyshortcuts="ArrowLeft ArrowRight"
            onKeyDown={({ key }) => {
              if (key === 'ArrowLeft') onMove?.(-1)
              if (key === 'ArrowRight') onMove?.(1)
            }}
            aria-label={say('moveStep', { name: words(touch.event) })}
          >
            {(index ?? 0) + 1}
          </button>
        }
      />
    </div>
  )
}

function Chip({ touch, onChange, handle }: Omit<Props, 'id' | 'onMove'> & { handle?: React.ReactNode }) {
  const say = useText(journeyTexts)
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const name = actWords(locale)(touch.event)
  const apply = (next: BoardTouch) => {
    setOpen(false)
    onChange(next)
  }
  return (
    <div className={css.chip}>
      {handle}
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={<Condition touch={touch} onApply={apply} canStepAside={handle !== undefined} />}
      >
        <button
          type="button"
          className={css.chipWords}
          aria-label={say('editStep', { name: stepWords(touch, locale) })}
        >
          <b>
            {name} {touch.aside && <small className="quiet">{say('asideMark')}</small>}
          </b>
          {touch.where !== '' && <small className={css.where}>{shortCondition(touch.where, locale)}</small>}
        </button>
      </Popover>
      <button
        type="button"
        className={css.small}
        aria-label={say('removeStep', { name })}
        onClick={() => onChange(undefined)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  )
}

/** The condition in CEL, with the fields that this act is known to bring. */
function Condition({
  touch,
  onApply,
  canStepAside,
}: {
  touch: BoardTouch
  onApply: (touch: BoardTouch) => void
  canStepAside: boolean
}) {
  const say = useText(journeyTexts)
  const id = useId()
  const [where, setWhere] = useState(touch.where)
  const [aside, setAside] = useState(touch.aside)
  const done = () => onApply({ ...touch, where: where.trim(), aside })
  const types = useQuery(catalogueQuery)
  const fields = Object.entries(types.data?.find(item => item.type === touch.event)?.properties ?? {})
  return (
    <div className={css.condition}>
      <div className={css.field}>
        <label htmlFor={id}>{say('condition')}</label>
        <Input.TextArea
          id={id}
          autoFocus
          autoSize={{ minRows: 2, maxRows: 5 }}
          maxLength={500}
          value={where}
          onChange={change => setWhere(change.target.value)}
          onPressEnter={event => {
            event.preventDefault()
            done()
          }}
        />
      </div>
      <p className="quiet small">{say('conditionHint')}</p>
      {fields.length > 0 && (
        <>
          <h4 className="small">{say('known')}</h4>
          <p className={css.fields}>
            {fields.slice(0, 16).map(([path, { samples }]) => (
              <button
                key={path}
                type="button"
                title={samples.map(String).join(' · ')}
                onClick={() => setWhere(where + startOf(path, samples[0], where))}
              >
                {path}
              </button>
            ))}
          </p>
        </>
      )}
      {canStepAside && (
        <Checkbox checked={aside} onChange={change => setAside(change.target.checked)}>
          {say('aside')}
        </Checkbox>
      )}
      <Button type="primary" onClick={done}>
        {say('apply')}
      </Button>
    </div>
  )
}

/** A condition on a field, begun with a value that was met. */
function startOf(path: string, sample: unknown, before: string): string {
  const joint = before.trim() === '' ? '' : ' && '
  const value = typeof sample === 'string' ? `'${sample.replaceAll("'", "\\'")}'` : String(sample ?? "''")
  return `${joint}e.props.${path} ${typeof sample === 'number' ? '>=' : '=='} ${value}`
}
