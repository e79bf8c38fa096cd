import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import type { Screen, Section } from '../app/screen.ts'
import { Icon, Logo } from '../ui/icons.tsx'
import { useCount } from './counts.ts'
import { MyMenu } from './MyMenu.tsx'
import css from './Rail.module.css'
import { shellTexts } from './texts.ts'

interface Props {
  sections: (Section & { path: string })[]
  here: Screen | undefined
}

/** The left rail: the sections, settings below, oneself at the foot. */
export function Rail({ sections, here }: Props) {
  const say = useText(shellTexts)
  return (
    <nav className={css.rail} aria-label={say('navigation')}>
      <Link to="/" className={css.logo}>
        <Logo />
      </Link>
      {sections.map(section => (
        <Entry key={section.id} section={section} current={here?.section === section.id} />
      ))}
      <MyMenu />
    </nav>
  )
}

function Entry({ section, current }: { section: Section & { path: string }; current: boolean }) {
  const say = useText(shellTexts)
  const count = useCount(section.id)
  return (
    <Link
      to={section.path}
      className={`${css.entry} ${section.id === 'settings' ? css.last : ''}`}
      aria-current={current ? 'page' : undefined}
    >
      <Icon name={section.icon} />
      {say(section.text)}
      {count > 0 && <i className="num">{count > 99 ? '99+' : count}</i>}
    </Link>
  )
}
