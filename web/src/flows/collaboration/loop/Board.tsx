import { useState } from 'react'
import { type LoopLine, type LoopStep, loopSteps } from '#collaboration/loop/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useNames } from '../../../crm/data.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Money, RelativeTime } from '../../../ui/Values.tsx'
import { whomText, whyText } from './data.ts'
import css from './loop.module.css'
import { loopTexts } from './texts.ts'

interface Props {
  lines: LoopLine[]
  steps: { step: LoopStep; n: number; mine: number }[]
  /** How many there are in all: more than are shown, perhaps. */
  total: number
  /** Whether the counts of open deals are those of what is shown. */
  open: boolean
}

/** Deals in the step each is at, the longest waiting on top; on the phone one step at a time. */
export function Board({ lines, steps, total, open }: Props) {
  const say = useText(loopTexts)
  const phone = usePhone()
  const at = (step: LoopStep) => lines.filter(line => line.step === step)
  const count = (step: LoopStep) =>
    open ? (steps.find(each => each.step === step)?.n ?? 0) : at(step).length
  const [chosen, setChosen] = useState<LoopStep>()
  const shown = chosen ?? loopSteps.find(step => at(step).length > 0) ?? 'quote'
  const cut = total > lines.length && (
    <p className="quiet small">{say('longestShown', { shown: lines.length, total })}</p>
  )
  if (phone)
    return (
      <>
        {cut}
        <ol className={css.strip} aria-label={say('step')}>
          {loopSteps.map(step => (
            <li key={step}>
              <button type="button" aria-pressed={step === shown} onClick={() => setChosen(step)}>
                {say(step)} <b className="num">{count(step)}</b>
              </button>
            </li>
          ))}
        </ol>
        <Cards lines={at(shown)} />
      </>
    )
  return (
    <>
      {cut}
      <div className={css.board}>
        {loopSteps.map(step => (
          <section key={step} aria-label={say(step)}>
            <header>
              <h2>{say(step)}</h2>
              <span className="num quiet">{count(step)}</span>
            </header>
            <Cards lines={at(step)} />
          </section>
        ))}
      </div>
    </>
  )
}

function Cards({ lines }: { lines: LoopLine[] }) {
  const say = useText(loopTexts)
  if (lines.length === 0) return <p className={`quiet small ${css.none}`}>{say('noneHere')}</p>
  return (
    <ul className={css.cards}>
      {lines.map(line => (
        <li key={line.quoteId}>
          <DealCard line={line} />
        </li>
      ))}
    </ul>
  )
}

function DealCard({ line }: { line: LoopLine }) {
  const say = useText(loopTexts)
  const names = useNames()
  const trouble = line.why === 'blocked' || line.why === 'overdue' || line.why === 'returned'
  return (
    <Link to={`/quotes/${line.quoteId}?view=deal`} className={`card ${css.card}`}>
      <span className={css.cardHead}>
        <b>{line.accountName ?? line.name}</b>
        <Money minor={line.amount} currency={line.currency} />
      </span>
      <span className="quiet small">{line.name}</span>
      <span className={`${css.why} ${trouble ? css.trouble : ''}`}>
        {trouble && <Icon name="warn" size={14} />}
        {whyText(line.why, say)}
      </span>
      <span className={`quiet small ${css.who}`}>
        <span>{whomText(line, names, say)}</span>
        <RelativeTime at={line.since} />
      </span>
    </Link>
  )
}
