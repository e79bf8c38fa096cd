import { useMemo } from 'react'
import type { LearnedFigures, ModelCard } from '#decision/intent/learning-api.ts'
import { useText } from '../../../app/i18n.ts'
import { useMode } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { percent, percentRange } from '../../../ui/format.ts'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'

type Bin = LearnedFigures['reliability'][number]

/** Reliability of both models on looks that neither was learned from. */
export function ReliabilityBox({ card }: { card: ModelCard }) {
  const say = useText(learningTexts)
  const palette = palettes[useMode()]
  const drawn = useMemo(() => {
    const models = [
      {
        name: say('after'),
        bins: card.challenger?.reliability ?? [],
        color: palette.primary,
        symbol: 'circle',
      },
      {
        name: say('before'),
        bins: card.champion?.reliability ?? [],
        color: palette.against,
        symbol: 'diamond',
      },
    ]
    const asPercent = { formatter: (value: number) => percent(value) }
    const axis = { type: 'value', min: 0, max: 1, axisLabel: asPercent }
    return {
      option: {
        grid: { left: 52, right: 16, top: 36, bottom: 44 },
        legend: { top: 0, data: models.map(({ name }) => name) },
        tooltip: { show: false },
        xAxis: { ...axis, name: say('said'), nameLocation: 'middle', nameGap: 26 },
        yAxis: { ...axis, name: say('came') },
        series: [
          {
            type: 'line',
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dashed', width: 1, color: palette.quiet },
            data: [
              [0, 0],
              [1, 1],
            ],
          },
          ...models.flatMap(({ name, bins, color, symbol }) => [
            {
              ...{ type: 'line', name, symbol, symbolSize: 8, color },
              data: bins.map(({ said, came }) => [said, came]),
            },
            ...bins.map(({ said, low, high }) => ({
              ...{ type: 'line', silent: true, symbol: 'none', lineStyle: { color, width: 1, opacity: 0.5 } },
              data: [
                [said, low],
                [said, high],
              ],
            })),
          ]),
        ],
      },
      table: {
        columns: ['', say('said'), say('came'), '95%', say('size')],
        rows: models.flatMap(({ name, bins }) => bins.map(bin => rowOf(name, bin))),
      },
    }
  }, [card, say, palette])
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('plot')}</h2>
      <p className="quiet small">{say('plotHint')}</p>
      <Chart option={drawn.option} height={300} label={say('plot')} table={drawn.table} />
    </section>
  )
}

function rowOf(name: string, { said, came, low, high, n }: Bin): (string | number)[] {
  return [name, percent(said), percent(came), percentRange(low, high), n]
}
