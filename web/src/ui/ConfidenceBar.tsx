import { useText } from '../app/i18n.ts'
import css from './ConfidenceBar.module.css'
import { percent, percentRange } from './format.ts'
import { uiTexts } from './texts.ts'
import type { Estimate } from './types.ts'

/** The bar: solid to the low end, paler to the high end, a tick at the estimate. */
export function ConfidenceBar({ estimate }: { estimate: Estimate }) {
  const say = useText(uiTexts)
  const [value, low, high] = [percent(estimate.value), percent(estimate.low), percent(estimate.high)]
  return (
    <svg
      className={css.bar}
      width="100%"
      height="10"
      role="img"
      aria-label={say('sureLabel', { value, low, high })}
    >
      <rect className={css.track} y="3" width="100%" height="4" rx="2" />
      <rect className={css.sure} y="3" width={low} height="4" rx="2" />
      <rect className={css.range} x={low} y="3" width={percent(estimate.high - estimate.low, 2)} height="4" />
      <svg x={value} overflow="visible" aria-hidden="true">
        <rect className={css.mark} x="-1.5" width="3" height="10" rx="1.5" />
      </svg>
    </svg>
  )
}

/** 把握 68% 55–79%, in words. */
export function ConfidenceWords({ estimate, label = true }: { estimate: Estimate; label?: boolean }) {
  const say = useText(uiTexts)
  return (
    <span className={css.words}>
      {label && <span data-label>{say('sure')}</span>}
      <b className="num">{percent(estimate.value)}</b>
      <span className="num">{percentRange(estimate.low, estimate.high)}</span>
    </span>
  )
}

/** The one-line form of lists and the record page: interval as a band, then the words. */
export function ConfidenceLine({ estimate }: { estimate: Estimate }) {
  return (
    <span className={css.line}>
      <span className={css.lineBar}>
        <ConfidenceBar estimate={estimate} />
      </span>
      <ConfidenceWords estimate={estimate} label={false} />
    </span>
  )
}
