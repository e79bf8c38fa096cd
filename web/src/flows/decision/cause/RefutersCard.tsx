import { Icon } from '../../../ui/icons.tsx'
import type { ResultProps } from './AdjustedCards.tsx'
import css from './cause.module.css'
import { effectNumber } from './words.ts'

/** Four attempts to prove the estimate wrong, each with what it would show if all was well. */
export function RefutersCard({ result, question, speaker }: ResultProps) {
  const { say } = speaker
  const failed = result.passed.filter(each => !each.passed).length
  const number = (value: number) => effectNumber(value, question, speaker)
  const shown = new Map(result.refuters.map(refuter => [refuter.name, refuter]))
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('refuters')}</h2>
        <span className={failed === 0 ? css.good : css.bad}>
          {failed === 0
            ? say('passedAll', { count: result.passed.length })
            : say('passedSome', { count: failed })}
        </span>
      </header>
      <ul className={css.tests}>
        {result.passed.map(({ name, passed }) => {
          const refuter = shown.get(name)
          return (
            <li key={name}>
              <span
                className={passed ? css.tick : css.cross}
                role="img"
                aria-label={say(passed ? 'ok' : 'notOk')}
              >
                <Icon name={passed ? 'check' : 'close'} size={14} />
              </span>
              <div>
                <p className={css.test}>
                  <b>{say(name)}</b>
                  {refuter && <span className="num">{say('got', { value: number(refuter.estimate) })}</span>}
                </p>
                <p className="quiet small">{say(`${name}What`)}</p>
                {refuter && (
                  <p className="quiet small num">
                    {say('shouldBe', {
                      value: number(refuter.expected),
                      tolerance: number(refuter.tolerance).replace('+', ''),
                    })}
                  </p>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
