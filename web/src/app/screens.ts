import type { ComponentType } from 'react'
import type { Permission } from '#platform/org/api.ts'
import type { shellTexts } from '../shell/texts.ts'
import type { IconName } from '../ui/icons.tsx'
import type { Texts } from './i18n.ts'

type ShellText = typeof shellTexts extends Texts<infer K> ? K : never

export type SectionId = 'today' | 'customers' | 'decision' | 'settings'

export interface Section {
  id: SectionId
  text: ShellText
  icon: IconName
}

/** The left rail, from top to bottom. A section without screens does not show. */
export const sections: Section[] = [
  { id: 'today', text: 'today', icon: 'today' },
  { id: 'customers', text: 'customers', icon: 'building' },
  { id: 'decision', text: 'decision', icon: 'flow' },
  { id: 'settings', text: 'settings', icon: 'settings' },
]

export interface Screen {
  /** `$name` segments are parameters: `useParams({ strict: false })`. */
  path: string
  section: SectionId | 'me'
  /** The second-level tab that leads here; screens without one are reached from others. */
  tab?: ShellText
  /** Hidden, and refused by the server, without it. */
  needs?: Permission
  /** The place in the phone's bottom bar. */
  phone?: { text: ShellText; icon: IconName }
  load: () => Promise<{ default: ComponentType }>
}

/** Every screen of the staff application, in the order of its tabs. One line adds one. */
export const screens: Screen[] = [
  {
    path: '/me',
    section: 'me',
    phone: { text: 'me', icon: 'person' },
    load: () => import('../platform/identity/MePage.tsx'),
  },
]
