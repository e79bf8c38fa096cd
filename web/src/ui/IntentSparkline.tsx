import { useText } from '../app/i18n.ts'
import { percent } from './format.ts'
import css from './IntentSparkline.module.css'
import { uiTexts } from './texts.ts'
import type { Estimate, IntentPoint } from './types.ts'
import { useWidth } from './useWidth.ts'

interface Props {
  /** Day by day, oldest first. */
  points: IntentPoint[]
  estimate: Estimate
  height?: number
}

/** Intent over the days as a line with its interval at the end; below, a tick where the customer acted. */
export function IntentSparkline({ points, estimate, height = 76 }: Props) {
  const say = useText(uiTexts)
  const [ref, width] = useWidth()
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return null
  const label = say('intentLabel', {
    days: points.length,
    from: percent(first.value),
    to: percent(last.value),
  })
  return (
    <div ref={ref} className={css.spark} style={{ height }}>
      {width > 0 && <Chart points={points} estimate={estimate} width={width} height={height} label={label} />}
    </div>
  )
}

function Chart({
  points,
  estimate,
  width,
  height,
  label,
}: Required<Props> & { width: number; label: string }) {
  const say = useText(uiTexts)
  const [floor, ticks] = [height - 26, height - 15]
  const high = Math.max(estimate.high, ...points.map(p => p.value), 0.55)
  const x = (i: number) => 4 + (i / Math.max(1, points.length - 1)) * (width - 10)
  const y = (value: number) => floor - (value / high) * (floor - 4)
  const most = Math.max(1, ...points.map(p => p.acts))
  const end = x(points.length - 1)
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <line className={css.half} x1="0" x2={width} y1={y(0.5)} y2={y(0.5)} />
      <text x="0" y={y(0.5) - 4}>
        50%
      </text>
      <polyline className={css.line} points={points.map((p, i) => `${x(i)},${y(p.value)}`).join(' ')} />
      <line className={css.interval} x1={end} x2={end} y1={y(estimate.high)} y2={y(estimate.low)} />
      <circle cx={end} cy={y(points.at(-1)!.value)} r="3.5" />
      {points.map(
        (p, i) =>
          p.acts > 0 && (
            <rect
              key={p.day}
              className={css.tick}
              x={x(i) - 1.25}
              y={ticks - 3 - (p.acts / most) * 7}
              width="2.5"
              height={3 + (p.acts / most) * 7}
              rx="1"
            />
          ),
      )}
      <line className={css.base} x1="0" x2={width} y1={ticks + 0.5} y2={ticks + 0.5} />
      <text x="0" y={height - 2}>
        {points[0]!.day.slice(5)}
      </text>
      <text x={width} y={height - 2} textAnchor="end">
        {say('today')}
      </text>
    </svg>
  )
}

/** The number beside the line: intent, interval, change. */
export function IntentNumber({ estimate, points }: { estimate: Estimate; points: IntentPoint[] }) {
  const say = useText(uiTexts)
  const change = Math.round((estimate.value - (points[0]?.value ?? estimate.value)) * 100)
  const acts = points.reduce((sum, p) => sum + p.acts, 0)
  const words = change === 0 ? say('flat') : say(change > 0 ? 'up' : 'down', { points: Math.abs(change) })
  return (
    <div className={css.number}>
      <div>
        <span>{say('intent')}</span>
        <b className="num">
          {Math.round(estimate.value * 100)}
          <small>%</small>
        </b>
        <span className="num">
          {Math.round(estimate.low * 100)}–{percent(estimate.high)}
        </span>
      </div>
      <div className={css.change}>
        <span className="num">
          <b className={change > 0 ? css.up : css.down}>{words}</b> {say('daysSpan', { days: points.length })}
        </span>
        <span className="num">
          <i />
          {say('acts', { count: acts })}
        </span>
      </div>
    </div>
  )
}
