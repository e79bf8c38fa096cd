import type { ComponentType } from 'react'
import type { Permission } from '#platform/org/api.ts'
import type { shellTexts } from '../shell/texts.ts'
import type { IconName } from '../ui/icons.tsx'
import type { TextKey } from './i18n.ts'

type ShellText = TextKey<typeof shellTexts>

export type SectionId = 'today' | 'customers' | 'decision' | 'collaboration' | 'settings'

export interface Section {
  id: SectionId
  text: ShellText
  icon: IconName
}

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
