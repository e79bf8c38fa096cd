import type { Calendar, DeliveryView } from '#collaboration/delivery/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { daysText, weekdayOf } from './data.ts'
import css from './delivery.module.css'
import { DayMark, StateChip } from './marks.tsx'
import { deliveryTexts } from './texts.ts'

interface Props {
  data: Calendar
  day: string
  setDay: (day: string) => void
  onOpen: (id: string) => void
}

/** One day of all teams, for the phone: days to choose above, who is free and what is on below. */
export function DayView({ data, day, setDay, onOpen }: Props) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  return (
    <>
      <ol className={css.strip} aria-label={say('day')}>
        {data.days.map(each => (
          <li key={each.day}>
            <button
              type="button"
              aria-pressed={each.day === day}
              className={each.workday ? '' : css.off}
              onClick={() => setDay(each.day)}
            >
              <small>{weekdayOf(each.day, locale)}</small>
              <DayMark {...each} />
              <b className="num">{Number(each.day.slice(8))}</b>
            </button>
          </li>
        ))}
      </ol>
      {data.teams.map(team => {
        const capacity = team.capacity.find(each => each.day === day)
        const on = data.deliveries.filter(
          ({ teamId, from, to }) => teamId === team.id && from <= day && to >= day && capacity!.total > 0,
        )
        const away = team.leaves.filter(({ from, to }) => from <= day && to >= day)
        const names = (ids: readonly string[]) =>
          team.resources.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
        return (
          <section key={team.id} className={`card ${css.teamDay}`}>
            <header>
              <h2>{team.name}</h2>
              <span className="num quiet">
                {capacity && capacity.total > 0 ? say('free', capacity) : say('dayOff')}
              </span>
            </header>
            {on.map(delivery => (
              <DayCard
                key={delivery.id}
                delivery={delivery}
                who={names(delivery.resourceIds)}
                onOpen={onOpen}
              />
            ))}
            {away.length > 0 && (
              <p className="quiet small">
                {say('onLeave')}：{names(away.map(({ resourceId }) => resourceId)).join('、')}
              </p>
            )}
            {on.length === 0 && away.length === 0 && <p className="quiet small">{say('nothingThatDay')}</p>}
          </section>
        )
      })}
    </>
  )
}

function DayCard({
  delivery,
  who,
  onOpen,
}: {
  delivery: DeliveryView
  who: string[]
  onOpen: (id: string) => void
}) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  return (
    <button type="button" className={css.dayCard} onClick={() => onOpen(delivery.id)}>
      <span>
        <b>{delivery.deal?.accountName ?? delivery.deal?.title ?? say('taken')}</b>
        <StateChip delivery={delivery} />
      </span>
      <small className="quiet num">
        {daysText(delivery.from, delivery.to, locale)} · {who.join('、')}
      </small>
    </button>
  )
}
