import type { ReactNode } from 'react'
import { useText } from '../app/i18n.ts'
import { useGo } from '../app/url-state.ts'
import { Bell } from '../shell/Bell.tsx'
import { SearchButton } from '../shell/TopBar.tsx'
import { useTabsShown } from '../shell/tabs-shown.ts'
import { usePhone } from '../theme/preferences.ts'
import { Icon } from './icons.tsx'
import css from './PageHead.module.css'
import { uiTexts } from './texts.ts'

interface Props {
  title: ReactNode
  /** A quiet line below the title. */
  subtitle?: ReactNode
  /** Chips beside the title. */
  marks?: ReactNode
  actions?: ReactNode
  /** Where the arrow leads; on pages that are reached from a list. */
  back?: string
}

/** The head of a page: a strip on the desktop, the 52 px line of the drawings on the phone. */
export function PageHead({ title, subtitle, marks, actions, back }: Props) {
  const phone = usePhone()
  const tabsShown = useTabsShown()
  if (phone && tabsShown)
    return (
      <>
        <h1 className="unseen">{title}</h1>
        {actions && <div className={css.phoneActions}>{actions}</div>}
      </>
    )
  return (
    <header className={css.head}>
      {back && <BackButton to={back} />}
      <div className={css.words}>
        <div className={css.line}>
          <h1>{title}</h1>
          {marks}
        </div>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {phone && !back && (
        <div className={css.icons}>
          <Bell />
          <SearchButton />
        </div>
      )}
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  )
}

function BackButton({ to }: { to: string }) {
  const say = useText(uiTexts)
  const go = useGo()
  return (
    <button type="button" className={css.back} aria-label={say('back')} onClick={() => void go(to)}>
      <Icon name="back" />
    </button>
  )
}

/** The space below a page's head: even margins, cards beneath one another. */
export function PageBody({ children, narrow = false }: { children: ReactNode; narrow?: boolean }) {
  return <div className={`${css.body} ${narrow ? css.narrow : ''}`}>{children}</div>
}
