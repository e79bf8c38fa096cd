import { useMemo } from 'react'
import type { AmountSpread, ForecastView } from '#decision/forecast/api.ts'
import { type Say, useLocale, useText } from '../../../app/i18n.ts'
import { roughText, toMain } from '../../../crm/opportunity/data.ts'
import { useMode, usePhone } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart, type ChartOption } from '../../../ui/Chart.tsx'
import css from './forecast.module.css'
import { type ForecastText, forecastTexts } from './texts.ts'

interface Props {
  view: ForecastView
  forecast: NonNullable<ForecastView['forecast']>
}

interface Point {
  month: string
  actual: number | null
  then: number | null
  ahead: AmountSpread | null
}

/** Actuals and forecasts of the past, and the fan of what is to come. */
export function FanChart({ view, forecast }: Props) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const mode = useMode()
  const phone = usePhone()
  const points = useMemo(() => pointsOf(view, forecast), [view, forecast])
  const { currency } = view
  const option = useMemo(() => {
    const scale = (minor: number) => toMain(minor, currency)
    const label = (value: number) => roughText(value * (1 / scale(1)), currency, locale)
    const option = optionOf(points, scale, label, say, palettes[mode])
    // On the phone the legend takes two lines.
    return phone ? { ...option, grid: { ...grid, top: 64 } } : option
  }, [points, currency, locale, say, mode, phone])
  const amount = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? '–' : roughText(minor, currency, locale)
  return (
    <section className={`card ${css.chart}`}>
      <h2>{say('chart')}</h2>
      <Chart
        option={option}
        height={280}
        label={say('chart')}
        table={{
          columns: [
            say('month'),
            say('actual'),
            say('forecastThen'),
            say('expected'),
            say('fan80'),
            say('fan95'),
          ],
          rows: points.map(({ month, actual, then, ahead }) => [
            month,
            amount(actual),
            amount(then),
            amount(ahead?.mean),
            ahead ? `${amount(ahead.p10)} – ${amount(ahead.p90)}` : '–',
            ahead ? `${amount(ahead.p2_5)} – ${amount(ahead.p97_5)}` : '–',
          ]),
        }}
      />
    </section>
  )
}

function pointsOf({ past }: ForecastView, { ahead }: Props['forecast']): Point[] {
  return [
    ...past.map(({ month, actual, forecast }) => ({ month, actual, then: forecast.mean, ahead: null })),
    ...ahead.map(({ from, forecast }) => ({
      ...{ month: from.slice(0, 7), actual: null, then: null, ahead: forecast },
    })),
  ]
}

const grid = { left: 8, right: 12, top: 40, bottom: 4, containLabel: true }

type Scale = (minor: number) => number

function optionOf(
  points: readonly Point[],
  scale: Scale,
  label: (value: number) => string,
  say: Say<ForecastText>,
  { primary, accent, ink }: { primary: string; accent: string; ink: string },
): ChartOption {
  const value = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? null : scale(minor)
  const band = (name: string, low: keyof AmountSpread, high: keyof AmountSpread, opacity: number) => {
    const common = { type: 'line', symbol: 'none', silent: true, stack: name, lineStyle: { opacity: 0 } }
    return [
      { ...common, data: points.map(({ ahead }) => value(ahead?.[low])), tooltip: { show: false } },
      {
        ...{ ...common, name, color: primary, areaStyle: { color: primary, opacity } },
        data: points.map(({ ahead }) => (ahead ? scale(ahead[high] - ahead[low]) : null)),
        tooltip: { show: false },
      },
    ]
  }
  const bandKey = (name: string, opacity: number) => ({
    ...{ name, icon: 'roundRect', itemStyle: { color: primary, opacity: opacity * 0.6 } },
  })
  return {
    grid,
    legend: {
      top: 0,
      data: [
        ...[say('actual'), say('forecastThen'), say('expected')].map(name => ({ name })),
        bandKey(say('fan50'), 1),
        bandKey(say('fan80'), 0.55),
        bandKey(say('fan95'), 0.25),
      ],
    },
    tooltip: {
      trigger: 'axis',
      valueFormatter: (shown: unknown) => (typeof shown === 'number' ? label(shown) : '–'),
    },
    xAxis: { type: 'category', data: points.map(({ month }) => month), boundaryGap: true },
    yAxis: { type: 'value', axisLabel: { formatter: label } },
    series: [
      {
        type: 'bar',
        name: say('actual'),
        color: primary,
        barMaxWidth: 18,
        data: points.map(p => value(p.actual)),
      },
      {
        ...{ type: 'line', name: say('forecastThen'), color: accent, symbolSize: 5 },
        data: points.map(p => value(p.then)),
      },
      ...band(say('fan95'), 'p2_5', 'p97_5', 0.12),
      ...band(say('fan80'), 'p10', 'p90', 0.18),
      ...band(say('fan50'), 'p25', 'p75', 0.28),
      {
        ...{ type: 'line', name: say('expected'), color: ink, symbolSize: 5 },
        data: points.map(p => value(p.ahead?.mean)),
      },
    ],
  }
}
