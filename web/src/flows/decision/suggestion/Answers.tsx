import { rejectReasons, type SuggestionView } from '#decision/suggestion/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { exactTime } from '../../../ui/format.ts'
import { stateTones } from './Answered.tsx'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'

/** Who was asked, and what they answered. */
export function Answers({ suggestions }: { suggestions: SuggestionView[] }) {
  const say = useText(suggestionTexts)
  const names = useNames()
  if (suggestions.length === 0) return <p className="quiet">{say('noSuggestionMade')}</p>
  return (
    <ul className={css.answers}>
      {suggestions.map(s => (
        <li key={s.id}>
          <Chip tone={stateTones[s.state]}>{say(`${s.state}State`)}</Chip>
          <span>
            {names.person(s.response?.userId ?? s.ownerId) || say('nobody')}
            <span className="quiet num">
              {s.response ? ` · ${exactTime(s.response.at)}` : ` · ${say('noAnswer')}`}
              {s.response?.reason && ` · ${reasonOf(s.response.reason, say)}`}
            </span>
            {s.response?.words && <q>{s.response.words}</q>}
          </span>
        </li>
      ))}
    </ul>
  )
}

function reasonOf(reason: string, say: (key: (typeof rejectReasons)[number]) => string): string {
  const known = rejectReasons.find(one => one === reason)
  return known ? say(known) : reason
}
