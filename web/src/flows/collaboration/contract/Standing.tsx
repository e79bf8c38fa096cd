import { Button } from 'antd'
import { type ContractView, contractRoutes } from '#collaboration/contract/api.ts'
import { addressOf } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { isoDay, moneyExact } from '../../../ui/format.ts'
import { ApprovalOf } from '../approval/ApprovalPanel.tsx'
import css from './contract.module.css'
import { stateTones } from './data.ts'
import { Letter } from './Letter.tsx'
import { NextButton } from './NextButton.tsx'
import { contractTexts } from './texts.ts'

/** Where a contract stands, what is in its way, and the one next step. */
export function Standing({
  contract,
  onClause,
}: {
  contract: ContractView
  onClause: (place: number) => void
}) {
  const say = useText(contractTexts)
  const locale = useLocale()
  const may = useMay()
  const { state, faults, snapshot } = contract
  const editing = state === 'draft'
  return (
    <>
      <div className={css.row}>
        <Chip tone={stateTones[state]} dot>
          {say(state)}
          {contract.version !== null && !editing && ` · ${say('versionOf', { number: contract.version })}`}
        </Chip>
      </div>
      <p className={css.total}>{moneyExact(contract.amount, contract.currency)}</p>
      {snapshot.capital && <p className="quiet small">{snapshot.capital}</p>}
      <p className="quiet small">
        <Link to={`/quotes/${contract.quoteId}?view=deal`} className="link">
          {say('quoteRevision', { number: snapshot.quote.number, revision: snapshot.quote.revision })}
        </Link>
      </p>
      <Words contract={contract} />
      {editing && faults.length > 0 && (
        <>
          <p className={css.fault}>{say('missing', { count: faults.length })}</p>
          <ul className={css.faults}>
            {faults.map(fault => (
              <li key={`${fault.clause} ${fault.text.en}`}>
                <button type="button" onClick={() => onClause(fault.clause ?? -1)}>
                  {fault.text[locale]}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {editing && faults.length === 0 && <p className="quiet">{say('complete')}</p>}
      {state === 'ready' && contract.cleared.quote && !contract.cleared.text && may('approval.read') && (
        <ApprovalOf subject="contract" id={contract.id} />
      )}
      <NextButton contract={contract} block />
      {state === 'effective' && (
        <Button
          type="primary"
          block
          href={addressOf(contractRoutes.pdf.path, { id: contract.id })}
          target="_blank"
          rel="noreferrer"
        >
          {say('signedPdf')}
        </Button>
      )}
    </>
  )
}

function Words({ contract }: { contract: ContractView }) {
  const say = useText(contractTexts)
  const locale = useLocale()
  const { state, newerRevision, cleared, seal, reason } = contract
  const out = state === 'effective' || state === 'withdrawn'
  const waiting = state === 'ready' || state === 'sent' || state === 'signed-by-customer'
  const day = (at: number | null) => (at === null ? '' : isoDay(at))
  // It ends with a day, so at the first instant of the next one.
  const lastDay = (at: number | null) => day(at === null ? null : at - 1)
  return (
    <>
      {reason && <p>{reason}</p>}
      {(state === 'sent' || state === 'signed-by-us') && (
        <p>{say('waitSign', { day: lastDay(contract.expiresAt) })}</p>
      )}
      <Letter contract={contract} />
      {state === 'signed-by-customer' && <p>{say('waitUs')}</p>}
      {state === 'effective' && (
        <p>
          {say('inEffect', {
            day: day(Math.max(contract.signedByUsAt ?? 0, contract.signedByCustomerAt ?? 0)),
          })}
        </p>
      )}
      {!out && newerRevision !== null && (
        <p className={css.warning}>{say('newer', { revision: newerRevision })}</p>
      )}
      {!out && !cleared.quote && <p className={css.warning}>{say('notClearedQuote')}</p>}
      {waiting && !cleared.text && <p className={css.warning}>{say('notClearedText')}</p>}
      {waiting && !seal.may && <p className={css.warning}>{seal.reason[locale]}</p>}
      {state === 'ready' && contract.mail === 'none' && contract.provider === null && (
        <p className={css.warning}>{say('noMail')}</p>
      )}
    </>
  )
}
