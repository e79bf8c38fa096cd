import { expect, test } from 'vitest'
import { lineOf } from './line-chart.ts'
import type { Speaker } from './words.ts'

const speaker: Speaker = { say: key => key, locale: 'en' }
const look = { green: 'green', ochre: 'ochre', ink: 'black', quiet: 'grey', phone: false }
const outcome = { kind: 'rate' as const, what: 'won' as const, events: [], to: null }
const point = (day: string, sequential: [number, number] | null) => ({
  ...{ day, n: 208, lift: 0.061, classical: [0.01, 0.11] as [number, number], sequential },
})
const none = { sinceSequential: null, firstClassical: null, outcome }

test('one day alone has a band with a width, and one row in the table', () => {
  const { option, table } = lineOf({ ...none, line: [point('2026-04-02', null)] }, speaker, look)
  expect(option.xAxis.data).toEqual(['', '2026-04-02', ' '])
  const classical = option.series.filter(({ name }) => name === 'classical')
  expect(classical.map(({ data }) => data.length)).toEqual([3, 3])
  expect(table.rows).toEqual([['2026-04-02', 208, '+6.1', '1.0 – 11.0', '–']])
})

test('the end of the line has its value, and its interval the ends that hold however often one looks', () => {
  const line = [point('2026-04-01', null), point('2026-04-02', [-0.012, 0.134])]
  const { option } = lineOf({ ...none, line }, speaker, look)
  const written = option.series.flatMap(series =>
    'endLabel' in series && series.endLabel ? [series.endLabel.formatter] : [],
  )
  expect(written).toEqual(['−1.2', '13.4', '+6.1'])
  expect(option.xAxis.axisLabel.formatter('2026-04-02')).toBe('04-02\n208')
})
