import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { StrategyItem } from '#decision/strategy/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { count } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { strategyListQuery } from './data.ts'
import { NewStrategy } from './NewStrategy.tsx'
import css from './strategy.module.css'
import { strategyTexts } from './texts.ts'

/** Strategies with their health. */
export default function StrategiesPage() {
  const say = useText(strategyTexts)
  const may = useMay()
  const phone = usePhone()
  const go = useGo()
  const [adding, setAdding] = useState(false)
  const query = useQuery(strategyListQuery)
  const columns = useColumns()
  const add = may('strategy.write') && !phone && (
    <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
      {say('newStrategy')}
    </Button>
  )
  return (
    <>
      <PageHead title={say('strategies')} actions={add} />
      <PageBody>
        <Loaded query={query}>
          {items => (
            <SimpleTable
              label={say('strategies')}
              columns={columns}
              items={items}
              rowKey={item => item.id}
              onOpen={item => void go(`/strategies/${item.id}`)}
              empty={
                <EmptyState
                  icon="flow"
                  title={say('none')}
                  hint={say(phone ? 'noneHintPhone' : 'noneHint')}
                  action={add}
                />
              }
            />
          )}
        </Loaded>
      </PageBody>
      <NewStrategy open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

/** Live, draft, retired; a live one may have a draft beside it. */
export function StateChips({ item }: { item: StrategyItem }) {
  const say = useText(strategyTexts)
  return (
    <span className={css.chips}>
      {item.state === 'live' && (
        <Chip tone={item.shadow ? 'blue' : 'green'} dot>
          {say(item.shadow ? 'shadowVersion' : 'liveVersion', { version: item.liveVersion ?? 0 })}
        </Chip>
      )}
      {item.state === 'retired' && <Chip>{say('retired')}</Chip>}
      {item.hasDraft && (
        <Chip tone="ochre" dot>
          {say(item.state === 'draft' ? 'draft' : 'draftMark')}
        </Chip>
      )}
    </span>
  )
}

function useColumns(): Column<StrategyItem>[] {
  const say = useText(strategyTexts)
  const phone = usePhone()
  const number = (value: number | undefined) => (value === undefined ? '–' : count(value))
  return [
    {
      key: 'name',
      title: say('name'),
      phone: 'title',
      render: item => (
        <span className={css.named}>
          {phone ? item.name : <Link to={`/strategies/${item.id}`}>{item.name}</Link>}
          {item.silentDays !== null && (
            <span className={css.silent}>
              <Icon name="warn" size={14} />
              {say('silent', { days: item.silentDays })}
            </span>
          )}
        </span>
      ),
    },
    { key: 'state', title: say('state'), render: item => <StateChips item={item} /> },
    {
      key: 'week',
      title: say('week'),
      numeric: true,
      render: ({ week }) => (
        <span title={say('weekDetail', week)}>
          <b>{count(week.acted + week.holdout + week.withheld + week.shadow)}</b>
          {week.holdout + week.withheld + week.shadow > 0 && (
            <span className="quiet">
              {' '}
              ({say('acted')} {count(week.acted)})
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'evaluated',
      title: say('evaluated'),
      numeric: true,
      render: item => number(item.health?.evaluated),
    },
    { key: 'matched', title: say('matched'), numeric: true, render: item => number(item.health?.matched) },
    {
      key: 'errors',
      title: say('errors'),
      numeric: true,
      render: ({ health }) => (
        <span className={health && health.errors > 0 ? css.bad : undefined} title={health?.lastError ?? ''}>
          {number(health?.errors)}
        </span>
      ),
    },
    {
      key: 'lastFiring',
      title: say('lastFiring'),
      render: ({ health }) =>
        health?.lastFiring ? (
          <RelativeTime at={health.lastFiring} />
        ) : (
          <span className="quiet">{say('never')}</span>
        ),
    },
  ]
}
