import { useLocale, useText } from '../app/i18n.ts'
import { count, duration } from './format.ts'
import css from './ProgressLine.module.css'
import { uiTexts } from './texts.ts'

interface Props {
  label: string
  done: number
  total: number
  /** Items per second so far; 0 when not known yet. */
  rate: number
  /** It goes on when one leaves the page. */
  mayLeave?: boolean
}

/** Progress with count, rate and time left. */
export function ProgressLine({ label, done, total, rate, mayLeave = false }: Props) {
  const say = useText(uiTexts)
  const locale = useLocale()
  const share = total > 0 ? Math.min(1, done / total) : 0
  const left = rate > 0 ? (total - done) / rate : undefined
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <b>{label}</b>
        <span className="num">{say('progressOf', { done: count(done), total: count(total) })}</span>
        {rate > 0 && <span className="num">{say('progressRate', { rate: count(Math.round(rate)) })}</span>}
        {left !== undefined && done < total && (
          <span className="num">{say('progressLeft', { left: duration(left, locale) })}</span>
        )}
      </div>
      <div
        className={css.track}
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      {mayLeave && done < total && <p>{say('leaveHint')}</p>}
    </div>
  )
}
