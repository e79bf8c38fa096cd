import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { type Adoption, fewDecided, fromScore, type Pick } from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { isoDay, percent, percentRange } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import css from './adoption.module.css'
import { Comparisons } from './Comparisons.tsx'
import { adoptionQuery, type Span, type Wanted } from './data.ts'
import { Findings } from './Findings.tsx'
import { Groups } from './Groups.tsx'
import { ListSheet } from './ListSheet.tsx'
import { Reasons } from './Reasons.tsx'
import { adoptionTexts } from './texts.ts'
import { WeekChart } from './WeekChart.tsx'

/** What is shown when a number is pressed. */
export type Show = (title: string, wanted: Wanted) => void

const spans = [4, 8, 12]

/** 采纳情况: what became of suggestions; a rep sees the own numbers. */
export default function AdoptionPage() {
  const say = useText(adoptionTexts)
  const may = useMay()
  const [search, change] = useUrlState()
  const weeks = spans.find(one => String(one) === search.weeks) ?? 8
  const span: Span = { weeks, ...(search.strategy ? { strategy: search.strategy } : {}) }
  const query = useQuery(adoptionQuery(span))
  return (
    <>
      <PageHead
        title={say(query.data?.own ? 'mine' : 'title')}
        subtitle={say('subtitle')}
        {...(may('suggestion.manage') ? { back: '/suggestions' } : { back: '/today' })}
      />
      <PageBody>
        <div className={css.filters}>
          <StrategySelect
            strategies={query.data?.strategies ?? []}
            value={search.strategy}
            onChange={strategy => change({ strategy })}
          />
          <Select
            aria-label={say('weeksChoice', { count: weeks })}
            value={weeks}
            options={spans.map(count => ({ value: count, label: say('weeksChoice', { count }) }))}
            onChange={next => change({ weeks: next === 8 ? undefined : String(next) })}
          />
        </div>
        <Loaded query={query}>{adoption => <Shown adoption={adoption} span={span} />}</Loaded>
      </PageBody>
    </>
  )
}

interface StrategyProps {
  strategies: Adoption['strategies']
  value: string | undefined
  onChange: (strategy: string | undefined) => void
}

/** Narrows all numbers to one strategy. */
function StrategySelect({ strategies, value, onChange }: StrategyProps) {
  const say = useText(adoptionTexts)
  const options = strategies.map(({ strategyId, name }) => ({
    value: strategyId ?? fromScore,
    label: strategyId === null ? say('scoreOrigin') : (name ?? strategyId),
  }))
  return (
    <Select
      allowClear
      className={css.strategy ?? ''}
      aria-label={say('strategy')}
      placeholder={say('allStrategies')}
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={options}
      onChange={next => onChange(next ?? undefined)}
    />
  )
}

function Shown({ adoption, span }: { adoption: Adoption; span: Span }) {
  const [wanted, setWanted] = useState<{ title: string; query: Wanted }>()
  const show: Show = (title, query) => setWanted({ title, query })
  return (
    <>
      <Headline adoption={adoption} show={show} />
      <Findings adoption={adoption} />
      <WeekChart adoption={adoption} show={show} />
      <Groups adoption={adoption} show={show} />
      <Comparisons adoption={adoption} />
      <Reasons adoption={adoption} show={show} />
      <ListSheet span={span} wanted={wanted} onClose={() => setWanted(undefined)} />
    </>
  )
}

const steps: Exclude<Pick, 'taken' | 'moved' | 'checked'>[] = [
  'shown',
  'opened',
  'adopted',
  'adapted',
  'rejected',
  'untaken',
  'open',
]

/** The answer first, then every step with the suggestions behind it. */
function Headline({ adoption, show }: { adoption: Adoption; show: Show }) {
  const say = useText(adoptionTexts)
  const { total, peers, own, at } = adoption
  const { adoption: share, counts } = total
  if (counts.shown === 0)
    return (
      <section className="card">
        <EmptyState icon="sprout" title={say('headlineNone')} hint={say('headlineNoneHint')} />
      </section>
    )
  return (
    <section className={`card ${css.headline}`}>
      {share ? (
        <>
          <h2>
            {say('headline', { value: percent(share.value) })}
            <span className={`num ${css.range}`}>
              {say('range', { range: percentRange(share.low, share.high) })}
            </span>
          </h2>
          <p className="quiet num">
            {say('basis', { count: share.count, n: share.n, day: isoDay(at) })}
            {share.n < fewDecided && ` · ${say('few')}`}
          </p>
        </>
      ) : (
        <h2>{say('headlineNone')}</h2>
      )}
      {own && (
        <p className="num">
          {peers
            ? say('peersLine', {
                people: peers.people,
                value: percent(peers.value),
                range: percentRange(peers.low, peers.high),
              })
            : say('peersFew')}
        </p>
      )}
      <ul className={css.steps}>
        {steps.map(step => {
          const name = say(step === 'open' ? 'openCount' : step)
          return (
            <li key={step}>
              <button
                type="button"
                disabled={counts[step] === 0}
                onClick={() => show(name, { pick: step })}
                aria-label={`${name} ${counts[step]}`}
              >
                <b className="num">{counts[step]}</b>
                <span>{name}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
