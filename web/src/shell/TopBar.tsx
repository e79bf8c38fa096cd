import { useEffect, useRef } from 'react'
import { useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import type { Screen } from '../app/screen.ts'
import { switchLanguage } from '../app/session.ts'
import { Icon } from '../ui/icons.tsx'
import { Bell } from './Bell.tsx'
import { usePalette } from './Palette.tsx'
import css from './TopBar.module.css'
import { shellTexts } from './texts.ts'

interface Props {
  tabs: Screen[]
  here: Screen | undefined
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** The section's tabs, search, language and notifications. */
export function TopBar(props: Props) {
  const say = useText(shellTexts)
  const { open } = usePalette()
  return (
    <header className={css.top}>
      <Tabs {...props} />
      <button type="button" className={css.find} onClick={open}>
        <Icon name="search" size={16} />
        <span>{say('find')}</span>
        <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <LanguageSwitch />
      <Bell />
    </header>
  )
}

function Tabs({ tabs, here }: Props) {
  const say = useText(shellTexts)
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    if (here)
      ref.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [here])
  return (
    <nav ref={ref} className={css.tabs} aria-label={say('sections')}>
      {tabs.map(tab => (
        <Link key={tab.path} to={tab.path} aria-current={isHere(tab, here) ? 'page' : undefined}>
          {say(tab.tab!)}
        </Link>
      ))}
    </nav>
  )
}

/** A record's page belongs to the tab whose address it continues. */
function isHere(tab: Screen, here: Screen | undefined): boolean {
  return here === tab || (here?.tab === undefined && (here?.path.startsWith(`${tab.path}/`) ?? false))
}

/** 中 / EN: the other language, one tap. */
export function LanguageSwitch() {
  const locale = useLocale()
  const other = locale === 'en' ? 'zh-CN' : 'en'
  return (
    <button
      type="button"
      className={css.icon}
      lang={other}
      aria-label={other === 'en' ? 'Switch to English' : '切换到中文'}
      onClick={() => void switchLanguage(other)}
    >
      {other === 'en' ? 'EN' : '中'}
    </button>
  )
}

/** The tabs of the section on the phone, with search at the end. */
export function PhoneTabs(props: Props) {
  return (
    <header className={css.phone}>
      <Tabs {...props} />
      <SearchButton />
    </header>
  )
}

/** The magnifying glass of the phone. */
export function SearchButton() {
  const say = useText(shellTexts)
  const { open } = usePalette()
  return (
    <button type="button" className={css.icon} aria-label={say('findLabel')} onClick={open}>
      <Icon name="search" />
    </button>
  )
}
