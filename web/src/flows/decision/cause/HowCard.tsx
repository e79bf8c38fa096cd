import type { StudyView } from '#decision/cause/api.ts'
import { count, exactTime } from '../../../ui/format.ts'
import css from './cause.module.css'
import { covariateWords, type Speaker } from './words.ts'

/** Who was looked at, what was left out, and what one needs to compute the same again. */
export function HowCard({ study, speaker }: { study: StudyView; speaker: Speaker }) {
  const { say } = speaker
  const { accounting, provenance, question, result } = study
  const leftOut = result?.kind === 'adjusted' ? [...result.leftOut.constant, ...result.leftOut.dependent] : []
  const facts: [string, string][] = [
    ...(accounting
      ? ([
          [say('accountsLooked'), count(accounting.accounts)],
          [say('alreadyTreated'), count(accounting.alreadyTreated)],
          [say('notObserved'), count(accounting.notObserved)],
          [say('profileUnknown'), count(accounting.profileUnknown)],
        ] satisfies [string, string][])
      : []),
    [say('askedAt'), exactTime(study.askedAt)],
    [say('seed'), String(question.seed)],
    ...(provenance
      ? ([
          [say('events'), count(provenance.events)],
          [say('method'), String(provenance.method)],
        ] satisfies [string, string][])
      : []),
  ]
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('how')}</h2>
      </header>
      <p className="quiet">{say(question.kind === 'adjusted' ? 'howAdjusted' : 'howRollout')}</p>
      <dl className={css.how}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {leftOut.length > 0 && (
        <p className="quiet small">
          {say('leftOut')}
          {speaker.locale === 'en' ? ': ' : '：'}
          {leftOut.map(name => covariateWords(name, speaker)).join(' · ')}
        </p>
      )}
    </section>
  )
}
