import { useMemo } from 'react'
import type { Adoption } from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chart, type ChartOption } from '../../../ui/Chart.tsx'
import { percent } from '../../../ui/format.ts'
import type { Show } from './AdoptionPage.tsx'
import css from './adoption.module.css'
import { adoptionTexts } from './texts.ts'

/** Adoption week by week; a week without decided suggestions is a gap. */
export function WeekChart({ adoption, show }: { adoption: Adoption; show: Show }) {
  const say = useText(adoptionTexts)
  const { weeks } = adoption.total
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: weeks.map(({ week }) => week.slice(5)) },
      yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
      tooltip: { trigger: 'axis', formatter: undefined },
      series: [
        {
          type: 'line',
          name: say('adoption'),
          symbolSize: 7,
          connectNulls: false,
          data: weeks.map(({ count, n }) => (n === 0 ? null : Math.round((1000 * count) / n) / 10)),
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
          columns: [say('weekColumn'), say('taken'), say('shown'), say('adoption')],
          rows: weeks.map(({ week, count, n }) => [
            week,
            count,
            n,
            n === 0 ? say('notEnough') : percent(count / n),
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
