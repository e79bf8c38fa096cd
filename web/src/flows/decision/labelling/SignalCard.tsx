import type { LabelCard, PlainAct } from '#decision/labelling/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { dayName, duration, exactTime, timeOfDay } from '../../../ui/format.ts'
import { useNow } from '../../../ui/Values.tsx'
import { deviceOf } from '../suggestion/shown.ts'
import { suggestionTexts } from '../suggestion/texts.ts'
import css from './labelling.module.css'
import { labellingTexts } from './texts.ts'

/** One signal: the act in plain words, whose customer, what is known of it, and what else happened. */
export function SignalCard({ card }: { card: LabelCard }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const now = useNow()
  const parts = useParts()
  return (
    <article className={`card ${css.signal}`}>
      <header>
        <span className={css.owner}>{card.account?.name}</span>
        <time className="num" dateTime={new Date(card.act.at).toISOString()} title={exactTime(card.act.at)}>
          {dayName(card.act.at, now, locale)} {timeOfDay(card.act.at)}
        </time>
      </header>
      <h2 className={css.act}>{pick(card.act.title, locale)}</h2>
      <p className={`num ${css.parts}`}>{parts(card.act)}</p>
      {card.account && card.account.facts.length > 0 && (
        <dl className={css.facts} aria-label={say('facts')}>
          {card.account.facts.map(fact => (
            <div key={fact.name['zh-CN']}>
              <dt>{pick(fact.name, locale)}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3 className="quiet small">{say(card.around.length > 0 ? 'around' : 'aroundNone')}</h3>
      <Around acts={card.around} />
    </article>
  )
}

function Around({ acts }: { acts: PlainAct[] }) {
  const locale = useLocale()
  const now = useNow()
  const parts = useParts()
  return (
    <ol className={css.around}>
      {acts
        .toSorted((a, b) => b.at - a.at)
        .map(act => (
          <li key={act.eventId}>
            <time className="num" dateTime={new Date(act.at).toISOString()}>
              {dayName(act.at, now, locale)} {timeOfDay(act.at, false)}
            </time>
            <div>
              <b>{pick(act.title, locale)}</b>
              <span className="num">{parts(act)}</span>
            </div>
          </li>
        ))}
    </ol>
  )
}

/** Who (by title), device, place and how long, joined by a middle dot. */
function useParts() {
  const say = useText(labellingTexts)
  const saySuggestion = useText(suggestionTexts)
  const locale = useLocale()
  return (act: PlainAct) =>
    [
      act.person && (act.person.title ?? say('someone')),
      deviceOf(act.device, saySuggestion),
      act.page === null ? '' : say('onPage', { page: act.page }),
      act.seconds === null ? '' : say('stayed', { time: duration(act.seconds, locale) }),
    ]
      .filter(Boolean)
      .join(' · ')
}
