import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ComponentType, useEffect } from 'react'
import { type LoopLine, type LoopStep, loopSteps } from '#collaboration/loop/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMe } from '../../../app/session.ts'
import { useGo, useUrlState } from '../../../app/url-state.ts'
import { useNames } from '../../../crm/data.ts'
import { Icon } from '../../../ui/icons.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { ApprovalPanel } from '../approval/ApprovalPanel.tsx'
import { ContractPanel } from '../contract/ContractPanel.tsx'
import { SlotPicker } from '../delivery/SlotPicker.tsx'
import { lineQuery, placeOf, stateText, whomText, whyText } from '../loop/data.ts'
import { StepRecord } from '../loop/StepRecord.tsx'
import { loopTexts } from '../loop/texts.ts'
import { MandatePanel } from '../mandate/MandatePanel.tsx'
import { PaymentPanel } from '../payment/PaymentPanel.tsx'
import { ReadingPanel } from './ReadingPanel.tsx'
import css from './steps.module.css'

/** What a panel gets: the quote as its page has read it. Each reads its own route by the quote's id. */
export interface DealPanelProps {
  quote: QuoteView
}

/** The panels of a deal from top to bottom, one line each: reading, mandate, approval, contract, slot, payment. */
const panels: { step: LoopStep; key: string; Panel: ComponentType<DealPanelProps> }[] = [
  { step: 'quote', key: 'reading', Panel: ReadingPanel },
  { step: 'approval', key: 'mandate', Panel: MandatePanel },
  { step: 'approval', key: 'approval', Panel: ApprovalPanel },
  { step: 'contract', key: 'contract', Panel: ContractPanel },
  { step: 'slot', key: 'slot', Panel: SlotPicker },
  { step: 'payment', key: 'payment', Panel: PaymentPanel },
]

/** The way of the deal on one line: what is done, what comes now; and the one next step with its button. */
export function QuoteSteps({ quote }: DealPanelProps) {
  const say = useText(loopTexts)
  const { data: line } = useQuery(lineQuery(quote.id))
  return (
    <div className={css.way}>
      <nav className={css.rail} aria-label={say('step')}>
        <ol>
          {loopSteps.map((step, at) => {
            const state = line?.steps[at]?.state ?? 'later'
            return (
              <li key={step} className={css[state] ?? ''}>
                <Link to={`/quotes/${quote.id}?view=${step === 'quote' ? 'edit' : 'deal'}#${step}`}>
                  <span className={css.mark}>
                    {state === 'done' ? <Icon name="check" size={14} /> : at + 1}
                  </span>
                  <span className={css.label}>{say(step)}</span>
                  <span className="unseen">{stateText(state, say)}</span>
                </Link>
              </li>
            )
          })}
        </ol>
      </nav>
      {line && <Next line={line} />}
    </div>
  )
}

/** What comes now, whom it waits for and since when. Whose turn it is gets the button, unless the step is on this page already. */
function Next({ line }: { line: LoopLine }) {
  const say = useText(loopTexts)
  const names = useNames()
  const go = useGo()
  const me = useMe().userId
  const [search] = useUrlState()
  const here = search.view === 'deal' ? !['delivery', 'quote'].includes(line.step) : line.step === 'quote'
  const mine = line.waitsFor.includes(me)
  return (
    <p className={css.next}>
      <b>{whyText(line.why, say)}</b>
      <span className="quiet">
        {line.state === 'open' && `${whomText(line, names, say)} · `}
        <RelativeTime at={line.since} />
      </span>
      {!here && line.state === 'open' && (
        <Button type={mine ? 'primary' : 'default'} onClick={() => void go(placeOf(line, line.step))}>
          {say(`go.${line.why}`)}
        </Button>
      )}
    </p>
  )
}

/** Everything about the deal beside its lines, one card per step. */
export function DealPanels({ quote }: DealPanelProps) {
  useScrollToHash()
  return (
    <div className={css.panels}>
      {panels.map(({ step, key, Panel }) => (
        <div key={key} id={step}>
          <Panel quote={quote} />
        </div>
      ))}
      <StepRecord quoteId={quote.id} />
    </div>
  )
}

/** Panels come one by one as their answers do: the one that the address names is brought into view once they stand. */
function useScrollToHash() {
  const { hash } = useLocation()
  useEffect(() => {
    if (!hash) return
    const wait = setTimeout(() => document.getElementById(hash)?.scrollIntoView({ block: 'start' }), 400)
    return () => clearTimeout(wait)
  }, [hash])
}
