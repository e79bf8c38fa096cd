import { useDraggable } from '@dnd-kit/core'
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import type { EventTypeView } from '#decision/ingest/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { count } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { actWords } from '../ingest/act-words.ts'
import { catalogueQuery } from '../ingest/data.ts'
import css from './attribution.module.css'
import { journeyTexts } from './texts.ts'

/** Every kind of act met so far, the most frequent first: to be dragged, or added by its plus. */
export function Palette({ onAdd }: { onAdd: (event: string) => void }) {
  const say = useText(journeyTexts)
  const words = actWords(useLocale())
  const query = useQuery(catalogueQuery)
  const [sought, setSought] = useState('')
  const fits = ({ type }: EventTypeView) =>
    type !== '…' && `${type} ${words(type)}`.toLowerCase().includes(sought.trim().toLowerCase())
  return (
    <div className={css.palette}>
      <header>
        <h2>{say('palette')}</h2>
        <p className="quiet small">{say('paletteHint')}</p>
      </header>
      <Input
        allowClear
        value={sought}
        placeholder={say('findEvent')}
        aria-label={say('findEvent')}
        onChange={change => setSought(change.target.value)}
      />
      <Loaded query={query} skeleton={<SkeletonLines rows={5} />}>
        {types =>
          types.length === 0 ? (
            <p className="quiet small">{say('noEventsHint')}</p>
          ) : (
            <ul className={css.acts}>
              {types
                .filter(fits)
                .sort((a, b) => b.total - a.total)
                .map(item => (
                  <Act key={item.type} item={item} name={words(item.type)} onAdd={onAdd} />
                ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}

function Act({ item, name, onAdd }: { item: EventTypeView; name: string; onAdd: (event: string) => void }) {
  const say = useText(journeyTexts)
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: `act-${item.type}`,
    data: { event: item.type },
  })
  return (
    <li ref={setNodeRef} className={`${css.act} ${isDragging ? css.away : ''}`} {...listeners}>
      <span className={css.actName} title={item.type}>
        {name}
      </span>
      <span className="num quiet small">{count(item.total)}</span>
      <button
        type="button"
        className={css.small}
        aria-label={say('add', { name })}
        onPointerDown={event => event.stopPropagation()}
        onClick={() => onAdd(item.type)}
      >
        <Icon name="plus" size={14} />
      </button>
    </li>
  )
}
