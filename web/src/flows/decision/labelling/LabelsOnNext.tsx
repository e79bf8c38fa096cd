import { useQuery } from '@tanstack/react-query'
import type { TermBoard } from '#decision/labelling/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { boardQuery } from './data.ts'
import css from './labelling.module.css'
import { Weight } from './Terms.tsx'
import { labellingTexts } from './texts.ts'

const mostShown = 6

/** Beside a learned model that waits: its weights as learned, and with the labels, those that differ most first. */
export function LabelsOnNext({ challengerId }: { challengerId: string }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const { data } = useQuery(boardQuery)
  if (!data || data.nextId !== challengerId) return null
  const moved = data.terms
    .filter(term => term.adjusted && term.next)
    .toSorted((a, b) => shift(b) - shift(a))
    .slice(0, mostShown)
  return (
    <section className={css.next}>
      <h3>{say('nextTitle')}</h3>
      <p className="quiet small">{say(moved.length > 0 ? 'nextHint' : 'nextNone')}</p>
      <ul>
        {moved.map(term => (
          <li key={term.term}>
            <span>{pick(term.name, locale)}</span>
            <Weight {...term.next!.without} />
            <Icon name="next" size={14} />
            <Weight {...term.next!.with} strong />
          </li>
        ))}
      </ul>
      <Link to="/labelling?view=results" className={css.go}>
        {say('toResults')} <Icon name="next" size={16} />
      </Link>
    </section>
  )
}

const shift = ({ next }: TermBoard) => (next ? Math.abs(next.with.weight - next.without.weight) : 0)
