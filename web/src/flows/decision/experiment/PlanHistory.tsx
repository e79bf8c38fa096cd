import { type Baseline, leastForBaseline } from '#decision/experiment/api.ts'
import { type Say, useText } from '../../../app/i18n.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { count, isoDay } from '../../../ui/format.ts'
import css from './experiment.module.css'
import { levelOf, proposedShare } from './plan.ts'
import { type PlanText, planTexts } from './plan-texts.ts'

interface Props {
  found: Baseline | undefined
  /** Why it could not be counted. */
  error: Error | null
  horizonDays: number
}

/** What history says, how it was counted, from which days, and how little that may be. */
export function PlanHistory({ found, error, horizonDays: horizon }: Props) {
  const isCounting = !found && !error
  const say = useText(planTexts)
  return (
    <section className={css.history} aria-busy={isCounting}>
      <h3>{say('history')}</h3>
      {isCounting && <p className="quiet">{say('counting')}</p>}
      <Fault error={error} />
      {error && <p className="quiet">{say('notCounted')}</p>}
      {found && <Counted found={found} horizon={horizon} say={say} />}
    </section>
  )
}

interface CountedProps {
  found: Baseline
  horizon: number
  say: Say<PlanText>
}

function Counted({ found, horizon, say }: CountedProps) {
  if (found.units === 0) return <p>{say('none')}</p>
  const { kind, mean, ci, n } = found
  const days = { from: isoDay(found.from), to: isoDay(found.to) }
  const perWeek = found.perWeek.toFixed(found.perWeek < 10 ? 1 : 0)
  const [low, high] = ci ?? [null, null]
  return (
    <>
      <p>{say('met', { ...days, units: count(found.units), perWeek })}</p>
      {mean === null ? (
        <p>{say('noLevel', { horizon })}</p>
      ) : (
        <p>
          {say('level', {
            ...{ n: count(n), horizon, what: say(`${kind}Was`), mean: levelOf(mean, kind, say) },
            ...{
              low: low === null ? '–' : levelOf(low, kind, say),
              high: high === null ? '–' : levelOf(high, kind, say),
            },
          })}{' '}
          {kind === 'rate' && (mean === 0 || mean === 1) && (
            <>
              {say(mean === 0 ? 'never' : 'always', {
                value: levelOf(proposedShare(found) ?? mean, kind, say),
              })}{' '}
            </>
          )}
          {!found.isEnough && <b>{say('few', { least: leastForBaseline })}</b>}
        </p>
      )}
      {mean !== null && found.treated + found.waiting > 0 && (
        <p className="quiet small">
          {say('left', { treated: count(found.treated), waiting: count(found.waiting), horizon })}
        </p>
      )}
    </>
  )
}
