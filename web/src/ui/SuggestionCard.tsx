import { Dropdown } from 'antd'
import { useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { PriorityBadge } from './Badge.tsx'
import { ConfidenceBar, ConfidenceWords } from './ConfidenceBar.tsx'
import { due, exactTime } from './format.ts'
import { Icon } from './icons.tsx'
import css from './SuggestionCard.module.css'
import { uiTexts } from './texts.ts'
import type { Suggestion } from './types.ts'

export interface SuggestionActions {
  onAdopt: () => void
  onWhy: () => void
  onAdapt?: () => void
  onReject?: () => void
  onSnooze?: () => void
  /** Begins a quote for its account. */
  onQuote?: () => void
  /** An answer is on its way. */
  busy?: boolean
}

interface Props extends SuggestionActions {
  suggestion: Suggestion
  /** The first card is large, the rest are calm. */
  variant: 'focus' | 'calm'
  now: number
}

/** One thing worth doing now: what, why in a sentence, how sure, until when, and the three answers. */
export function SuggestionCard({ suggestion: s, variant, now, ...act }: Props) {
  const how = <How suggestion={s} now={now} />
  return (
    <article className={`${css.card} ${css[variant]}`} aria-label={s.title}>
      <header>
        <PriorityBadge value={s.priority} />
        <h2>{s.accountHref ? <Link to={s.accountHref}>{s.account}</Link> : s.account}</h2>
        {s.context && <span className={`num ${css.context}`}>{s.context}</span>}
      </header>
      <h3>{s.title}</h3>
      <p className={css.reason}>{s.reason}</p>
      {variant === 'focus' && how}
      <div className={css.act}>
        {variant === 'calm' && how}
        <Answers {...act} />
      </div>
    </article>
  )
}

function How({ suggestion: s, now }: { suggestion: Suggestion; now: number }) {
  const locale = useLocale()
  return (
    <div className={css.how}>
      {s.estimate && <ConfidenceWords estimate={s.estimate} />}
      {s.dueAt !== undefined && (
        <time className={css.due} dateTime={new Date(s.dueAt).toISOString()} title={exactTime(s.dueAt)}>
          <Icon name="clock" size={14} />
          {due(s.dueAt, now, locale)}
        </time>
      )}
      {s.estimate && (
        <span className={css.bar}>
          <ConfidenceBar estimate={s.estimate} />
        </span>
      )}
    </div>
  )
}

function Answers({ onAdopt, onWhy, busy, ...rest }: SuggestionActions) {
  const say = useText(uiTexts)
  return (
    <>
      <button type="button" className={css.do} onClick={onAdopt} disabled={busy}>
        <span>{say('adopt')}</span>
      </button>
      <button type="button" className={css.see} onClick={onWhy}>
        <span>{say('why')}</span>
      </button>
      <SuggestionMore {...rest} />
    </>
  )
}

/** The three dots: adapt, reject, later. */
export function SuggestionMore({
  onAdapt,
  onReject,
  onSnooze,
  onQuote,
}: Pick<SuggestionActions, 'onAdapt' | 'onReject' | 'onSnooze' | 'onQuote'>) {
  const say = useText(uiTexts)
  const all = [
    { key: 'adapt', label: say('adapt'), onClick: onAdapt },
    { key: 'quote', label: say('quote'), onClick: onQuote },
    { key: 'snooze', label: say('snooze'), onClick: onSnooze },
    { key: 'reject', label: say('reject'), onClick: onReject },
  ]
  const items = all.flatMap(({ onClick, ...item }) =>
    onClick ? [{ ...item, onClick: () => onClick() }] : [],
  )
  if (items.length === 0) return null
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <button type="button" className={css.more} aria-label={say('more')} aria-haspopup="menu">
        <Icon name="more" />
      </button>
    </Dropdown>
  )
}
