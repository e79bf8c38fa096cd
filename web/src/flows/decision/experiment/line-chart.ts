import type { ExperimentView } from '#decision/experiment/api.ts'
import { count } from '../../../ui/format.ts'
import { apart, plainNumber, type Speaker } from './words.ts'

/** Colours of the theme, and whether there is little room. */
interface Look {
  green: string
  ochre: string
  ink: string
  quiet: string
  phone: boolean
}

type Shown = Pick<ExperimentView, 'line' | 'outcome' | 'sinceSequential' | 'firstClassical'>
type Point = ExperimentView['line'][number]

/** A day without its year: `04-02`. */
const shortDay = (day: string) => day.slice(5)

/**
 * One day alone has no width to draw a band over: it stands between two nameless neighbours that are like it. The table has the
 * one day.
 */
function drawn(line: readonly Point[]): Point[] {
  const [only] = line
  if (line.length !== 1 || !only) return [...line]
  return [{ ...only, day: '' }, only, { ...only, day: ' ' }]
}

/** The chart of the difference as it would have been read day by day, one day at least, and the same as a table. */
export function lineOf(view: Shown, { say }: Speaker, look: Look) {
  const { line, outcome } = view
  const { kind } = outcome
  const points = drawn(line)
  const number = (value: number) => plainNumber(value, kind)
  const last = points.at(-1)!
  const counts = new Map(points.map(({ day, n }) => [day, n]))
  return {
    option: {
      // The labels at the line's end can't find their place while it is still being drawn.
      animation: false,
      grid: { left: 52, right: 64, top: look.phone ? 92 : 60, bottom: 40 },
      legend: {
        top: 0,
        left: 0,
        orient: look.phone ? 'vertical' : 'horizontal',
        data: [say('difference'), say('classical'), say('sequential')],
      },
      xAxis: {
        type: 'category',
        data: points.map(({ day }) => day),
        boundaryGap: false,
        axisLabel: {
          hideOverlap: true,
          formatter: (day: string) =>
            day.trim() === '' ? '' : `${shortDay(day)}\n${count(counts.get(day) ?? 0)}`,
        },
      },
      yAxis: { type: 'value', axisLabel: { formatter: axisNumber(kind) } },
      series: [
        ...band(
          say('sequential'),
          points.map(({ sequential }) => sequential),
          {
            ...{ color: look.green, opacity: 0.14, edge: true },
            ends: last.sequential && { low: number(last.sequential[0]), high: number(last.sequential[1]) },
          },
        ),
        ...band(
          say('classical'),
          points.map(({ classical }) => classical),
          {
            ...{ color: look.green, opacity: 0.26, edge: false },
            ends: last.sequential
              ? null
              : { low: number(last.classical[0]), high: number(last.classical[1]) },
          },
        ),
        {
          type: 'line',
          name: say('difference'),
          data: points.map(({ lift }, i) =>
            i === points.length - 1 ? { value: lift, symbol: 'circle', symbolSize: 8 } : lift,
          ),
          symbol: 'none',
          showAllSymbol: true,
          lineStyle: { color: look.green, width: 2 },
          itemStyle: { color: look.green },
          endLabel: endLabel(apart(last.lift, kind), look.green, 'bold'),
          markLine: marksOf(view, say, look),
        },
      ],
    },
    table: {
      columns: [say('day'), say('customers'), say('difference'), say('classical'), say('sequential')],
      rows: line.map(point => [
        point.day,
        point.n,
        apart(point.lift, kind),
        point.classical.map(number).join(' – '),
        point.sequential?.map(number).join(' – ') ?? '–',
      ]),
    },
  }
}

/** Whole numbers stand on the axis as such. */
const axisNumber = (kind: ExperimentView['outcome']['kind']) => (value: number) =>
  plainNumber(value, kind).replace(/\.0$/, '')

const endLabel = (text: string, color: string, fontWeight: 'bold' | 'normal' = 'normal') => ({
  ...{ show: true, formatter: text, color, fontWeight, distance: 8 },
  fontSize: fontWeight === 'bold' ? 15 : 12,
})

interface BandLook {
  color: string
  opacity: number
  /** Drawn with a dotted edge. */
  edge: boolean
  /** What is written at its right end. */
  ends: { low: string; high: string } | null
}

/** An interval as an area: an unseen line at its lower end, and its width stacked on that. */
function band(
  name: string,
  intervals: readonly (readonly [number, number] | null)[],
  { color, opacity, edge, ends }: BandLook,
) {
  const base = {
    ...{ type: 'line', name, stack: name, stackStrategy: 'all', symbol: 'none', silent: true },
    itemStyle: { color, opacity },
    lineStyle: { color, type: 'dotted', width: 1, opacity: edge ? 0.8 : 0 },
  }
  const written = (text: string | undefined) =>
    text === undefined ? {} : { endLabel: endLabel(text, color) }
  return [
    { ...base, data: intervals.map(ci => ci?.[0] ?? null), ...written(ends?.low) },
    {
      ...base,
      data: intervals.map(ci => (ci ? ci[1] - ci[0] : null)),
      areaStyle: { color, opacity },
      ...written(ends?.high),
    },
  ]
}

/** Zero, and the days since which the intervals leave it out. */
function marksOf(view: Shown, say: Speaker['say'], { ochre, ink, quiet, phone }: Look) {
  const { line, sinceSequential: since, firstClassical: first } = view
  const sideOf = (day: string) =>
    line.findIndex(point => point.day === day) > line.length / 2 ? 'right' : 'left'
  const dated = (day: string, text: string, color: string, isMain: boolean) => ({
    xAxis: day,
    lineStyle: { color, type: isMain ? 'solid' : 'dashed' },
    label: {
      ...{
        formatter: phone ? shortDay(day) : text,
        color,
        align: sideOf(day),
        position: isMain ? 'end' : 'start',
      },
      ...(isMain ? {} : { verticalAlign: 'bottom', padding: [0, 4, 6, 4] }),
    },
  })
  return {
    ...{ symbol: 'none', silent: true, animation: false },
    data: [
      { yAxis: 0, lineStyle: { color: ink, type: 'solid', opacity: 0.6 }, label: { show: false } },
      ...(first !== null && first !== since
        ? [dated(first, say('classicalMark', { day: shortDay(first) }), quiet, false)]
        : []),
      ...(since === null ? [] : [dated(since, say('sinceMark', { day: shortDay(since) }), ochre, true)]),
    ],
  }
}
