import { useQuery } from '@tanstack/react-query'
import type { LoopLine, LoopStep } from '#collaboration/loop/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { exactTime } from '../../../ui/format.ts'
import { lineQuery, placeOf, spanText, stateText } from './data.ts'
import css from './loop.module.css'
import { loopTexts } from './texts.ts'

/** Each step with when it was through, and its way back at the module that owns it. */
export function StepRecord({ quoteId }: { quoteId: string }) {
  const say = useText(loopTexts)
  const { data: line } = useQuery(lineQuery(quoteId))
  if (!line) return null
  return (
    <section className={`card ${css.record}`} aria-label={say('record')}>
      <header>
        <h2>{say('record')}</h2>
        <p className="quiet small">{say('recordHint')}</p>
      </header>
      <ol>
        {line.steps.map(({ step, state, begun, done }) => {
          const way = wayBack(line, step)
          return (
            <li key={step}>
              <b>{say(step)}</b>
              <span>
                {done === null ? stateText(state, say) : <span className="num">{exactTime(done)}</span>}
                {done !== null && begun !== null && (
                  <small className="quiet">
                    {' '}
                    {say('took', { time: spanText(Math.max(0, done - begun), say) })}
                  </small>
                )}
                {step === 'approval' && line.inside !== null && (
                  <small className="quiet"> · {say(line.inside ? 'inside' : 'outside')}</small>
                )}
              </span>
              {way && (
                <Link to={way} className="link">
                  {say(`undo.${step}`)}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** Where a step can be taken back now; undefined where there is nothing to take back, or no more. */
function wayBack(line: LoopLine, step: LoopStep): string | undefined {
  const of = (name: LoopStep) => line.steps.find(each => each.step === name)!.state
  if (line.state !== 'open') return undefined
  const signed = of('contract') === 'done'
  const open: Record<LoopStep, boolean> = {
    quote: of('quote') === 'done' && !signed,
    approval: line.why === 'approve' || line.why === 'blocked',
    contract: line.contractId !== null && !signed,
    slot: of('slot') === 'done' && !signed,
    payment: of('payment') === 'done',
    delivery: signed && of('slot') === 'done',
  }
  if (!open[step]) return undefined
  if (step === 'quote') return `/quotes/${line.quoteId}?view=deal&act=withdraw`
  if (step === 'payment') return '/payments'
  return placeOf(line, step)
}
