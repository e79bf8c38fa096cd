import { useMemo } from 'react'
import type { ExperimentView } from '#decision/experiment/api.ts'
import { useMode, usePhone } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import css from './experiment.module.css'
import { apart, plainNumber, type Speaker, unitKey } from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
}

/** The difference as it would have been read on each day, in both intervals. */
export function LineCard({ view, speaker }: Props) {
  const { say } = speaker
  const { primary, accent } = palettes[useMode()]
  const phone = usePhone()
  const drawn = useMemo(
    () => lineOf(view, speaker, { green: primary, ochre: accent, phone }),
    [view, speaker, primary, accent, phone],
  )
  const unit = say(unitKey(view.outcome.kind), { n: '' }).trim()
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('chart')}</h2>
        <span className="quiet small">{say('chartHint', { unit })}</span>
      </header>
      {view.line.length < 2 ? (
        <p className="quiet">{say('noLine')}</p>
      ) : (
        <>
          <Chart label={say('chart')} height={300} {...drawn} />
          {view.sinceSequential !== null && <p>{say('sinceNote', { day: view.sinceSequential })}</p>}
          {view.firstClassical !== null && view.firstClassical !== view.sinceSequential && (
            <p className="quiet small">{say('classicalNote', { day: view.firstClassical })}</p>
          )}
        </>
      )}
    </section>
  )
}

interface Look {
  green: string
  ochre: string
  phone: boolean
}

function lineOf(view: ExperimentView, { say }: Speaker, { green, ochre, phone }: Look) {
  const { line, outcome, sinceSequential } = view
  const number = (value: number) => plainNumber(value, outcome.kind)
  const days = line.map(point => point.day)
  const band = (
    name: string,
    pick: (point: (typeof line)[number]) => readonly [number, number] | null,
    opacity: number,
  ) => {
    const base = {
      type: 'line',
      stack: name,
      stackStrategy: 'all',
      symbol: 'none',
      silent: true,
      itemStyle: { color: green, opacity },
    }
    return [
      { ...base, name, data: line.map(point => pick(point)?.[0] ?? null), lineStyle: { opacity: 0 } },
      {
        ...base,
        name,
        data: line.map(point => {
          const ci = pick(point)
          return ci ? ci[1] - ci[0] : null
        }),
        lineStyle: { opacity: 0 },
        areaStyle: { color: green, opacity },
      },
    ]
  }
  const mark = sinceSequential !== null && {
    markLine: {
      symbol: 'none',
      lineStyle: { color: ochre, type: 'solid' },
      label: { formatter: sinceSequential, color: ochre },
      data: [{ xAxis: sinceSequential }],
    },
  }
  return {
    option: {
      grid: { left: 52, right: 20, top: phone ? 92 : 44, bottom: 28 },
      legend: {
        top: 0,
        left: 0,
        orient: phone ? 'vertical' : 'horizontal',
        data: [say('difference'), say('classical'), say('sequential')],
      },
      xAxis: { type: 'category', data: days, boundaryGap: false },
      yAxis: { type: 'value', axisLabel: { formatter: number } },
      series: [
        ...band(say('sequential'), point => point.sequential, 0.14),
        ...band(say('classical'), point => point.classical, 0.26),
        {
          type: 'line',
          name: say('difference'),
          data: line.map(point => point.lift),
          symbol: 'none',
          lineStyle: { color: green, width: 2 },
          itemStyle: { color: green },
          ...mark,
        },
      ],
    },
    table: {
      columns: [say('day'), say('customers'), say('difference'), say('classical'), say('sequential')],
      rows: line.map(point => [
        point.day,
        point.n,
        apart(point.lift, outcome.kind),
        point.classical.map(number).join(' – '),
        point.sequential?.map(number).join(' – ') ?? '–',
      ]),
    },
  }
}
