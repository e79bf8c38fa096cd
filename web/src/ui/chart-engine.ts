import {
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  TreeChart,
} from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { fontStack, type Mode, palettes } from '../theme/tokens.ts'
import type { ChartOption } from './Chart.tsx'

use([
  ...[BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart, TreeChart],
  ...[GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent],
  SVGRenderer,
])

/** Our colours and letters for every chart; green for our effect first, ochre for evidence second. */
function themeOf(mode: Mode) {
  const { ink, quiet, line, raised, primary, accent, note, against, bad } = palettes[mode]
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: quiet, fontSize: 12 },
    splitLine: { lineStyle: { color: line, type: 'dotted' } },
    nameTextStyle: { color: quiet },
  }
  return {
    color: [primary, accent, note, against, bad],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: fontStack, color: ink },
    legend: { textStyle: { color: quiet }, itemWidth: 12, itemHeight: 8 },
    tooltip: {
      backgroundColor: raised,
      borderColor: line,
      textStyle: { color: ink, fontSize: 13 },
      axisPointer: { lineStyle: { color: quiet } },
    },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
  }
}

/** Draws into an element until `end`; follows its size. */
export function draw(
  holder: HTMLElement,
  mode: Mode,
  still: boolean,
  onPick: (mark: { series: string; name: string; index: number }) => void,
) {
  const chart = init(holder, themeOf(mode), { renderer: 'svg' })
  chart.on('click', ({ seriesName = '', name, dataIndex }) =>
    onPick({ series: seriesName, name, index: dataIndex }),
  )
  const watch = new ResizeObserver(() => chart.resize())
  watch.observe(holder)
  return {
    set: (option: ChartOption) =>
      chart.setOption({ animation: !still, animationDuration: 160, ...option }, { notMerge: true }),
    end: () => {
      watch.disconnect()
      chart.dispose()
    },
  }
}
