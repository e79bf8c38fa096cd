import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { TailEvent } from '#decision/ingest/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useUrlState } from '../../../app/url-state.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { duration, exactTime } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { actWords } from './act-words.ts'
import { catalogueQuery } from './data.ts'
import css from './ingest.module.css'
import { useTail } from './tail.ts'
import { ingestTexts } from './texts.ts'

/** Events as they come in, newest on top. */
export function StreamPanel() {
  const say = useText(ingestTexts)
  const [search, change] = useUrlState()
  const [isPaused, setPaused] = useState(false)
  const [open, setOpen] = useState<TailEvent>()
  const { data: types = [] } = useQuery(catalogueQuery)
  const words = actWords(useLocale())
  const stream = useTail(search.types ?? '', isPaused)
  const state = stream.isLost ? say('lost') : isPaused ? say('paused', { count: stream.waiting }) : ''
  return (
    <section className="card" aria-label={say('live')}>
      <header className={css.bar}>
        <Select
          mode="multiple"
          allowClear
          className={css.types ?? ''}
          maxTagCount="responsive"
          placeholder={say('types')}
          aria-label={say('types')}
          value={search.types ? search.types.split(',') : []}
          options={types.map(({ type }) => ({ value: type, label: words(type) }))}
          onChange={(chosen: string[]) => change({ types: chosen.join(',') || undefined })}
        />
        <span className={css.state} role="status">
          {state}
        </span>
        <Button onClick={() => setPaused(!isPaused)}>{say(isPaused ? 'resume' : 'pause')}</Button>
      </header>
      {stream.skipped > 0 && <p className={css.skipped}>{say('skipped', { count: stream.skipped })}</p>}
      {stream.events.length === 0 ? (
        <EmptyState
          icon="bolt"
          title={say('waiting')}
          hint={say('waitingHint')}
          action={
            <Link to="/settings/sources" className="link">
              {say('connectFirst')}
            </Link>
          }
        />
      ) : (
        <ol className={css.stream} aria-live="off">
          {stream.events.map(event => (
            <StreamLine key={`${event.id} ${event.received}`} event={event} onOpen={setOpen} />
          ))}
        </ol>
      )}
      <Sheet
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open ? words(open.type) : ''}
      >
        {open && <RawEvent event={open} />}
      </Sheet>
    </section>
  )
}

function StreamLine({ event, onOpen }: { event: TailEvent; onOpen: (event: TailEvent) => void }) {
  const say = useText(ingestTexts)
  const locale = useLocale()
  const { props } = event
  const parts = [props.title ?? props.name ?? props.url, props.sectionTitle ?? props.section].filter(
    part => typeof part === 'string' && part !== '',
  )
  return (
    <li>
      <time className="num" dateTime={new Date(event.at).toISOString()} title={exactTime(event.at)}>
        {new Date(event.at).toLocaleTimeString('en-GB')}
      </time>
      <div className={css.what}>
        <p>
          {event.customer ? (
            <Link to={`/accounts/${event.customer.id}`} className="link">
              {event.customer.name || say('noCustomer')}
            </Link>
          ) : (
            <span className="quiet">{say('noCustomer')}</span>
          )}
          <span className="quiet"> · {event.person?.name || say('someone')}</span>
        </p>
        <p>
          <button type="button" className="plain" onClick={() => onOpen(event)}>
            <b>{actWords(locale)(event.type)}</b>
          </button>
          {parts.length > 0 && <span className="quiet"> {parts.join(' · ')}</span>}
          {typeof props.seconds === 'number' && (
            <span className="num"> {duration(props.seconds, locale)}</span>
          )}
        </p>
      </div>
      <div className={css.marks}>
        {event.imported && <Chip tone="blue">{say('imported')}</Chip>}
        <Chip>{event.source}</Chip>
      </div>
    </li>
  )
}

function RawEvent({ event }: { event: TailEvent }) {
  const say = useText(ingestTexts)
  return (
    <dl className={css.raw}>
      <dt>{say('source')}</dt>
      <dd>{event.source}</dd>
      <dt>{say('received')}</dt>
      <dd>{exactTime(event.received)}</dd>
      <dt>{say('raw')}</dt>
      <dd>
        <pre>{JSON.stringify(event, null, 2)}</pre>
      </dd>
    </dl>
  )
}
