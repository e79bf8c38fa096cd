import type { ModelCard } from '#decision/intent/learning-api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { signed } from '../../../ui/format.ts'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'

type Term = ModelCard['terms'][number]

/** Below so many looks the data say next to nothing about a weight. */
const few = 10
/** The usual rule: from here on the act comes noticeably more, or less, than it did (Siddiqi 2006). */
const shifted = 0.25

/** Every weight before and after, those that moved most first. */
export function MovedWeights({ card }: { card: ModelCard }) {
  const say = useText(learningTexts)
  const locale = useLocale()
  const unseen = card.terms.filter(term => !isSeen(term))
  const reach = Math.max(
    0.5,
    ...card.terms.filter(isSeen).flatMap(term => [edge(term.before), edge(term.after)]),
  )
  const moved = (term: Term) => Math.abs(term.after.weight - term.before.weight)
  return (
    <section className={`card ${css.group}`}>
      <header>
        <h2>{say('moved')}</h2>
        <span className="quiet small">{say('movedHint')}</span>
      </header>
      <ul>
        {card.terms
          .filter(isSeen)
          .toSorted((a, b) => moved(b) - moved(a))
          .map(term => (
            <Row key={term.term} term={term} reach={reach} isMeasured={card.isEnough} />
          ))}
      </ul>
      {unseen.length > 0 && (
        <p className={`quiet small ${css.unseen}`}>
          {say('unseenTerms', {
            count: unseen.length,
            names: unseen.map(term => pick(term.name, locale)).join(say('comma')),
          })}
        </p>
      )}
    </section>
  )
}

const isSeen = (term: Term) => term.seen >= few
const edge = ({ weight, sd }: Term['before']) => Math.abs(weight) + 1.96 * sd

function Row({ term, reach, isMeasured }: { term: Term; reach: number; isMeasured: boolean }) {
  const say = useText(learningTexts)
  const locale = useLocale()
  const { before, after } = term
  return (
    <li className={css.moved}>
      <div>
        <h3>{pick(term.name, locale)}</h3>
        <p className="quiet small">
          <span title={say('seenHint')}>
            {say('seen')} <span className="num">{term.seen}</span>
          </span>
          {after.halfLifeDays !== null && (
            <>
              {' · '}
              {say('halfLife')} <Days before={before.halfLifeDays} after={after.halfLifeDays} />
            </>
          )}
        </p>
        {isMeasured && term.drift >= shifted && (
          <span title={say('driftHint')}>
            <Chip tone="ochre">{`${say('shifted')} · PSI ${term.drift.toFixed(2)}`}</Chip>
          </span>
        )}
      </div>
      <div className={css.pairs}>
        <Bar label={say('before')} figure={before} reach={reach} />
        <Bar label={say('after')} figure={after} reach={reach} strong />
      </div>
    </li>
  )
}

function Days({ before, after }: { before: number | null; after: number }) {
  const say = useText(learningTexts)
  const round = (days: number) => Number(days.toFixed(1))
  if (before === null || before === after) return <>{say('days', { count: round(after) })}</>
  return (
    <>
      <s>{round(before)}</s> {say('days', { count: round(after) })}
    </>
  )
}

interface BarProps {
  label: string
  figure: Term['before']
  reach: number
  strong?: boolean
}

/** A weight as a dot with its 95 % interval as a line, on a lane with zero in the middle. */
function Bar({ label, figure: { weight, sd }, reach, strong }: BarProps) {
  const place = (value: number) => `${50 + (50 * Math.max(-reach, Math.min(reach, value))) / reach}%`
  const [low, high] = [weight - 1.96 * sd, weight + 1.96 * sd]
  return (
    <div className={css.bar}>
      <span className="quiet small">{label}</span>
      <b className="num">
        {signed(weight)} <small>± {(1.96 * sd).toFixed(2)}</small>
      </b>
      <span className={`${css.interval} ${strong ? css.strong : ''}`} aria-hidden="true">
        <i style={{ left: place(low), right: `calc(100% - ${place(high)})` }} />
        <em style={{ left: place(weight) }} />
      </span>
    </div>
  )
}
