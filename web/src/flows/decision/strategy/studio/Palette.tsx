import { useQuery } from '@tanstack/react-query'
import { Dropdown, Input } from 'antd'
import { type DragEvent, useState } from 'react'
import type { EventTypeView } from '#decision/ingest/api.ts'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { count } from '../../../../ui/format.ts'
import { Icon, type IconName } from '../../../../ui/icons.tsx'
import { SkeletonLines } from '../../../../ui/States.tsx'
import { fresh, verbIcons, verbs } from '../ActionsForm.tsx'
import { catalogueQuery } from '../data.ts'
import { listOf, recordOf, textOf, typesOf } from '../doc.ts'
import { useDoc } from '../edit-context.ts'
import { strategyTexts } from '../texts.ts'
import { dragType } from './Canvas.tsx'
import { conditionPieces } from './extras.tsx'
import { type Piece, withPiece } from './parts.ts'
import css from './studio.module.css'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'
import { type EventGroup, eventName, eventWords, valueWords } from './vocabulary.ts'

const tabs = ['events', 'conditions', 'actions'] as const
type Tab = (typeof tabs)[number]

/** What a strategy is made of: to drag, or to add by Enter. */
export function Palette() {
  const say = useText(studioTexts)
  const [tab, setTab] = useState<Tab>('events')
  const [search, setSearch] = useState('')
  const { data } = useQuery(catalogueQuery)
  const amounts: Record<Tab, number> = {
    events: data?.length ?? 0,
    conditions: conditionPieces.length + 2,
    actions: verbs.length + 1,
  }
  return (
    <aside className={css.palette} aria-label={say('palette')}>
      <Input
        className={css.search ?? ''}
        prefix={<Icon name="search" size={16} />}
        placeholder={say('searchPalette')}
        aria-label={say('searchPalette')}
        allowClear
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      <div className={css.tabs} role="tablist" aria-label={say('palette')}>
        {tabs.map(one => (
          <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
            {say(`tab.${one}`)} <span className="num">{amounts[one]}</span>
          </button>
        ))}
      </div>
      <div className={css.pieces} role="tabpanel" aria-label={say(`tab.${tab}`)}>
        {tab === 'events' && <Events search={search} />}
        {tab === 'conditions' && <ConditionList search={search} />}
        {tab === 'actions' && <ActionList search={search} />}
      </div>
      {tab === 'events' && data && (
        <p className={css.paletteFoot}>
          {say('kindsFrom', {
            kinds: data.length,
            sources: new Set(data.flatMap(entry => entry.sources)).size,
          })}
        </p>
      )}
    </aside>
  )
}

function useAdd(): (piece: Piece) => void {
  const { doc } = useDoc()
  const { apply, select } = useStudio()
  return piece => {
    const next = withPiece(doc, piece)
    apply(() => next.doc)
    select(next.part)
  }
}

const carry = (piece: Piece) => (event: DragEvent) => {
  event.dataTransfer.setData(dragType, JSON.stringify(piece))
  event.dataTransfer.effectAllowed = 'copy'
}

const groups: EventGroup[] = ['document', 'public', 'contact', 'business', 'web', 'loam', 'other']

function Events({ search }: { search: string }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { data } = useQuery(catalogueQuery)
  const { doc } = useDoc()
  if (!data) return <SkeletonLines rows={8} />
  const used = new Set(
    listOf(doc.when).flatMap(step => typesOf(recordOf(step).event ?? recordOf(step).absent)),
  )
  const wanted = search.trim().toLowerCase()
  const fits = ({ type }: EventTypeView) =>
    [type, eventName(type)['zh-CN'], eventName(type).en].some(text => text.toLowerCase().includes(wanted))
  const found = data.filter(fits)
  const byGroup = Map.groupBy(found, ({ type }) => eventWords(type)?.group ?? 'other')
  if (found.length === 0) return <p className={css.nothing}>{say('nothingFound')}</p>
  return (
    <>
      <p className={css.listHead}>
        <span>{say('last30')}</span>
        <span>{say('times')}</span>
      </p>
      {groups.flatMap(group => {
        const entries = byGroup.get(group)
        return entries
          ? [
              <section key={group} aria-label={say(`group.${group}`)}>
                <h3>{say(`group.${group}`)}</h3>
                <ul>
                  {entries.map(entry => (
                    <li key={entry.type}>
                      <EventPiece entry={entry} used={used.has(entry.type)} locale={locale} />
                    </li>
                  ))}
                </ul>
              </section>,
            ]
          : []
      })}
    </>
  )
}

function EventPiece({
  entry,
  used,
  locale,
}: {
  entry: EventTypeView
  used: boolean
  locale: 'zh-CN' | 'en'
}) {
  const say = useText(studioTexts)
  const add = useAdd()
  const { type } = entry
  const items = [
    { key: 'event', label: say('asEvent'), onClick: () => add({ kind: 'event', type }) },
    { key: 'absence', label: say('asAbsence'), onClick: () => add({ kind: 'absence', type }) },
    {
      key: 'count',
      label: say('asCount'),
      onClick: () => add({ kind: 'measure', measure: 'happened', type }),
    },
    { key: 'none', label: say('asNone'), onClick: () => add({ kind: 'measure', measure: 'none', type }) },
    { key: 'since', label: say('asSince'), onClick: () => add({ kind: 'measure', measure: 'since', type }) },
  ]
  const amount = entry.days.reduce((sum, day) => sum + day.amount, 0)
  return (
    <Dropdown trigger={['click']} placement="bottomLeft" menu={{ items, autoFocus: true }}>
      <button
        type="button"
        className={css.piece}
        draggable
        onDragStart={carry({ kind: 'event', type })}
        aria-haspopup="menu"
      >
        <span className={`${css.pieceMark} ${used ? css.used : ''}`}>
          <Icon name={eventWords(type)?.icon ?? 'bolt'} size={15} />
        </span>
        <span className={css.pieceWords}>
          <b>{eventName(type)[locale]}</b>
          <code>{type}</code>
          <small>{sampleOf(entry, locale, say('example'))}</small>
        </span>
        <span className="num">{count(amount)}</span>
      </button>
    </Dropdown>
  )
}

/** Two values that occurred, the telling ones first. */
function sampleOf(entry: EventTypeView, locale: 'zh-CN' | 'en', word: string): string {
  const telling = ['title', 'sectionTitle', 'section', 'topics', 'kind', 'product', 'seconds']
  const names = Object.keys(entry.properties).toSorted((a, b) => placeOf(telling, a) - placeOf(telling, b))
  const values = names.flatMap(name => {
    if (/id$/i.test(name)) return []
    const [sample] = entry.properties[name]!.samples
    if (sample === undefined || sample === '') return []
    const text = String(sample)
    if (name === 'title') return [locale === 'en' ? `“${text}”` : `《${text}》`]
    return [
      valueWords(text)?.[locale] ?? (name === 'seconds' ? `${text} ${locale === 'en' ? 's' : '秒'}` : text),
    ]
  })
  return values.length === 0 ? '' : `${word} ${values.slice(0, 2).join(' · ')}`
}

const placeOf = (list: string[], item: string) => (list.includes(item) ? list.indexOf(item) : list.length)

interface SimplePiece {
  key: string
  icon: IconName
  label: string
  hint: string
  piece: Piece
}

function SimpleList({ pieces, search }: { pieces: SimplePiece[]; search: string }) {
  const say = useText(studioTexts)
  const add = useAdd()
  const wanted = search.trim().toLowerCase()
  const found = pieces.filter(({ label, hint }) => `${label} ${hint}`.toLowerCase().includes(wanted))
  if (found.length === 0) return <p className={css.nothing}>{say('nothingFound')}</p>
  return (
    <ul>
      {found.map(({ key, icon, label, hint, piece }) => (
        <li key={key}>
          <button
            type="button"
            className={css.piece}
            draggable
            onDragStart={carry(piece)}
            onClick={() => add(piece)}
          >
            <span className={css.pieceMark}>
              <Icon name={icon} size={15} />
            </span>
            <span className={css.pieceWords}>
              <b>{label}</b>
              <small>{hint}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function ConditionList({ search }: { search: string }) {
  const say = useText(studioTexts)
  const pieces: SimplePiece[] = [
    ...conditionPieces.map(({ key, icon, piece }) => ({
      key,
      icon,
      piece,
      label: say(key),
      hint: say(`${key}.hint`),
    })),
    ...(['cooldown', 'within'] as const).map(field => ({
      key: field,
      icon: field === 'cooldown' ? ('history' as const) : ('clock' as const),
      piece: { kind: 'limit' as const, field },
      label: say(`piece.${field}`),
      hint: say(`piece.${field}.hint`),
    })),
  ]
  return <SimpleList pieces={pieces} search={search} />
}

function ActionList({ search }: { search: string }) {
  const say = useText(studioTexts)
  const sayStrategy = useText(strategyTexts)
  const pieces: SimplePiece[] = [
    ...verbs.map(verb => ({
      key: verb,
      icon: verbIcons[verb],
      piece: { kind: 'action' as const, action: fresh[verb] },
      label: textOf(sayStrategy(`do.${verb}`)),
      hint: say(`hint.${verb}`),
    })),
    {
      key: 'experiment',
      icon: 'split',
      piece: { kind: 'experiment' },
      label: say('split'),
      hint: say('splitHint'),
    },
  ]
  return <SimpleList pieces={pieces} search={search} />
}
