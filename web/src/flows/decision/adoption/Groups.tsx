import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import {
  type Adoption,
  fewDecided,
  fromScore,
  type Measured,
  type Pick,
  type ShareView,
} from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { orgQuery, useNames } from '../../../crm/data.ts'
import { ConfidenceLine } from '../../../ui/ConfidenceBar.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import type { Show } from './AdoptionPage.tsx'
import css from './adoption.module.css'
import type { Wanted } from './data.ts'
import { adoptionTexts } from './texts.ts'
import { useHours } from './useHours.ts'

type Kind = 'people' | 'teams' | 'strategies'
const kinds: [Kind, ...Kind[]] = ['people', 'teams', 'strategies']

interface Row extends Measured {
  key: string
  name: string
  filter: Partial<Wanted>
}

/** The same numbers by person, team and strategy; each opens the suggestions behind it. */
export function Groups({ adoption, show }: { adoption: Adoption; show: Show }) {
  const say = useText(adoptionTexts)
  const [search, change] = useUrlState()
  const choices: typeof kinds = adoption.own ? ['strategies'] : kinds
  const kind = choices.find(one => one === search.by) ?? choices[0]
  const rows = useRows(adoption)[kind]
  const columns = useColumns(kind, show)
  if (rows.length === 0) return null
  return (
    <section className={`card ${css.groups}`}>
      <header>
        {choices.length > 1 ? (
          <Segmented
            aria-label={say(kind)}
            value={kind}
            options={choices.map(value => ({ value, label: say(value) }))}
            onChange={by => change({ by: by === 'people' ? undefined : by })}
          />
        ) : (
          <h2>{say(kind)}</h2>
        )}
      </header>
      <SimpleTable<Row> label={say(kind)} items={rows} rowKey={row => row.key} columns={columns} />
    </section>
  )
}

function useRows(adoption: Adoption): Record<Kind, Row[]> {
  const say = useText(adoptionTexts)
  const names = useNames()
  const { data: org } = useQuery(orgQuery)
  const most = (a: Measured, b: Measured) => b.counts.shown - a.counts.shown
  return {
    people: adoption.people.toSorted(most).map(one => ({
      ...one,
      ...{ key: one.userId, name: names.person(one.userId), filter: { user: one.userId } },
    })),
    teams: adoption.teams.toSorted(most).map(one => ({
      ...one,
      key: one.departmentId,
      name: org?.departments.find(({ id }) => id === one.departmentId)?.name ?? '',
      filter: { department: one.departmentId },
    })),
    strategies: adoption.strategies.toSorted(most).map(one => ({
      ...one,
      key: one.strategyId ?? fromScore,
      name: one.strategyId === null ? say('scoreOrigin') : (one.name ?? one.strategyId),
      filter: { strategy: one.strategyId ?? fromScore },
    })),
  }
}

function useColumns(kind: Kind, show: Show): Column<Row>[] {
  const say = useText(adoptionTexts)
  const hours = useHours()
  const first = kind === 'people' ? 'person' : kind === 'teams' ? 'team' : 'strategy'
  const number = (key: 'shown' | 'opened' | 'adopted' | 'adapted' | 'rejected' | 'untaken'): Column<Row> => ({
    ...{ key, title: say(key), numeric: true },
    render: row => <Count row={row} pick={key} name={say(key)} show={show} />,
  })
  return [
    { key: 'name', title: say(first), phone: 'title', render: row => row.name },
    number('shown'),
    number('opened'),
    number('adopted'),
    number('adapted'),
    number('rejected'),
    number('untaken'),
    { key: 'adoption', title: say('adoption'), render: row => <Share share={row.adoption} /> },
    { key: 'trend', title: say('trend'), phone: 'hidden', render: row => <Trend weeks={row.weeks} /> },
    {
      key: 'evidence',
      title: say('evidence'),
      render: row => (
        <Of
          share={row.evidence}
          onPick={() => show(`${row.name} · ${say('checked')}`, { ...row.filter, pick: 'checked' })}
        />
      ),
    },
    {
      key: 'moved',
      title: say('moved'),
      render: row => (
        <Of
          share={row.moved}
          onPick={() => show(`${row.name} · ${say('moved')}`, { ...row.filter, pick: 'moved' })}
        />
      ),
    },
    { key: 'hours', title: say('hours'), numeric: true, render: row => hours(row.hours) },
  ]
}

function Count({
  row,
  pick,
  name,
  show,
}: {
  row: Row
  pick: Pick & keyof Measured['counts']
  name: string
  show: Show
}) {
  const count = row.counts[pick]
  if (count === 0) return <span className="num quiet">0</span>
  return (
    <button
      type="button"
      className={`plain num ${css.number}`}
      onClick={() => show(`${row.name} · ${name}`, { ...row.filter, pick })}
    >
      {count}
    </button>
  )
}

/** Few are greyed and say so. */
function Share({ share }: { share: ShareView | null }): ReactNode {
  const say = useText(adoptionTexts)
  if (!share) return <span className="quiet">{say('notEnough')}</span>
  return (
    <span className={share.n < fewDecided ? css.few : ''} title={share.n < fewDecided ? say('few') : ''}>
      <ConfidenceLine estimate={share} />
    </span>
  )
}

function Of({ share, onPick }: { share: ShareView | null; onPick: () => void }) {
  const say = useText(adoptionTexts)
  if (!share) return <span className="quiet">{say('notEnough')}</span>
  const words = `${share.count} / ${share.n}`
  if (share.count === 0) return <span className="num quiet">{words}</span>
  return (
    <button type="button" className={`plain num ${css.number}`} onClick={onPick}>
      {words}
    </button>
  )
}

/** A bar a week, as high as the share taken up; paler with fewer than five decided. */
function Trend({ weeks }: { weeks: Measured['weeks'] }) {
  const words = weeks.map(({ week, count, n }) => `${week.slice(5)} ${count}/${n}`).join(', ')
  return (
    <svg className={css.trend} width={weeks.length * 9} height="24" role="img" aria-label={words}>
      <title>{words}</title>
      {weeks.map(({ week, count, n }, i) => {
        const height = n === 0 ? 1 : 2 + (20 * count) / n
        return (
          <rect
            key={week}
            className={n === 0 ? css.nothing : n < 5 ? css.pale : css.full}
            x={i * 9}
            y={24 - height}
            width="6"
            height={height}
            rx="1.5"
          />
        )
      })}
    </svg>
  )
}
