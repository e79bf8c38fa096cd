import { Dropdown, Switch } from 'antd'
import { Fragment, type ReactNode } from 'react'
import { useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import {
  dayName,
  daysAgo,
  duration,
  exactTime,
  isoDay,
  shortDay,
  signed,
  timeOfDay,
  weekday,
} from './format.ts'
import { HeatCells } from './Heat.tsx'
import { Icon } from './icons.tsx'
import { EmptyState } from './States.tsx'
import css from './Timeline.module.css'
import { uiTexts } from './texts.ts'
import type { TimelineEntry, TimelineFilter } from './types.ts'

/** The account's acts, newest first, grouped by day. Wide places show seconds and weights, narrow ones don't. */
export function Timeline({
  entries,
  now,
  footer,
}: {
  entries: TimelineEntry[]
  now: number
  footer?: ReactNode
}) {
  const say = useText(uiTexts)
  const strongest = Math.max(0.01, ...entries.map(entry => Math.abs(entry.weight ?? 0)))
  if (entries.length === 0) return <EmptyState title={say('noMatch')} hint={say('noMatchHint')} />
  return (
    <div className={css.timeline}>
      {byDay(entries).map(([day, list]) => (
        <Fragment key={day}>
          <DayHead at={list[0]!.at} now={now} count={list.length} />
          <ol>
            {list.map(entry => (
              <Entry key={entry.id} entry={entry} strongest={strongest} />
            ))}
          </ol>
        </Fragment>
      ))}
      {footer}
    </div>
  )
}

function byDay(entries: TimelineEntry[]): [string, TimelineEntry[]][] {
  return [...Map.groupBy(entries, entry => isoDay(entry.at))]
}

function DayHead({ at, now, count }: { at: number; now: number; count: number }) {
  const say = useText(uiTexts)
  const locale = useLocale()
  const named = daysAgo(at, now) <= 1
  const name = named ? dayName(at, now, locale) : shortDay(at, now)
  return (
    <h3 className={css.day}>
      <b>{locale === 'en' && named ? name[0]!.toUpperCase() + name.slice(1) : name}</b>
      <time dateTime={isoDay(at)}>
        {named && shortDay(at, now)} {weekday(at, locale)}
      </time>
      <span className={css.count}>{say('items', { count })}</span>
    </h3>
  )
}

function Entry({ entry: e, strongest }: { entry: TimelineEntry; strongest: number }) {
  const [hm, seconds] = [timeOfDay(e.at, false), timeOfDay(e.at).slice(5)]
  const title = e.href ? <Link to={e.href}>{e.title}</Link> : e.title
  return (
    <li className={`${css.entry} ${css[e.tone]}`}>
      <time dateTime={new Date(e.at).toISOString()} title={exactTime(e.at)}>
        {hm}
        <span className={css.seconds}>{seconds}</span>
      </time>
      <span className={css.icon}>
        <Icon name={e.icon} size={18} />
      </span>
      <div className={css.text}>
        <h4>
          {e.who && <b>{e.who} </b>}
          {title}
        </h4>
        {(e.detail || e.pages) && (
          <p>
            {e.pages && <HeatCells values={e.pages} />}
            {e.detail}
          </p>
        )}
        {e.sections && <Sections sections={e.sections} />}
        {e.forwards && <Forwards forwards={e.forwards} />}
        {e.note && <p className={css.note}>{e.note}</p>}
      </div>
      {e.weight !== undefined && <Weight weight={e.weight} strongest={strongest} />}
    </li>
  )
}

function Weight({ weight, strongest }: { weight: number; strongest: number }) {
  return (
    <span className={`num ${css.weight}`}>
      <b>{signed(weight)}</b>
      <i
        className={weight < 0 ? css.against : undefined}
        style={{ width: (Math.abs(weight) / strongest) * 48 }}
      />
    </span>
  )
}

/** Seconds per section as bars; the longest stands out. */
export function Sections({ sections }: { sections: { label: string; seconds: number }[] }) {
  const locale = useLocale()
  const longest = Math.max(1, ...sections.map(section => section.seconds))
  return (
    <div className={`num ${css.sections}`}>
      {sections.map(section => (
        <div key={section.label} className={section.seconds === longest ? css.top : undefined}>
          <span className="clip">{section.label}</span>
          <i style={{ width: `${(section.seconds / longest) * 100}%` }} />
          <span className={css.right}>{duration(section.seconds, locale)}</span>
        </div>
      ))}
    </div>
  )
}

function Forwards({ forwards }: { forwards: { name: string; detail: string }[] }) {
  return (
    <ul className={css.tree}>
      {forwards.map(to => (
        <li key={to.name + to.detail}>
          {to.name} <span>{to.detail}</span>
        </li>
      ))}
    </ul>
  )
}

interface FilterProps {
  filters: TimelineFilter[]
  kind: string
  onKind: (kind: string) => void
  customerOnly?: boolean
  onCustomerOnly?: (only: boolean) => void
}

/** Kinds with their counts in a row; on the phone one button with a menu. */
export function TimelineFilters({ filters, kind, onKind, customerOnly, onCustomerOnly }: FilterProps) {
  const say = useText(uiTexts)
  const chosen = filters.find(filter => filter.kind === kind)
  const items = filters.map(filter => ({ key: filter.kind, label: `${filter.label} ${filter.count}` }))
  return (
    <div className={css.filters}>
      <fieldset className={css.segments}>
        {filters.map(filter => (
          <button
            key={filter.kind}
            type="button"
            aria-pressed={filter.kind === kind}
            onClick={() => onKind(filter.kind)}
          >
            {filter.label} <span className="num">{filter.count}</span>
          </button>
        ))}
      </fieldset>
      <Dropdown
        menu={{ items, selectable: true, selectedKeys: [kind], onClick: item => onKind(item.key) }}
        trigger={['click']}
      >
        <button type="button" className={css.menu}>
          <Icon name="filter" size={18} />
          {chosen?.label ?? say('all')}
        </button>
      </Dropdown>
      {onCustomerOnly && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
        <label className={css.only}>
          <Switch
            size="small"
            checked={customerOnly ?? false}
            onChange={onCustomerOnly}
            aria-label={say('customerOnly')}
          />
          {say('customerOnly')}
        </label>
      )}
    </div>
  )
}

/** What the numbers at the right are. */
export function TimelineLegend() {
  const say = useText(uiTexts)
  return (
    <div className={css.legend}>
      <span className={css.hint}>{say('weightsHint')}</span>
      <span>
        <i /> {say('favour')}
      </span>
      <span>
        <i className={css.against} /> {say('against')}
      </span>
    </div>
  )
}
