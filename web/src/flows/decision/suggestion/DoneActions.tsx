import type { ActionDone } from '#decision/suggestion/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Icon, type IconName } from '../../../ui/icons.tsx'
import css from './suggestion.module.css'
import { type SuggestionText, suggestionTexts } from './texts.ts'

export const actionIcons: Record<string, IconName> = {
  tag: 'tag',
  priority: 'flag',
  suggest: 'briefcase',
  task: 'check',
  notify: 'bell',
  webhook: 'link',
  emit: 'bolt',
}

/** What each action of a firing did, or why it did not. */
export function DoneActions({ actions }: { actions: ActionDone[] }) {
  const say = useText(suggestionTexts)
  if (actions.length === 0) return <p className="quiet">{say('none')}</p>
  return (
    <ul className={css.actions}>
      {actions.map((action, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a record's list never changes
        <Done key={i} action={action} />
      ))}
    </ul>
  )
}

function Done({ action }: { action: ActionDone }) {
  const say = useText(suggestionTexts)
  const names = useNames()
  const people = action.subjects.map(id => names.person(id)).filter(Boolean)
  const tags = action.do === 'tag' ? action.subjects.join('  ') : ''
  const known = `do.${action.do}` as SuggestionText
  const note = action.note && action.done && action.do === 'priority' ? action.note : ''
  return (
    <li>
      <Icon name={actionIcons[action.do] ?? 'bolt'} size={16} />
      <span>
        {actionIcons[action.do] ? say(known) : action.do}
        <span className={action.done ? 'quiet' : css.late}>
          {tags && ` · ${tags}`}
          {note && ` · ${note}`}
          {people.length > 0 && ` · ${say('to', { names: people.join(say('listComma')) })}`}
          {action.toFallback && ` · ${say('fallback')}`}
          {!action.done && ` · ${say('notDone', { note: noteOf(action.note, say) })}`}
        </span>
      </span>
    </li>
  )
}

const notes = ['no-account', 'nobody', 'open-already'] as const

function noteOf(note: string | null, say: (key: SuggestionText) => string): string {
  const known = notes.find(one => one === note)
  return known ? say(`note.${known}`) : (note ?? '')
}
