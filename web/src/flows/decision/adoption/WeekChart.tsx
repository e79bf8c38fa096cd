import { useMemo } from 'react'
import type { Adoption } from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chart, type ChartOption } from '../../../ui/Chart.tsx'
import { percent, percentRange } from '../../../ui/format.ts'
import type { Show } from './AdoptionPage.tsx'
import css from './adoption.module.css'
import { adoptionTexts } from './texts.ts'

const tenths = (share: number | null) => (share === null ? null : Math.round(1000 * share) / 10)

const band = {
  type: 'line',
  stack: 'interval',
  symbol: 'none',
  silent: true,
  lineStyle: { opacity: 0 },
  tooltip: { show: false },
  connectNulls: false,
}

/** Adoption week by week with its interval; a week without decided suggestions is a gap. */
export function WeekChart({ adoption, show }: { adoption: Adoption; show: Show }) {
  const say = useText(adoptionTexts)
  const { weeks } = adoption.total
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: weeks.map(({ week }) => week.slice(5)) },
      yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (value == null ? '–' : `${value}%`) },
      series: [
        // The interval: an invisible floor, and the band that stands on it. One name gives all three one colour.
        { ...band, name: say('adoption'), data: weeks.map(({ low }) => tenths(low)) },
        {
          ...band,
          name: say('adoption'),
          areaStyle: { opacity: 0.16 },
          data: weeks.map(({ low, high }) => (low === null || high === null ? null : tenths(high - low))),
        },
        {
          type: 'line',
          name: say('adoption'),
          symbolSize: 7,
          connectNulls: false,
          data: weeks.map(({ count, n }) => (n === 0 ? null : tenths(count / n))),
        },
      ],
    }),
    [weeks, say],
  )
  if (weeks.every(({ n }) => n === 0)) return null
  return (
    <section className={`card ${css.chart}`}>
      <header>
        <h2>{say('overWeeks')}</h2>
        <span className="quiet small">{say('overWeeksNote')}</span>
      </header>
      <Chart
        option={option}
        height={200}
        label={say('overWeeks')}
        table={{
          columns: [say('weekColumn'), say('taken'), say('decided'), say('adoption'), say('interval')],
          rows: weeks.map(({ week, count, n, low, high }) => [
            week,
            count,
            n,
            n === 0 ? say('notEnough') : percent(count / n),
            low === null || high === null ? say('notEnough') : percentRange(low, high),
          ]),
        }}
        onPick={({ index }) => {
          const week = weeks[index]?.week
          if (week) show(`${say('taken')} · ${week}`, { pick: 'taken', week })
        }}
      />
    </section>
  )
}
