import type { CaseLine, CaseView } from '#collaboration/approval/api.ts'
import { useText } from '../../../app/i18n.ts'
import { moneyExact, percent } from '../../../ui/format.ts'
import { Redline } from '../contract/Redline.tsx'
import css from './approval.module.css'
import { approvalTexts } from './texts.ts'

/** The lines in question first; the others behind a fold; then when the customer pays. */
export function Lines({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  const marked = view.lines.filter(line => line.marked)
  const others = view.lines.filter(line => !line.marked)
  return (
    <section className={`card ${css.card}`}>
      <h2>{say(titleOf(view, marked.length))}</h2>
      {marked.length > 0 && <List lines={marked} view={view} />}
      {marked.length > 0 && others.length > 0 ? (
        <details className={css.fold}>
          <summary>
            {say(view.subject === 'quote' ? 'otherLines' : 'otherClauses', { count: others.length })}
          </summary>
          <List lines={others} view={view} />
        </details>
      ) : (
        <List lines={others} view={view} />
      )}
      {view.payment.length > 0 && (
        <>
          <h3>{say('payment')}</h3>
          <ul className={css.payment}>
            {view.payment.map(({ label, percent: share, days }) => (
              <li key={`${label} ${days}`} className="num">
                {say('paymentLine', { percent: share, label, days })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const titleOf = ({ subject }: CaseView, marked: number) => {
  if (subject === 'contract') return marked > 0 ? 'clausesAsked' : 'clauses'
  return marked > 0 ? 'linesAsked' : 'lines'
}

function List({ lines, view }: { lines: CaseLine[]; view: CaseView }) {
  const say = useText(approvalTexts)
  const money = (minor: number) => moneyExact(minor, view.currency)
  return (
    <ul className={css.lines}>
      {lines.map(line => (
        <li key={line.id}>
          <div>
            <b>{line.name}</b>
            {line.gross !== null && <span className="num">{money(line.gross)}</span>}
          </div>
          {line.gross === null && (
            <p className={css.clause}>
              {line.redline?.length ? <Redline pieces={line.redline} /> : line.spec}
            </p>
          )}
          <dl className="num">
            {line.quantity && <Fact name={say('quantity')} value={`${line.quantity} ${line.unit}`.trim()} />}
            {line.list > 0 && <Fact name={say('listPrice')} value={money(line.list)} />}
            {line.discount !== null && <Fact name={say('discount')} value={percent(line.discount, 1)} />}
            {line.margin !== null && <Fact name={say('lineMargin')} value={percent(line.margin, 1)} />}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
