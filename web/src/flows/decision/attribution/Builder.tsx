import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { horizontalListSortingStrategy, SortableContext } from '@dnd-kit/sortable'
import { useState } from 'react'
import { type BoardSettings, type BoardTouch, mostTouches } from '#decision/attribution/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Icon } from '../../../ui/icons.tsx'
import { actWords } from '../ingest/act-words.ts'
import css from './attribution.module.css'
import { changed, type Drop, dropped } from './edit.ts'
import { Palette } from './Palette.tsx'
import { ScopeForm } from './ScopeForm.tsx'
import { handleId, StepChip } from './StepChip.tsx'
import { journeyTexts } from './texts.ts'

interface Props {
  settings: BoardSettings
  onChange: (settings: BoardSettings) => void
}

/** Where one puts a journey together: acts on the left, the path and what counts as success on the right. */
export function Builder({ settings, onChange }: Props) {
  const say = useText(journeyTexts)
  const words = actWords(useLocale())
  const phone = usePhone()
  const [dragged, setDragged] = useState<string>()
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }))
  const end = ({ active, over }: DragEndEvent) => {
    setDragged(undefined)
    if (over) onChange(dropped(settings, active.data.current as Drop, String(over.id)))
  }
  const setTouch = (index: number, touch: BoardTouch | undefined) => onChange(changed(settings, index, touch))
  const move = (index: number, by: -1 | 1) => {
    const place = index + by
    if (place < 0 || place >= settings.touches.length) return
    onChange(dropped(settings, { event: '', from: index }, `step-${place}`))
    requestAnimationFrame(() => document.getElementById(handleId(place))?.focus())
  }
  const add = (event: string) => {
    if (settings.touches.length < mostTouches)
      onChange({ ...settings, touches: [...settings.touches, { event, where: '', aside: false }] })
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) => setDragged((active.data.current as Drop).event)}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={end}
    >
      <section className={`card ${css.builder}`} aria-label={say('path')}>
        <Palette onAdd={add} />
        <div className={css.track}>
          <TrackHead />
          <Slot id="path" className={css.path ?? ''}>
            <SortableContext
              items={settings.touches.map((_, index) => `step-${index}`)}
              {...(phone ? {} : { strategy: horizontalListSortingStrategy })}
            >
              {settings.touches.map((touch, index) => (
                <StepChip
                  // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                  key={index}
                  id={`step-${index}`}
                  index={index}
                  touch={touch}
                  onChange={next => setTouch(index, next)}
                  onMove={by => move(index, by)}
                />
              ))}
            </SortableContext>
            {settings.touches.length === 0 && <p className={css.hole}>{say('dropHere')}</p>}
          </Slot>
          <div className={css.successLine}>
            <h3>
              <Icon name="flag" size={16} /> {say('success')}
            </h3>
            <Slot id="success" className={css.successSlot ?? ''}>
              {settings.success ? (
                <StepChip
                  touch={settings.success}
                  onChange={success => onChange({ ...settings, success: success ?? null })}
                />
              ) : (
                <p className={css.hole}>{say('dropSuccess')}</p>
              )}
            </Slot>
            <QuickSuccess settings={settings} onChange={onChange} />
          </div>
          <ScopeForm settings={settings} onChange={onChange} />
        </div>
      </section>
      <DragOverlay dropAnimation={null}>
        {dragged && <span className={css.ghost}>{words(dragged)}</span>}
      </DragOverlay>
    </DndContext>
  )
}

function TrackHead() {
  const say = useText(journeyTexts)
  return (
    <header>
      <h3>{say('path')}</h3>
      <p className="quiet small">{say('pathHint')}</p>
    </header>
  )
}

function Slot({ id, className, children }: { id: string; className: string; children: React.ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({ id })
  return (
    <div ref={setNodeRef} className={`${className} ${isOver ? css.over : ''}`}>
      {children}
    </div>
  )
}

const usual = [
  'opportunity.won',
  'opportunity.lost',
  'opportunity.stage_changed',
  'inquiry.submitted',
  'meeting.held',
]

/** The usual successes, one press away: also without dragging. */
function QuickSuccess({ settings, onChange }: Props) {
  const words = actWords(useLocale())
  const say = useText(journeyTexts)
  return (
    <span className={css.quick}>
      {usual
        .filter(event => event !== settings.success?.event)
        .map(event => (
          <button
            key={event}
            type="button"
            title={say('setSuccess')}
            onClick={() => onChange({ ...settings, success: { event, where: '', aside: false } })}
          >
            {words(event)}
          </button>
        ))}
    </span>
  )
}
