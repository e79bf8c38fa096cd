import type { ExperimentView } from '#decision/experiment/api.ts'
import { count } from '../../../ui/format.ts'
import css from './experiment.module.css'
import {
  apart,
  armName,
  level,
  missingWords,
  outcomeWords,
  plainNumber,
  type Speaker,
  tally,
  withUnit,
} from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
}

/** The answer in one sentence with its interval, what it is made of, and how far to trust it. */
export function Answer({ view, speaker }: Props) {
  const { say } = speaker
  const { outcome, arms, control, horizonDays: horizon } = view
  const { kind } = outcome
  const plain = view.plain.find(item => item.arm === view.lift?.arm)
  return (
    <section className={css.answer}>
      <div>
        <Sentence view={view} speaker={speaker} />
        <p className={css.facts}>
          {arms
            .toSorted((a, b) => Number(a.id === control) - Number(b.id === control))
            .map(arm => (
              <span key={arm.id} className="num">
                <i className={arm.id === control ? css.dotControl : css.dot} />
                {say('armFact', {
                  arm: armName(arm.id, say),
                  n: tally(arm, kind),
                  mean: arm.n > 0 ? level(arm.mean, kind, say) : '–',
                })}
              </span>
            ))}
          {view.corrected && plain && view.lift?.sequential && view.verdict !== 'broken' && (
            <span className="num quiet">
              {say('plainFact', { plain: apart(plain.lift, kind), lift: apart(view.lift.lift, kind) })}
            </span>
          )}
          {view.waiting > 0 && (
            <span className="num quiet">{say('waitingFact', { count: count(view.waiting), horizon })}</span>
          )}
          <span className="num quiet">{say('asOf', { day: view.asOf })}</span>
        </p>
      </div>
      <GradeBox view={view} speaker={speaker} />
    </section>
  )
}

function Sentence({ view, speaker }: Props) {
  const { say } = speaker
  const { verdict, lift, outcome, horizonDays: horizon } = view
  if (verdict === 'empty' || verdict === 'early' || verdict === 'broken' || !lift?.sequential)
    return (
      <>
        <h2 className={css.sentence}>
          {say(
            verdict === 'empty' ? 'emptySentence' : verdict === 'broken' ? 'brokenSentence' : 'earlySentence',
            { horizon },
          )}
        </h2>
        {view.missing && <p>{missingWords(view.missing, say)}</p>}
        {verdict === 'empty' && <p className="quiet">{say('emptyHint')}</p>}
        {verdict === 'broken' && <p>{say('brokenHint')}</p>}
      </>
    )
  const [low, high] = lift.sequential
  const tone = verdict === 'better' ? css.good : verdict === 'worse' ? css.bad : css.unclear
  const mark = '\u0000'
  const [before = '', after = ''] = say(`${verdict}Sentence`, {
    horizon,
    outcome: outcomeWords(outcome, speaker),
    lift: mark,
    low: plainNumber(low, outcome.kind),
    high: plainNumber(high, outcome.kind),
  }).split(mark)
  return (
    <h2 className={css.sentence}>
      {before}
      <b className={`num ${tone}`}>{withUnit(lift.lift, outcome.kind, say)}</b>
      {after}
    </h2>
  )
}

function GradeBox({ view, speaker: { say } }: Props) {
  const { grade, horizonDays: horizon } = view
  return (
    <div className={css.grade}>
      <b className={grade === 'A' ? css.letter : css.letterQuiet}>{grade ?? '–'}</b>
      <p>
        <b>{grade ? say('gradeTitle', { grade }) : say('noGrade')}</b>
        <br />
        <span className="quiet small">{say(grade ? `grade${grade}` : 'gradeNone', { horizon })}</span>
      </p>
      <p className={css.scale} aria-hidden="true">
        {['A', 'B', 'C', 'D'].map(letter => (
          <i key={letter} className={letter === grade ? css.on : ''}>
            {letter}
          </i>
        ))}
      </p>
    </div>
  )
}
