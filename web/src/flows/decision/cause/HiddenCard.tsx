import { useMemo } from 'react'
import { useMode } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { percent } from '../../../ui/format.ts'
import type { ResultProps } from './AdjustedCards.tsx'
import css from './cause.module.css'
import { covariateWords, effectNumber, effectWords, unitName } from './words.ts'

/** How strong a cause that nobody recorded would have to be; nothing where there is no estimate to undo. */
export function HiddenCard({ result, question, speaker }: ResultProps) {
  const { say } = speaker
  const { hidden, eValue, effect } = result
  const { primary } = palettes[useMode()]
  const drawn = useMemo(() => {
    if (!hidden || !effect) return undefined
    const number = (value: number) => effectNumber(value, question, speaker)
    // Beyond three times of what undoes it nothing is left to be seen; a few points make a picture of the weakest estimate.
    const last = hidden.curve.findIndex(({ strength }) => strength >= 3 * hidden.robustness)
    const shown = last < 0 ? hidden.curve : hidden.curve.slice(0, Math.max(4, last + 1))
    const points = shown.map(({ strength, bias }) => ({
      strength,
      low: effect.estimate - bias,
      high: effect.estimate + bias,
    }))
    const line = { type: 'line', symbol: 'none', stack: 'range', lineStyle: { opacity: 0 } }
    return {
      option: {
        color: [primary, primary],
        grid: { left: 64, right: 16, top: 28, bottom: 28 },
        tooltip: { show: false },
        xAxis: {
          type: 'value',
          max: points.at(-1)?.strength ?? 1,
          axisLabel: { formatter: (value: number) => percent(value, 1) },
        },
        yAxis: { type: 'value', name: unitName(question, speaker), axisLabel: { formatter: number } },
        series: [
          {
            type: 'custom',
            silent: true,
            data: [[0]],
            renderItem: (
              _: unknown,
              api: { coord: (at: number[]) => number[]; visual: (name: string) => string },
            ) => ({
              type: 'polygon',
              shape: {
                points: [
                  ...points.map(({ strength, high }) => api.coord([strength, high])),
                  ...points.toReversed().map(({ strength, low }) => api.coord([strength, low])),
                ],
              },
              style: { fill: api.visual('color'), opacity: 0.18 },
            }),
            clip: true,
          },
          {
            ...line,
            stack: undefined,
            lineStyle: { width: 2 },
            data: points.map(({ strength }) => [strength, effect.estimate]),
            markLine: {
              symbol: 'none',
              silent: true,
              label: { show: false },
              data: [{ yAxis: 0, lineStyle: { type: 'solid' } }, { xAxis: hidden.robustness }],
            },
          },
          {
            type: 'scatter',
            symbolSize: 0,
            data: points.flatMap(({ strength, low, high }) => [
              [strength, low],
              [strength, high],
            ]),
          },
        ],
      },
      table: {
        columns: [say('strength'), say('couldBe')],
        rows: points.map(({ strength, low, high }) => [
          percent(strength, 1),
          `${number(low)} … ${number(high)}`,
        ]),
      },
    }
  }, [hidden, effect, question, speaker, say, primary])
  if (!hidden || !eValue || !drawn) return null
  const strongest = hidden.benchmarks[0]
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('hidden')}</h2>
        <span className="num">{say('hiddenAt', { value: percent(hidden.robustness, 1) })}</span>
      </header>
      <p className="quiet small">{say('hiddenHint')}</p>
      <Chart label={say('hiddenLabel')} height={200} {...drawn} />
      {strongest && (
        <p className="num">
          {say('benchmark', {
            name: covariateWords(strongest.name, speaker),
            shift: effectWords(strongest.shift, question, speaker),
          })}
        </p>
      )}
      <p className="num quiet small">
        {say('eValue', { value: eValue.estimate.toFixed(2), limit: eValue.limit.toFixed(2) })}
      </p>
    </section>
  )
}
