import type { BoardAnswer, Place } from '#decision/attribution/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { count, percent, percentRange } from '../../../ui/format.ts'
import css from './attribution.module.css'
import { span } from './data.ts'
import { journeyTexts } from './texts.ts'

interface Props {
  answer: BoardAnswer
  names: string[]
  onPick: (place: Place) => void
}

/** Bars that shrink step by step, with what got lost and how long it took in between. */
export function Funnel({ answer, names, onPick }: Props) {
  const say = useText(journeyTexts)
  return (
    <section className={`card ${css.panel}`} aria-label={say('funnel')}>
      <header>
        <h2>{say('funnel')}</h2>
        <p className="quiet">{say('funnelHint')}</p>
      </header>
      <ol className={css.funnel}>
        {answer.funnel.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same step may come twice
          <li key={index}>
            {step.gap && <Between gap={step.gap} />}
            <button
              type="button"
              className={css.step}
              onClick={() => onPick({ kind: 'step', step: index, lost: false })}
            >
              <span className={css.stepName}>
                <i className={css.number}>{index + 1}</i>
                <b>{names[index]}</b>
                <span className="num">{say('customers', { count: count(step.reached) })}</span>
              </span>
              <span className={css.bar} aria-hidden="true">
                <i style={{ width: percent(step.ofFirst.value, 2) }} />
                {index > 0 && answer.funnel[0]!.reached > 0 && (
                  <u
                    style={{
                      left: percent(step.ofFirst.low, 2),
                      width: percent(step.ofFirst.high - step.ofFirst.low, 2),
                    }}
                  />
                )}
              </span>
              <StepRates answer={answer} index={index} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function StepRates({ answer, index }: { answer: BoardAnswer; index: number }) {
  const say = useText(journeyTexts)
  const step = answer.funnel[index]!
  const next = answer.funnel[index + 1]
  const before = answer.funnel[index - 1]?.reached ?? 0
  const lost = next ? step.reached - next.reached : 0
  return (
    <span className={`${css.rates} num`}>
      {index > 0 && (
        <>
          <span>
            {say('ofBefore')} <Share of={before} share={step.ofBefore} />
          </span>
          <span>
            {say('ofFirst')} <Share of={answer.funnel[0]!.reached} share={step.ofFirst} />
          </span>
        </>
      )}
      {lost > 0 && <span className={css.lost}>{say('dropped', { count: count(lost) })}</span>}
    </span>
  )
}

/** A share with its interval; of nobody there is none. */
function Share({ of, share }: { of: number; share: BoardAnswer['funnel'][number]['ofFirst'] }) {
  if (of === 0) return <b>–</b>
  return (
    <>
      <b>{percent(share.value, 1)}</b> <span className="quiet">({percentRange(share.low, share.high)})</span>
    </>
  )
}

function Between({ gap }: { gap: NonNullable<BoardAnswer['funnel'][number]['gap']> }) {
  const say = useText(journeyTexts)
  const locale = useLocale()
  const of = (ms: number) => span(ms, locale)
  return (
    <p className={`${css.between} num`}>
      {gap.medianLow === null || gap.medianHigh === null
        ? say('gapFew', { median: of(gap.median) })
        : say('gap', { median: of(gap.median), range: `${of(gap.medianLow)} – ${of(gap.medianHigh)}` })}
      <span className="quiet"> · {say('gapQuartiles', { lower: of(gap.lower), upper: of(gap.upper) })}</span>
    </p>
  )
}
