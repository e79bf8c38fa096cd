import type { StudyView } from '#decision/cause/api.ts'
import { DAY } from '#kernel/time.ts'
import { pick } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { count, isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './cause.module.css'
import {
  actName,
  covariateWords,
  effectNumber,
  effectWords,
  levelWords,
  outcomeName,
  type Speaker,
} from './words.ts'

interface Props {
  study: StudyView
  speaker: Speaker
}

/** The answer in one sentence with its range and grade; or that there is none, why, and what would give one. */
export function Answer({ study, speaker }: Props) {
  return (
    <section className={css.answer}>
      <div className={css.head}>
        {study.effect ? (
          <Reported study={study} speaker={speaker} />
        ) : (
          <Refused study={study} speaker={speaker} />
        )}
        <Grade study={study} speaker={speaker} />
      </div>
    </section>
  )
}

function Reported({ study, speaker }: Props) {
  const { say } = speaker
  const { question } = study
  const { estimate, ci } = study.effect!
  const clear = ci[0] > 0 || ci[1] < 0
  const outcome = outcomeName(question, speaker)
  const treatment = actName(question.treatment, speaker)
  const [low, high] = ci.map(value => effectNumber(value, question, speaker))
  return (
    <div>
      <h2 className={css.sentence1}>
        {question.kind === 'adjusted'
          ? say('after', { treatment, days: question.days })
          : say('afterRollout', { treatment })}
        {say(!clear ? 'saysUnclear' : estimate > 0 ? 'saysUp' : 'saysDown', { outcome })}
        <span className={clear ? css.effect : css.unclear}>
          {effectWords(clear && estimate < 0 ? -estimate : estimate, question, speaker).replace(
            clear ? /^\+/ : '',
            '',
          )}
        </span>
        <span className={css.range}>{say('interval', { low: low!, high: high! })}</span>
        {say('end')}
      </h2>
      <Facts study={study} speaker={speaker} />
      <p className="quiet small">{say('certain')}</p>
    </div>
  )
}

function Facts({ study, speaker }: Props) {
  const { say } = speaker
  const { result, question } = study
  if (!result || result.kind === 'impossible') return null
  const rows = result.kind === 'adjusted' ? result.rows : result.units
  const facts = [
    say('treatedCount', { count: count(rows.treated) }),
    say('untreatedCount', { count: count(rows.untreated) }),
    result.kind === 'adjusted' &&
      result.treatedMean !== null &&
      say('treatedMean', { value: levelWords(result.treatedMean, question, speaker) }),
    result.kind === 'adjusted' &&
      result.naive !== null &&
      say('naive', { value: effectWords(result.naive, question, speaker) }),
    say('dataUntil', { day: isoDay(Math.min(question.to - DAY, study.askedAt)) }),
  ].filter(fact => fact !== false)
  return (
    <ul className={css.facts}>
      {facts.map(fact => (
        <li key={fact} className="num">
          {fact}
        </li>
      ))}
    </ul>
  )
}

function Refused({ study, speaker }: Props) {
  const { say } = speaker
  return (
    <div>
      <h2 className={css.sentence1}>{say('refusedTitle')}</h2>
      <p>{say('refusedLead')}</p>
      <ul className={css.reasons}>
        {study.reasons.map(reason => (
          <li key={reason.code}>
            <Icon name="warn" size={16} />
            <span>{reasonWords(study, reason, speaker)}</span>
          </li>
        ))}
      </ul>
      <Facts study={study} speaker={speaker} />
      <p className={css.needed}>
        {say('needed')}{' '}
        <Link to="/strategies" className="link nowrap">
          {say('startExperiment')}
        </Link>
      </p>
    </div>
  )
}

/** A reason in words; columns that it names are said as everywhere else. */
function reasonWords(
  { result }: StudyView,
  { code, text }: StudyView['reasons'][number],
  speaker: Speaker,
): string {
  const words = pick(text, speaker.locale)
  if (code !== 'out-of-balance' || result?.kind !== 'adjusted') return words
  return result.overlap.balance.reduce(
    (said, { name }) => said.replaceAll(name, covariateWords(name, speaker)),
    words,
  )
}

function Grade({ study, speaker }: Props) {
  const { say } = speaker
  const { grade } = study
  return (
    <aside className={css.grade} title={say('gradeScale')}>
      <b className={study.effect ? css.letter : css.letterQuiet}>{grade ?? '–'}</b>
      <div>
        <h3>{say('gradeTitle', { grade: grade ?? '–' })}</h3>
        <p className="quiet">{say(grade ? `grade${grade}` : 'gradeNone')}</p>
      </div>
    </aside>
  )
}
