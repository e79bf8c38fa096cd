import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { SuggestionView } from '#decision/suggestion/api.ts'
import { DAY } from '#kernel/time.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Chip, type ChipTone } from '../../../ui/Badge.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { RelativeTime, useNow } from '../../../ui/Values.tsx'
import { answeredQuery } from './data.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import { useTakeBack } from './useAnswer.ts'

export const stateTones: Record<SuggestionView['state'], ChipTone> = {
  waiting: 'plain',
  shown: 'ochre',
  snoozed: 'blue',
  adopted: 'green',
  adapted: 'green',
  rejected: 'plain',
  expired: 'plain',
  untaken: 'red',
  dismissed: 'plain',
}

interface Props {
  onKit: (s: SuggestionView) => void
  onNote: (s: SuggestionView) => void
}

/** What I answered in the last day: its kit, a note of the outcome, and for ten minutes the way back. */
export function Answered({ onKit, onNote }: Props) {
  const say = useText(suggestionTexts)
  const now = useNow()
  const { data } = useQuery(answeredQuery)
  const recent = (data?.items ?? []).filter(s => s.response && s.response.at > now - DAY)
  if (recent.length === 0) return null
  return (
    <section className={css.rest}>
      <h2>{say('answered')}</h2>
      <ul className={css.answered}>
        {recent.map(s => (
          <Row key={s.id} s={s} now={now} onKit={() => onKit(s)} onNote={() => onNote(s)} />
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  s: SuggestionView
  now: number
  onKit: () => void
  onNote: () => void
}

function Row({ s, now, onKit, onNote }: RowProps) {
  const say = useText(suggestionTexts)
  const sayUi = useText(uiTexts)
  const locale = useLocale()
  const takeBack = useTakeBack()
  const { response } = s
  const done = s.state !== 'rejected'
  return (
    <li>
      <p>
        <Chip tone={stateTones[s.state]}>{say(`${s.state}State`)}</Chip>
        <span>{pick(s.title, locale)}</span>
      </p>
      <p className="quiet small">
        {s.accountName} · {response && <RelativeTime at={response.at} />}
        {response?.words && ` · ${response.words}`}
      </p>
      <p className={css.answeredActs}>
        {done && s.kit && (
          <Button size="small" onClick={onKit}>
            {say('openKit')}
          </Button>
        )}
        {done && s.accountId && (
          <Button size="small" onClick={onNote}>
            {say('note')}
          </Button>
        )}
        {response && response.undoableUntil > now && (
          <Button size="small" type="text" onClick={() => takeBack(s.id, response.id)}>
            {sayUi('undo')}
          </Button>
        )}
      </p>
    </li>
  )
}
