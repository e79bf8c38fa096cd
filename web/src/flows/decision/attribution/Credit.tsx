import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BoardAnswer, TouchCreditView } from '#decision/attribution/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMode, usePhone } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { count, percent, percentRange } from '../../../ui/format.ts'
import { EmptyState } from '../../../ui/States.tsx'
import css from './attribution.module.css'
import { liftsQuery, liftWords, type TouchLift } from './lifts.ts'
import { journeyTexts } from './texts.ts'

/** As in lib/attribution: below this the server gives the widest interval. */
const fewestSuccesses = 10

const shares = ['markov', 'shapley', 'first', 'last', 'linear'] as const
const all = ['markov', 'removal', 'shapley', 'first', 'last', 'linear'] as const

/** Credit of every touch by every method side by side, and what it is not. */
export function Credit({
  answer,
  names,
  events,
}: {
  answer: BoardAnswer
  names: string[]
  events: string[]
}) {
  const say = useText(journeyTexts)
  const { absorption, journeys, conversions, untouched } = answer
  return (
    <section className={`card ${css.panel}`} aria-label={say('credit')}>
      <header>
        <h2>{say('credit')}</h2>
        <p className="quiet">{say('creditHint')}</p>
      </header>
      {conversions === 0 ? (
        <EmptyState icon="tally" title={say('creditNone')} hint={say('creditNoneHint')} />
      ) : (
        <div className={css.credit}>
          <p className={css.notCause}>{say('notCause')}</p>
          {conversions < fewestSuccesses && (
            <p className={css.missing}>{say('creditFew', { count: conversions })}</p>
          )}
          <p className="num">
            {say('perfect', {
              value: percent(absorption.value, 1),
              range: percentRange(absorption.low, absorption.high),
              journeys: count(journeys),
              conversions: count(conversions),
            })}{' '}
            {untouched > 0 && say('untouched', { count: untouched })}
          </p>
          <Bars credits={answer.credits} names={names} />
          <CreditTable credits={answer.credits} names={names} events={events} />
        </div>
      )}
    </section>
  )
}

interface Credits {
  credits: TouchCreditView[]
  names: string[]
}

function Bars({ credits, names }: Credits) {
  const say = useText(journeyTexts)
  const mode = useMode()
  const phone = usePhone()
  const option = useMemo(() => {
    const { primary, accent, note, quiet, ink } = palettes[mode]
    return {
      // Kinds of counting, none of them good or bad: so no red.
      color: [primary, accent, note, quiet, ink],
      // On the phone the legend takes two lines, and so do the names below.
      grid: { left: 48, right: 12, top: phone ? 60 : 36, bottom: phone ? 56 : 32 },
      legend: { top: 0, left: 0 },
      tooltip: { trigger: 'axis', valueFormatter: (value: number) => percent(value, 1) },
      xAxis: {
        type: 'category',
        data: credits.map(({ touch }) => names[touch] ?? ''),
        axisLabel:
          credits.length <= 4
            ? { interval: 0, width: phone ? 76 : 180, overflow: 'break' }
            : { interval: 'auto' },
      },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => percent(value) } },
      series: shares.map(method => ({
        type: 'bar',
        name: say(method),
        barMaxWidth: 22,
        data: credits.map(credit => credit.by[method].value),
      })),
    }
  }, [credits, names, say, mode, phone])
  const rows = credits.map(credit => [
    names[credit.touch] ?? '',
    ...shares.map(method => percent(credit.by[method].value, 1)),
  ])
  return (
    <Chart
      option={option}
      height={phone ? 300 : 260}
      label={say('creditTable')}
      table={{ columns: [say('touch'), ...shares.map(method => say(method))], rows }}
    />
  )
}

function CreditTable({ credits, names, events }: Credits & { events: string[] }) {
  const say = useText(journeyTexts)
  const lifts = useQuery(liftsQuery).data ?? []
  const of = (touch: number) => lifts.filter(lift => lift.events.includes(events[touch] ?? ''))
  const hasLifts = credits.some(credit => of(credit.touch).length > 0)
  return (
    <section
      className={css.scroll}
      aria-label={say('creditTable')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className={css.figures}>
        <thead>
          <tr>
            <th scope="col">{say('touch')}</th>
            <th scope="col">{say('withTouch')}</th>
            <th scope="col">{say('rate')}</th>
            {all.map(method => (
              <th key={method} scope="col" title={say(`${method}Hint`)}>
                {say(method)}
                <small>{say(`${method}Hint`)}</small>
              </th>
            ))}
            {hasLifts && (
              <th scope="col">
                {say('lift')}
                <small>{say('liftHint')}</small>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {credits.map(credit => (
            <tr key={credit.touch}>
              <th scope="row">{names[credit.touch]}</th>
              <td>{count(credit.journeys)}</td>
              <td>
                <b>{percent(credit.rate.value, 1)}</b>
                <small>{percentRange(credit.rate.low, credit.rate.high)}</small>
              </td>
              {all.map(method => (
                <td key={method}>
                  <b>{percent(credit.by[method].value, 1)}</b>
                  <small>{percentRange(credit.by[method].low, credit.by[method].high)}</small>
                </td>
              ))}
              {hasLifts && (
                <td>
                  {of(credit.touch).map(lift => (
                    <Lift key={lift.experiment.id} lift={lift} />
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What reacting to the act brought about, by chance assigned: the only figure here that speaks of cause. */
function Lift({ lift: { experiment } }: { lift: TouchLift }) {
  const say = useText(journeyTexts)
  const { value, range } = liftWords(experiment)
  return (
    <Link to={`/experiments/${experiment.id}`} title={experiment.name}>
      <b className="link">
        {say(experiment.outcome.kind === 'rate' ? 'liftPoints' : 'liftPlain', { value })}
      </b>
      <small>
        {range} · {experiment.grade ? say('liftGrade', { grade: experiment.grade }) : say('liftEarly')}
      </small>
    </Link>
  )
}
