import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventTypeView } from '#decision/ingest/api.ts'
import { DAY } from '#kernel/time.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { count, isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime, useNow } from '../../../ui/Values.tsx'
import { actWords } from './act-words.ts'
import { catalogueQuery } from './data.ts'
import css from './ingest.module.css'
import { ingestTexts } from './texts.ts'

/** The kinds of event that came in so far, learned by themselves: how many, from where, with which properties. */
export function CataloguePanel() {
  const say = useText(ingestTexts)
  const query = useQuery(catalogueQuery)
  const [open, setOpen] = useState<EventTypeView>()
  const columns = useColumns()
  return (
    <>
      <Loaded query={query}>
        {types => (
          <SimpleTable
            label={say('catalogue')}
            columns={columns}
            items={types}
            rowKey={item => item.type}
            onOpen={setOpen}
            empty={<EmptyState icon="list" title={say('noTypes')} hint={say('noTypesHint')} />}
          />
        )}
      </Loaded>
      <Sheet
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open?.type ?? ''}
        subtitle={say('properties')}
      >
        {open && <Properties item={open} />}
      </Sheet>
    </>
  )
}

function useColumns(): Column<EventTypeView>[] {
  const say = useText(ingestTexts)
  const words = actWords(useLocale())
  return [
    {
      key: 'type',
      title: say('type'),
      phone: 'title',
      render: ({ type }) => (
        <>
          <b style={{ fontWeight: 500 }}>{type === '…' ? say('others') : words(type)}</b>
          {words(type) !== type && <code className={css.code}>{type}</code>}
        </>
      ),
    },
    { key: 'total', title: say('total'), numeric: true, phone: 'badge', render: item => count(item.total) },
    { key: 'days', title: say('fortnight'), render: item => <Days item={item} /> },
    {
      key: 'last',
      title: say('lastSeen'),
      phone: 'context',
      render: item => <RelativeTime at={Date.parse(item.lastAt)} />,
    },
    {
      key: 'sources',
      title: say('source'),
      render: item => (
        <span className={css.chips}>
          {item.sources.map(source => (
            <Chip key={source}>{source}</Chip>
          ))}
        </span>
      ),
    },
    {
      key: 'properties',
      title: say('properties'),
      numeric: true,
      phone: 'hidden',
      render: item => Object.keys(item.properties).length,
    },
  ]
}

/** Events a day as bars; the busiest day is as high as the line. */
function Days({ item }: { item: EventTypeView }) {
  const say = useText(ingestTexts)
  const now = useNow()
  const amounts = new Map(item.days.map(({ day, amount }) => [day, amount]))
  const most = Math.max(1, ...amounts.values())
  const days = Array.from({ length: 14 }, (_, index) => isoDay(now - (13 - index) * DAY))
  const words = item.days
    .filter(({ day }) => days.includes(day))
    .map(({ day, amount }) => say('perDay', { day, count: count(amount) }))
    .join('\n')
  return (
    <span className={css.days} role="img" aria-label={words} title={words}>
      {days.map(day => (
        <i key={day} style={{ height: `${(100 * (amounts.get(day) ?? 0)) / most}%` }} />
      ))}
    </span>
  )
}

function Properties({ item }: { item: EventTypeView }) {
  const say = useText(ingestTexts)
  const properties = Object.entries(item.properties).sort(([a], [b]) => (a < b ? -1 : 1))
  if (properties.length === 0) return <p className="quiet">{say('noProperties')}</p>
  return (
    <dl className={css.properties}>
      {properties.map(([path, { kinds, samples }]) => (
        <div key={path}>
          <dt>
            <code>e.props.{path}</code> <span className="quiet">{kinds.join(' / ')}</span>
          </dt>
          {samples.length > 0 && (
            <dd className="quiet">
              {say('samples')} {samples.map(String).join(' · ')}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
