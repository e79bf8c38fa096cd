import type { CaseStep, CaseView } from '#collaboration/approval/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './approval.module.css'
import { flowTexts } from './flow-texts.ts'
import { approvalTexts } from './texts.ts'
import { minuteTime, stepTitle } from './words.ts'

const states = { later: 'stepLater', open: 'stepOpen', done: 'stepDone', skipped: 'stepSkipped' } as const
const modes = { all: 'modeAll', any: 'modeAny', turn: 'modeTurn' } as const

/** The way of a case: each step with its seats, and both names where somebody signed for another. */
export function CaseSteps({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const sayFlow = useText(flowTexts)
  return (
    <section className={`card ${css.card}`}>
      <h2>{say('steps')}</h2>
      <ol className={css.steps}>
        {view.steps.map(step => (
          <li key={step.id} className={css[step.state] ?? ''}>
            <p>
              <b>{stepTitle(step, say)}</b> <small className="quiet">{say(states[step.state])}</small>
            </p>
            {step.seats.length > 1 && <small className="quiet">{sayFlow(modes[step.mode])}</small>}
            <ul>
              {step.seats.map(seat => (
                <SeatLine key={seat.id} seat={seat} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}

const whys = {
  transfer: 'whyTransfer',
  escalated: 'whyEscalated',
  up: 'whyUp',
  added: 'whyAdded',
} as const
const seatStates = {
  approved: 'seatApproved',
  waiting: 'seatWaiting',
  left: 'seatLeft',
  vacant: 'seatVacant',
} as const

function SeatLine({ seat }: { seat: CaseStep['seats'][number] }) {
  const say = useText(approvalTexts)
  const names = useOrgNames()
  const { personId, by, at, from, state } = seat
  const name = names.member(personId)
  const signed = by !== null && by !== personId ? say('forName', { by: names.member(by), other: name }) : name
  return (
    <li className={`${css.seat} ${css[`seat-${state}`] ?? ''}`}>
      <Icon name={state === 'approved' ? 'check' : state === 'vacant' ? 'warn' : 'person'} size={14} />
      <span>
        {signed} <small className="quiet">{say(seatStates[state])}</small>
        {at !== null && <small className="quiet num"> {minuteTime(at)}</small>}
        {from && (
          <small className="quiet"> · {say(whys[from.why], { name: names.member(from.personId) })}</small>
        )}
      </span>
    </li>
  )
}
