import type { ContractView } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { RelativeTime } from '../../../ui/Values.tsx'
import css from './contract.module.css'
import { contractTexts } from './texts.ts'

const keys = ['sent', 'signed-by-us', 'signed-by-customer', 'effective', 'declined', 'withdrawn', 'expired']

/** What happened to a contract, the newest first: who, when, how they were identified. */
export function History({ contract }: { contract: ContractView }) {
  const say = useText(contractTexts)
  const word = (type: string) => say(`event.${type}` as 'event.sent')
  const known = (how: string) => say(`how.${how}` as 'how.session')
  return (
    <section className={`card ${css.panel} ${css.history}`}>
      <h2>{say('history')}</h2>
      <ol className={css.line}>
        {[...contract.events].reverse().map(event => (
          <li key={event.seq} className={(keys.includes(event.type) ? css.key : undefined) ?? ''}>
            <span>{word(event.type)}</span>
            <span className="quiet small">
              {[event.who, event.how && known(event.how)].filter(Boolean).join(' · ')}{' '}
              <RelativeTime at={event.at} />
            </span>
          </li>
        ))}
      </ol>
      {contract.hash && contract.state !== 'draft' && (
        <p className={css.hash}>
          {say('fingerprint')} SHA-256 {contract.hash}
        </p>
      )}
      <p className="quiet small">{say('simple')}</p>
    </section>
  )
}
