import { useRouterState } from '@tanstack/react-router'
import type { Screen } from '../app/screen.ts'
import { screens, sections } from '../app/screens.ts'
import { useMay } from '../app/session.ts'

/** The screens one may open, by section. */
export function useNavigation() {
  const may = useMay()
  const allowed = screens.filter(screen => !screen.needs || may(screen.needs))
  const here = useCurrentScreen()
  const tabs = allowed.filter(screen => screen.tab && screen.section === here?.section)
  const shown = sections.flatMap(section => {
    const first = allowed.find(screen => screen.section === section.id)
    return first ? [{ ...section, path: first.path }] : []
  })
  return { allowed, here, tabs, sections: shown }
}

/** The screen whose path is open. */
function useCurrentScreen(): Screen | undefined {
  const matched = useRouterState({ select: state => String(state.matches.at(-1)?.fullPath ?? '') })
  return screens.find(screen => screen.path === matched.replace(/(.)\/$/, '$1'))
}
