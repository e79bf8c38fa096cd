import { useQuery } from '@tanstack/react-query'
import { DAY } from '#kernel/time.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Chip } from '../../../ui/Badge.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { RelativeTime, useNow } from '../../../ui/Values.tsx'
import { DayStrip } from './DayStrip.tsx'
import { firingsQuery } from './data.ts'
import css from './strategy.module.css'
import { strategyTexts } from './texts.ts'

const tones = { acted: 'green', holdout: 'plain', withheld: 'ochre', shadow: 'blue' } as const

/** When it fired and for whom; each leads to its decision record. */
export function Firings({ id }: { id: string }) {
  const say = useText(strategyTexts)
  const now = useNow()
  const query = useQuery(firingsQuery(id))
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('firings')}</h2>
      <Loaded query={query} skeleton={<SkeletonLines rows={5} />}>
        {firings =>
          firings.length === 0 ? (
            <p className="quiet">{say('firingsNone')}</p>
          ) : (
            <>
              <DayStrip days={byDay(firings, now)} filled={say('acted')} />
              <ul className={css.firings}>
                {firings.slice(0, 20).map(firing => (
                  <li key={firing.id}>
                    <span className="quiet">
                      <RelativeTime at={firing.at} />
                    </span>
                    <span className={css.grow}>
                      {firing.decisionId ? (
                        <Link to={`/decisions/${firing.decisionId}`} className="link">
                          {firing.accountName ?? say('record')}
                        </Link>
                      ) : (
                        (firing.accountName ?? '–')
                      )}
                    </span>
                    <Chip tone={tones[firing.outcome]}>{say(firing.outcome)}</Chip>
                    <span className="quiet small num">{say('version', { version: firing.version })}</span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  )
}

/** The last 30 days, oldest first; what was not acted on is hollow. */
function byDay(firings: { at: number; outcome: string }[], now: number) {
  return Array.from({ length: 30 }, (_, i) => {
    const day = isoDay(now - (29 - i) * DAY)
    const on = firings.filter(firing => isoDay(firing.at) === day)
    return { day, firings: on.length, holdout: on.filter(firing => firing.outcome !== 'acted').length }
  })
}
