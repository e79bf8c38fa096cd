import type { DragEvent } from 'react'
import type { Calendar, DeliveryView, ResourceView } from '#collaboration/delivery/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { stateOf, weekdayOf } from './data.ts'
import css from './delivery.module.css'
import { DayMark } from './marks.tsx'
import { deliveryTexts } from './texts.ts'
import { useMove } from './useMove.ts'

type Team = Calendar['teams'][number]

interface Props {
  data: Calendar
  today: string
  onOpen: (id: string) => void
}

/** Teams by day: one row per person, what they do as blocks. A block can be dragged to another day; its sheet does the same by keyboard. */
export function WeekGrid({ data, today, onOpen }: Props) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const may = useMay()
  const columns = { gridTemplateColumns: `168px repeat(${data.days.length}, minmax(56px, 1fr))` }
  return (
    <div className={css.scroll}>
      <div className={css.head} style={columns}>
        <span />
        {data.days.map(({ day, workday }) => (
          <span
            key={day}
            className={`${workday ? '' : css.off} ${day === today ? css.today : ''}`}
            aria-current={day === today ? 'date' : undefined}
          >
            <small>
              {weekdayOf(day, locale)} <DayMark day={day} workday={workday} />
            </small>
            <b className="num">{day.slice(5)}</b>
          </span>
        ))}
      </div>
      {data.teams.map(team => (
        <TeamRows key={team.id} team={team} data={data} columns={columns} onOpen={onOpen} />
      ))}
      {may('delivery.write') && <p className={`quiet small ${css.hint}`}>{say('dragHint')}</p>}
    </div>
  )
}

function TeamRows({
  team,
  data,
  columns,
  onOpen,
}: {
  team: Team
  data: Calendar
  columns: { gridTemplateColumns: string }
  onOpen: (id: string) => void
}) {
  const say = useText(deliveryTexts)
  return (
    <section className={css.team} aria-label={team.name}>
      <div className={css.capacity} style={columns}>
        <strong>{team.name}</strong>
        {team.capacity.map(({ day, total, free }) => (
          <span key={day} className={total === 0 ? css.off : ''}>
            {total === 0 ? (
              <small className="quiet">{say('dayOff')}</small>
            ) : (
              <>
                <small className={`num ${free === 0 ? css.full : ''}`}>
                  {free === 0 ? say('full') : `${free}/${total}`}
                  <span className="unseen"> {say('free', { free, total })}</span>
                </small>
                <i className={css.gauge}>
                  <i style={{ width: `${(free / total) * 100}%` }} />
                </i>
              </>
            )}
          </span>
        ))}
      </div>
      {team.resources.map(person => (
        <PersonRow
          key={person.id}
          person={person}
          team={team}
          data={data}
          columns={columns}
          onOpen={onOpen}
        />
      ))}
    </section>
  )
}

function PersonRow({
  person,
  team,
  data,
  columns,
  onOpen,
}: {
  person: ResourceView
  team: Team
  data: Calendar
  columns: { gridTemplateColumns: string }
  onOpen: (id: string) => void
}) {
  const say = useText(deliveryTexts)
  const place = useSpan(data)
  const { drop } = useMove(data.deliveries)
  const work = data.deliveries.filter(({ resourceIds }) => resourceIds.includes(person.id))
  const leaves = team.leaves.filter(
    ({ resourceId, from, to }) =>
      resourceId === person.id && from <= data.days.at(-1)!.day && to >= data.days[0]!.day,
  )
  return (
    <div className={css.person} style={columns}>
      <span className={css.who} style={{ gridColumn: 1 }}>
        {person.name}
        <small className="quiet clip">{person.skills.join('、')}</small>
      </span>
      {data.days.map(({ day, workday }, at) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the sheet moves by keyboard
        <span
          key={day}
          className={`${css.cell} ${workday ? '' : css.off}`}
          style={{ gridColumn: at + 2 }}
          onDragOver={event => workday && event.preventDefault()}
          onDrop={event => drop(event, team.id, day)}
        />
      ))}
      {leaves.map(leave => (
        <span
          key={leave.id}
          className={`${css.block} ${css.away}`}
          style={{ gridColumn: place(leave.from, leave.to) }}
          title={leave.reason ?? say('onLeave')}
        >
          {leave.reason ?? say('onLeave')}
        </span>
      ))}
      {work.map(delivery => (
        <Block
          key={delivery.id}
          delivery={delivery}
          column={place(delivery.from, delivery.to)}
          onOpen={onOpen}
        />
      ))}
    </div>
  )
}

function Block({
  delivery,
  column,
  onOpen,
}: {
  delivery: DeliveryView
  column: string
  onOpen: (id: string) => void
}) {
  const say = useText(deliveryTexts)
  const may = useMay()
  const name = delivery.deal ? (delivery.deal.accountName ?? delivery.deal.title) : say('taken')
  const [, word] = stateOf(delivery)
  const look = word === 'unpaid' || word === 'paused' ? word : delivery.state
  const movable = may('delivery.write') && delivery.state !== 'done'
  const drag = (event: DragEvent) => event.dataTransfer.setData('text/plain', delivery.id)
  return (
    <button
      type="button"
      className={`${css.block} ${css[look]}`}
      style={{ gridColumn: column }}
      draggable={movable}
      onDragStart={drag}
      onClick={() => onOpen(delivery.id)}
      title={`${name} · ${say(word)}`}
    >
      <span className="clip">{name}</span>
      <small>{say(word === 'unpaid' ? 'unpaidShort' : word)}</small>
    </button>
  )
}

/** The columns from a day to a day, cut at the edges of what is shown. */
function useSpan({ days }: Calendar) {
  const first = days[0]!.day
  const at = (day: string) =>
    Math.max(0, Math.min(days.length - 1, Math.round((Date.parse(day) - Date.parse(first)) / 86_400_000)))
  return (from: string, to: string) => `${at(from) + 2} / ${at(to) + 3}`
}
