import type { ModelCard } from '#decision/intent/learning-api.ts'
import { useText } from '../../../app/i18n.ts'
import { count, isoDay, percent, percentRange } from '../../../ui/format.ts'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'

/** What the learned model rests on, and both models' figures in plain words. */
export function CardBox({ card, calibrated }: { card: ModelCard; calibrated: boolean }) {
  const say = useText(learningTexts)
  const facts: [string, number][] = [
    [say('accounts'), card.accounts],
    [say('looks'), card.looks],
    [say('positives'), card.positives],
    [say('closed'), card.closed],
  ]
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('card')}</h2>
      <dl className={css.facts}>
        {card.looks > 0 && (
          <div>
            <dt>{say('window')}</dt>
            <dd className="num">
              {isoDay(card.from)} – {isoDay(card.to)}
            </dd>
          </div>
        )}
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{count(value)}</dd>
          </div>
        ))}
      </dl>
      <Figures card={card} />
      {calibrated && <p className="quiet small">{say('calibrated')}</p>}
    </section>
  )
}

function Figures({ card: { champion, challenger } }: { card: ModelCard }) {
  const say = useText(learningTexts)
  if (!champion || !challenger) return null
  const both = [champion, challenger]
  const rows: ['auc' | 'brier' | 'ece' | 'logLoss', string[]][] = [
    [
      'auc',
      both.map(one =>
        say('within', { value: percent(one.auc.value, 1), range: percentRange(one.auc.low, one.auc.high) }),
      ),
    ],
    ['brier', both.map(one => one.brier.toFixed(3))],
    ['ece', both.map(one => say('points', { value: (one.ece * 100).toFixed(1) }))],
    ['logLoss', both.map(one => one.logLoss.toFixed(3))],
  ]
  return (
    <>
      <p className="quiet small">{say('measured')}</p>
      <dl className={css.figures}>
        {rows.map(([name, [before, after]]) => (
          <div key={name}>
            <dt>
              {say(name)}
              <span className="quiet small">{say(`${name}Hint`)}</span>
            </dt>
            <dd className="num">
              <span className="quiet small">{say('before')}</span> {before}
            </dd>
            <dd className="num">
              <span className="quiet small">{say('after')}</span> <b>{after}</b>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
