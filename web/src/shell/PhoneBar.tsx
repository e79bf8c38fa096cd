import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import type { Screen } from '../app/screen.ts'
import { Icon } from '../ui/icons.tsx'
import css from './PhoneBar.module.css'
import { shellTexts } from './texts.ts'

/** The phone's bottom bar; oneself stands last. */
export function PhoneBar({ screens, here }: { screens: Screen[]; here: Screen | undefined }) {
  const say = useText(shellTexts)
  const shown = screens.filter(screen => screen.phone)
  const ordered = [...shown.filter(s => s.section !== 'me'), ...shown.filter(s => s.section === 'me')]
  return (
    <nav className={css.bar} aria-label={say('navigation')}>
      {ordered.map(screen => (
        <Link key={screen.path} to={screen.path} aria-current={isHere(screen, here) ? 'page' : undefined}>
          <Icon name={screen.phone!.icon} size={24} />
          {say(screen.phone!.text)}
        </Link>
      ))}
    </nav>
  )
}

/** The documents lie in a section of others on the desktop, so the address decides before the section does. */
function isHere(screen: Screen, here: Screen | undefined): boolean {
  if (!here) return false
  if (here.path === screen.path || here.path.startsWith(`${screen.path}/`)) return true
  if (screen.section === 'me') return here.section === 'settings'
  return screen.section === here.section && screen.section === 'customers'
}
