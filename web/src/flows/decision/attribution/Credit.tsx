import { useMemo } from 'react'
import type { BoardAnswer, TouchCreditView } from '#decision/attribution/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { count, percent, percentRange } from '../../../ui/format.ts'
import { EmptyState } from '../../../ui/States.tsx'
import css from './attribution.module.css'
import { journeyTexts } from './texts.ts'

/** As in lib/attribution: below this the server gives the widest interval. */
const fewestSuccesses = 10

const shares = ['markov', 'shapley', 'first', 'last', 'linear'] as const
const all = ['markov', 'removal', 'shapley', 'first', 'last', 'linear'] as const

/** Credit of every touch by every method side by side, and what it is not. */
export function Credit({ answer, names }: { answer: BoardAnswer; names: string[] }) {
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
          <CreditTable credits={answer.credits} names={names} />
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
  const option = useMemo(
    () => ({
      grid: { left: 48, right: 12, top: 36, bottom: 32 },
      legend: { top: 0, left: 0 },
      tooltip: { trigger: 'axis', valueFormatter: (value: number) => percent(value, 1) },
      xAxis: { type: 'category', data: credits.map(({ touch }) => names[touch] ?? '') },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => percent(value) } },
      series: shares.map(method => ({
        type: 'bar',
        name: say(method),
        barMaxWidth: 22,
        data: credits.map(credit => credit.by[method].value),
      })),
    }),
    [credits, names, say],
  )
  const rows = credits.map(credit => [
    names[credit.touch] ?? '',
    ...shares.map(method => percent(credit.by[method].value, 1)),
  ])
  return (
    <Chart
      option={option}
      height={260}
      label={say('creditTable')}
      table={{ columns: [say('touch'), ...shares.map(method => say(method))], rows }}
    />
  )
}

function CreditTable({ credits, names }: Credits) {
  const say = useText(journeyTexts)
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
          </tr>
        </thead>
        <tbody>
          {credits.map(credit => (
            <tr key={credit.touch}>
              <th scope="row">{names[credit.touch]}</th>
              <td>{count(credit.journeys)}</td>
              <td>{percent(credit.conversions / Math.max(1, credit.journeys), 1)}</td>
              {all.map(method => (
                <td key={method}>
                  <b>{percent(credit.by[method].value, 1)}</b>
                  <small>{percentRange(credit.by[method].low, credit.by[method].high)}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
