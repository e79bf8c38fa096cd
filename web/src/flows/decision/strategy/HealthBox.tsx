import type { Health } from '#decision/strategy/api.ts'
import { useText } from '../../../app/i18n.ts'
import { count } from '../../../ui/format.ts'
import { RelativeTime } from '../../../ui/Values.tsx'
import css from './strategy.module.css'
import { strategyTexts } from './texts.ts'

const figures = [
  'evaluated',
  'matched',
  'started',
  'fired',
  'cooled',
  'dropped',
  'late',
  'capped',
  'openRuns',
  'errors',
] as const

/** The counts of the engine. */
export function HealthBox({ health }: { health: Health | null }) {
  const say = useText(strategyTexts)
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('health')}</h2>
      {health ? (
        <>
          <dl className={css.figures}>
            {figures.map(name => (
              <div key={name} className={name === 'errors' && health.errors > 0 ? css.bad : undefined}>
                <dt>{say(name)}</dt>
                <dd>{count(health[name])}</dd>
              </div>
            ))}
            <div>
              <dt>{say('lastFiring')}</dt>
              <dd>{health.lastFiring ? <RelativeTime at={health.lastFiring} /> : say('never')}</dd>
            </div>
          </dl>
          {health.lastError && <code className={css.error}>{health.lastError}</code>}
        </>
      ) : (
        <p className="quiet">{say('healthNone')}</p>
      )}
    </section>
  )
}
