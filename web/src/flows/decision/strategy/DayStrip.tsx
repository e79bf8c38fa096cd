import { useText } from '../../../app/i18n.ts'
import { useWidth } from '../../../ui/useWidth.ts'
import css from './editor.module.css'
import { strategyTexts } from './texts.ts'

interface Props {
  /** Oldest first, every day once. */
  days: { day: string; firings: number; holdout: number; cooled?: number }[]
  /** What the filled ones are called. */
  filled?: string
}

const height = 44
const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)

/** Firings by day: one square each while few, bars when many; held-out ones are hollow. A table stands behind it. */
export function DayStrip({ days, filled }: Props) {
  const say = useText(strategyTexts)
  const filledWords = filled ?? say('willAct')
  const [ref, width] = useWidth()
  const most = Math.max(1, ...days.map(day => day.firings))
  const step = width / Math.max(1, days.length)
  const unit = Math.min(12, height / most)
  const size = Math.max(3, Math.min(step - 3, 12))
  return (
    <div className={css.strip}>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={height + 18} aria-hidden="true">
            <line x1="0" x2={width} y1={height + 1.5} y2={height + 1.5} className={css.base} />
            {days.flatMap((day, i) =>
              most * 12 <= height
                ? Array.from({ length: day.firings }, (_, n) => (
                    <rect
                      // biome-ignore lint/suspicious/noArrayIndexKey: squares of one day are alike
                      key={`${day.day}-${n}`}
                      className={n < day.firings - day.holdout ? css.acted : css.held}
                      x={i * step + (step - size) / 2}
                      y={height - (n + 1) * 12 + 1}
                      width={size}
                      height={10}
                      rx="2"
                    />
                  ))
                : [
                    <rect
                      key={`${day.day}-a`}
                      className={css.acted}
                      x={i * step + (step - size) / 2}
                      y={height - (day.firings - day.holdout) * unit}
                      width={size}
                      height={(day.firings - day.holdout) * unit}
                    />,
                    <rect
                      key={`${day.day}-h`}
                      className={css.held}
                      x={i * step + (step - size) / 2}
                      y={height - day.firings * unit}
                      width={size}
                      height={day.holdout * unit}
                    />,
                  ],
            )}
            {days.map((day, i) =>
              (day.cooled ?? 0) > 0 ? (
                <text
                  key={`${day.day}-c`}
                  x={i * step + step / 2}
                  y={Math.max(9, height - Math.min(day.firings * 12, height - 12) - 3)}
                  textAnchor="middle"
                >
                  ×
                </text>
              ) : null,
            )}
            <text x="0" y={height + 15}>
              {days[0]?.day.slice(5)}
            </text>
            <text x={width} y={height + 15} textAnchor="end">
              {days.at(-1)?.day.slice(5)}
            </text>
          </svg>
        )}
      </div>
      <p className={css.legend}>
        <span>
          <i className={css.actedMark} />
          {filledWords} {sum(days.map(day => day.firings - day.holdout))}
        </span>
        <span>
          <i className={css.heldMark} />
          {say('willHold')} {sum(days.map(day => day.holdout))}
        </span>
        {days.some(day => (day.cooled ?? 0) > 0) && (
          <span>
            × {say('inCooldown')} {sum(days.map(day => day.cooled ?? 0))}
          </span>
        )}
      </p>
      <table className="unseen">
        <tbody>
          {days
            .filter(day => day.firings > 0)
            .map(day => (
              <tr key={day.day}>
                <th scope="row">{day.day}</th>
                <td>
                  {filledWords} {day.firings - day.holdout}
                </td>
                <td>
                  {say('willHold')} {day.holdout}
                </td>
                <td>
                  {say('inCooldown')} {day.cooled ?? 0}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
