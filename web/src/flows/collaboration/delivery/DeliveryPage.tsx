import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Calendar } from '#collaboration/delivery/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState, SkeletonTable } from '../../../ui/States.tsx'
import { DayView } from './DayView.tsx'
import { DeliverySheet } from './DeliverySheet.tsx'
import { addDays, calendarQuery, mondayOf } from './data.ts'
import css from './delivery.module.css'
import { LeaveSheet } from './LeaveSheet.tsx'
import { TeamsSheet } from './TeamsSheet.tsx'
import { deliveryTexts } from './texts.ts'
import { WeekGrid } from './WeekGrid.tsx'

const shown = 14
const isDay = (text: string | undefined) => /^\d{4}-\d\d-\d\d$/.test(text ?? '')

/** 交付: teams over two weeks, what is held and planned, who is away. */
export default function DeliveryPage() {
  const say = useText(deliveryTexts)
  const phone = usePhone()
  const [search, change] = useUrlState()
  const today = isoDay(Date.now())
  const from = mondayOf(isDay(search.from) ? search.from! : today)
  const query = useQuery(calendarQuery({ from, to: addDays(from, shown - 1) }))
  const [open, setOpen] = useState<string>()
  const mayPlan = useMay()('delivery.write')
  const [sheet, setSheet] = useState<'teams' | 'leave'>()
  const go = (weeks: number) => change({ from: addDays(from, weeks * 7), day: undefined })
  return (
    <>
      <PageHead title={say('title')} subtitle={say('subtitle')} actions={<Actions open={setSheet} />} />
      <PageBody>
        <div className={css.weeks}>
          <Button aria-label={say('earlier')} icon={<Icon name="back" size={16} />} onClick={() => go(-1)} />
          <Button onClick={() => change({ from: undefined, day: undefined })}>{say('thisWeek')}</Button>
          <Button aria-label={say('later')} icon={<Icon name="next" size={16} />} onClick={() => go(1)} />
          <strong className="num">
            {from} – {addDays(from, shown - 1).slice(5)}
          </strong>
          {!phone && <Legend />}
        </div>
        <Loaded query={query} skeleton={<SkeletonTable rows={8} columns={8} />}>
          {data =>
            data.teams.length === 0 ? (
              <EmptyState
                icon="calendar"
                title={say('noTeams')}
                hint={say('noTeamsHint')}
                {...(mayPlan && {
                  action: <Button onClick={() => setSheet('teams')}>{say('teams')}</Button>,
                })}
              />
            ) : phone ? (
              <DayView
                data={data}
                day={isDay(search.day) ? search.day! : inside(data, today)}
                setDay={day => change({ day })}
                onOpen={setOpen}
              />
            ) : (
              <WeekGrid data={data} today={today} onOpen={setOpen} />
            )
          }
        </Loaded>
        {query.data?.days.some(({ noticed }) => !noticed) && (
          <p className="quiet small">{say('notNoticed')}</p>
        )}
      </PageBody>
      <DeliverySheet
        delivery={query.data?.deliveries.find(({ id }) => id === open)}
        teams={query.data?.teams ?? []}
        onClose={() => setOpen(undefined)}
      />
      <TeamsSheet open={sheet === 'teams'} onClose={() => setSheet(undefined)} />
      <LeaveSheet open={sheet === 'leave'} onClose={() => setSheet(undefined)} />
    </>
  )
}

const inside = ({ days }: Calendar, today: string) =>
  days.some(({ day }) => day === today) ? today : days[0]!.day

function Actions({ open }: { open: (sheet: 'teams' | 'leave') => void }) {
  const say = useText(deliveryTexts)
  const may = useMay()
  if (!may('delivery.write')) return null
  return (
    <>
      <Button onClick={() => open('leave')}>{say('leave')}</Button>
      <Button icon={<Icon name="settings" size={16} />} onClick={() => open('teams')}>
        {say('teams')}
      </Button>
    </>
  )
}

function Legend() {
  const say = useText(deliveryTexts)
  return (
    <span className={css.legend}>
      {(['held', 'planned', 'started', 'done'] as const).map(state => (
        <span key={state}>
          <i className={`${css.swatch} ${css[state]}`} />
          {say(state)}
        </span>
      ))}
      <span>
        <i className={`${css.swatch} ${css.away}`} />
        {say('legendLeave')}
      </span>
    </span>
  )
}
