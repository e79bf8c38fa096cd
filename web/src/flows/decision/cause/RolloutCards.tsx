import { useMemo } from 'react'
import type { Question, RolloutView } from '#decision/cause/api.ts'
import { useMode } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { isoDay } from '../../../ui/format.ts'
import css from './cause.module.css'
import { effectNumber, type Speaker, unitName } from './words.ts'

interface Props {
  result: RolloutView
  question: Question
  speaker: Speaker
}

/** What a roll-out's comparison rests on: the course before and after, and when it came where. */
export function RolloutCards({ result, question, speaker }: Props) {
  const { say } = speaker
  const { primary } = palettes[useMode()]
  const drawn = useMemo(
    () => courseOf(result, question, speaker, primary),
    [result, question, speaker, primary],
  )
  return (
    <div className={css.grid}>
      <section className={`card ${css.card}`}>
        <header>
          <h2>{say('event')}</h2>
        </header>
        <p className="quiet small">{say('eventHint')}</p>
        <Chart label={say('eventLabel')} height={240} {...drawn} />
        <p className="num">
          {result.preTrendP === null
            ? say('noPreTrend')
            : say('preTrend', { p: result.preTrendP.toFixed(3) })}
        </p>
        <p className="quiet small">{say('rolloutCaution')}</p>
      </section>
      <section className={`card ${css.card}`}>
        <header>
          <h2>{say('groups')}</h2>
        </header>
        <ul className={css.groups}>
          {result.groups.map(({ name, accounts, since }) => (
            <li key={name}>
              <b>{name}</b>
              <span className="num">{say('accountsCount', { count: accounts })}</span>
              <span className="num quiet">
                {since === null ? say('never') : say('since', { day: isoDay(since) })}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

/** Each period's difference with its 95 % interval. */
function courseOf({ event }: RolloutView, question: Question, speaker: Speaker, green: string) {
  const { say } = speaker
  const number = (value: number) => effectNumber(value, question, speaker)
  const rows = event.map(({ since, att, se }) => ({
    since,
    att,
    low: att - 1.96 * se,
    high: att + 1.96 * se,
  }))
  return {
    option: {
      color: [green, green],
      grid: { left: 64, right: 16, top: 28, bottom: 28 },
      xAxis: { type: 'category', data: rows.map(({ since }) => String(since)) },
      yAxis: { type: 'value', name: unitName(question, speaker), axisLabel: { formatter: number } },
      series: [
        {
          type: 'custom',
          silent: true,
          data: rows.map(({ low, high }, i) => [i, low, high]),
          encode: { x: 0, y: [1, 2] },
          renderItem: (
            _: unknown,
            api: {
              coord: (at: number[]) => number[]
              value: (at: number) => number
              visual: (name: string) => string
            },
          ) => {
            const [x = 0, top = 0] = api.coord([api.value(0), api.value(2)])
            const [, bottom = 0] = api.coord([api.value(0), api.value(1)])
            return {
              type: 'line',
              shape: { x1: x, y1: top, x2: x, y2: bottom },
              style: { stroke: api.visual('color'), lineWidth: 2, opacity: 0.5 },
            }
          },
        },
        {
          type: 'scatter',
          symbolSize: 8,
          data: rows.map(({ att }, i) => [i, att]),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            data: [{ yAxis: 0, lineStyle: { type: 'solid' } }],
          },
        },
      ],
    },
    table: {
      columns: [say('sinceStart'), say('difference'), '95%'],
      rows: rows.map(({ since, att, low, high }) => [
        String(since),
        number(att),
        `${number(low)} … ${number(high)}`,
      ]),
    },
  }
}
