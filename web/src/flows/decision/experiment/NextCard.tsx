import { Button } from 'antd'
import type { ExperimentView, NextStep } from '#decision/experiment/api.ts'
import { isoDay } from '../../../ui/format.ts'
import type { Decision } from './DecideSheet.tsx'
import css from './experiment.module.css'
import type { ExperimentText } from './texts.ts'
import { level, plainNumber, type Speaker, withUnit } from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
  /** Left out where nothing can be decided any more. */
  onDecide: ((decision: Decision) => void) | undefined
}

/** What one may do now, each with its reason; below, what was decided. */
export function NextCard({ view, speaker, onDecide }: Props) {
  const { say } = speaker
  const steps = view.ending ? [] : view.next
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('next')}</h2>
      </header>
      {steps.map((step, i) => (
        <Step
          key={`${step.act}${step.why}`}
          step={step}
          isFirst={i === 0}
          view={view}
          speaker={speaker}
          onDecide={onDecide}
        />
      ))}
      {onDecide && view.canRollBack && !steps.some(step => step.act === 'roll-back') && (
        <div className={css.step}>
          <b>{say('confirmRollBack')}</b>
          <Button size="small" onClick={() => onDecide('roll-back')}>
            {say('rollBack')}
          </Button>
        </div>
      )}
      {view.judgements.map(judgement => (
        <div key={judgement.id}>
          {say('judged', {
            day: isoDay(judgement.decidedAt),
            act: say(judgement.act),
            reason: judgement.reason,
          })}
          <Figures judgement={judgement} view={view} speaker={speaker} />
        </div>
      ))}
      <p className="quiet small">{say('nextNote')}</p>
    </section>
  )
}

/** The figures of the moment: what was known then, not what is known now. */
function Figures({
  judgement: { lift, asOf },
  view,
  speaker: { say },
}: Omit<Props, 'onDecide'> & { judgement: ExperimentView['judgements'][number] }) {
  if (!lift?.sequential) return null
  const { kind } = view.outcome
  const [low, high] = lift.sequential
  const values = { low: plainNumber(low, kind), high: plainNumber(high, kind), day: asOf }
  return (
    <p className="num quiet small">{say('judgedOn', { lift: withUnit(lift.lift, kind, say), ...values })}</p>
  )
}

function Step({ step, isFirst, view, speaker, onDecide }: Props & { step: NextStep; isFirst: boolean }) {
  const { say } = speaker
  const key = `${step.act}:${step.why}` as ExperimentText
  const { kind } = view.outcome
  const perWeek = (value: number) =>
    kind === 'rate' ? plainNumber(value / 100, 'rate') : level(value, kind, say)
  const values = {
    unit: kind === 'rate' ? say('perCustomers') : '',
    ...(step.days !== undefined && { days: step.days }),
    ...(step.segment !== undefined && { segment: step.segment }),
    ...(step.lift !== undefined && { lift: withUnit(step.lift, kind, say) }),
    ...(step.perWeek !== undefined && { n: perWeek(step.perWeek) }),
    ...(step.perWeekCi && { low: perWeek(step.perWeekCi[0]), high: perWeek(step.perWeekCi[1]) }),
  }
  const decision =
    step.act === 'ship' || step.act === 'stop' || step.act === 'roll-back' ? step.act : undefined
  return (
    <div className={`${css.step} ${isFirst ? css.first : ''}`}>
      <div>
        <b>{say(key, values)}</b>
        <p className="quiet small">{say(`${key}:why` as ExperimentText, values)}</p>
      </div>
      {decision && onDecide && (
        <Button size="small" type={isFirst ? 'primary' : 'default'} onClick={() => onDecide(decision)}>
          {say(decision === 'ship' ? 'ship' : decision === 'stop' ? 'stop' : 'rollBack')}
        </Button>
      )}
    </div>
  )
}
