import type { ComponentType } from 'react'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { ApprovalPanel } from '../approval/ApprovalPanel.tsx'
import { ContractPanel } from '../contract/ContractPanel.tsx'
import { SlotPicker } from '../delivery/SlotPicker.tsx'
import { MandatePanel } from '../mandate/MandatePanel.tsx'
import { PaymentPanel } from '../payment/PaymentPanel.tsx'
import { stepTexts } from './step-texts.ts'
import css from './steps.module.css'

/** The way of a deal, in its order. */
export const dealSteps = ['quote', 'approval', 'contract', 'slot', 'payment', 'delivery'] as const
export type DealStep = (typeof dealSteps)[number]

/** What a panel gets: the quote as its page has read it. Each reads its own route by the quote's id. */
export interface DealPanelProps {
  quote: QuoteView
}

/** The panels of a deal from top to bottom, one line each: mandate, approval, contract, slot, payment. */
const panels: { step: DealStep; key: string; Panel: ComponentType<DealPanelProps> }[] = [
  { step: 'approval', key: 'mandate', Panel: MandatePanel },
  { step: 'approval', key: 'approval', Panel: ApprovalPanel },
  { step: 'contract', key: 'contract', Panel: ContractPanel },
  { step: 'slot', key: 'slot', Panel: SlotPicker },
  { step: 'payment', key: 'payment', Panel: PaymentPanel },
]

type StepState = 'done' | 'now' | 'later' | 'ended'

const ended = ['declined', 'withdrawn', 'expired']

function stateOf(quote: QuoteView, step: DealStep): StepState {
  if (step !== 'quote') return 'later'
  if (ended.includes(quote.state)) return 'ended'
  return quote.revision === null ? 'now' : 'done'
}

/** The way of the deal on one line: what is done, what comes now. */
export function QuoteSteps({ quote }: DealPanelProps) {
  const say = useText(stepTexts)
  return (
    <nav className={css.rail} aria-label={say('steps')}>
      <ol>
        {dealSteps.map(step => {
          const state = stateOf(quote, step)
          return (
            <li key={step} className={css[state] ?? ''}>
              <Link to={`/quotes/${quote.id}?view=${step === 'quote' ? 'edit' : 'deal'}#${step}`}>
                <span className={css.mark}>
                  {state === 'done' ? <Icon name="check" size={14} /> : dealSteps.indexOf(step) + 1}
                </span>
                {say(step)}
                <span className="unseen">{say(state)}</span>
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

/** Everything about the deal beside its lines, one card per step. */
export function DealPanels({ quote }: DealPanelProps) {
  return (
    <div className={css.panels}>
      {panels.map(({ step, key, Panel }) => (
        <div key={key} id={step}>
          <Panel quote={quote} />
        </div>
      ))}
    </div>
  )
}
