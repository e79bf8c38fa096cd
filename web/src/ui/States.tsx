import { Button } from 'antd'
import type { ReactNode } from 'react'
import { describeError } from '../app/errors.ts'
import { useLocale, useText } from '../app/i18n.ts'
import { CopyButton } from './CopyButton.tsx'
import { Icon, type IconName } from './icons.tsx'
import css from './States.module.css'
import { uiTexts } from './texts.ts'

interface EmptyProps {
  title: string
  hint?: string
  icon?: IconName
  action?: ReactNode
}

/** Nothing here, and what one can do about it. */
export function EmptyState({ title, hint, icon = 'sprout', action }: EmptyProps) {
  return (
    <div className={css.state}>
      <span className={css.icon}>
        <Icon name={icon} size={24} />
      </span>
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  )
}

/** What happened, that nothing was lost, what to do; with a code to copy. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useText(uiTexts)
  const locale = useLocale()
  const { title, hint, code } = describeError(error, locale)
  return (
    <div className={`${css.state} ${css.error}`} role="alert">
      <span className={css.icon}>
        <Icon name="warn" size={24} />
      </span>
      <h2>{title}</h2>
      <p>{hint}</p>
      <div className={css.action}>
        {onRetry && <Button onClick={onRetry}>{say('retry')}</Button>}
        <CopyButton text={code} label={say('errorCode', { code })} />
      </div>
    </div>
  )
}

/** Grey lines where a text will be. */
export function SkeletonLines({ rows = 3 }: { rows?: number }) {
  return (
    <div className={css.skeleton} aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <i key={i} style={{ width: `${[92, 78, 86, 64][i % 4]}%` }} />
      ))}
    </div>
  )
}

/** Cards where cards will be. */
export function SkeletonCards({ count = 3 }: { count?: number }) {
  const say = useText(uiTexts)
  return (
    <div className={css.cards} role="status" aria-label={say('loading')}>
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={i} className="card">
          <SkeletonLines rows={3} />
        </div>
      ))}
    </div>
  )
}

/** Rows where a table will be. */
export function SkeletonTable({ rows = 8, columns = 5 }: { rows?: number; columns?: number }) {
  const say = useText(uiTexts)
  return (
    <div className={css.table} role="status" aria-label={say('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={row}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <i key={column} style={{ width: `${[70, 50, 60, 40, 55][(row + column) % 5]}%` }} />
          ))}
        </div>
      ))}
    </div>
  )
}
