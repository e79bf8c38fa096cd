import { Button } from 'antd'
import { useState } from 'react'
import type { ContractView } from '#collaboration/contract/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Icon } from '../../../ui/icons.tsx'
import css from './contract.module.css'
import { riskTones } from './data.ts'
import { Redline } from './Redline.tsx'
import { contractTexts } from './texts.ts'

interface Props {
  contract: ContractView
  /** From 0. */
  place: number
  onEdit?: () => void
}

/** One clause: its text, and where it departs from the library, what was taken out and put in. */
export function ClauseCard({ contract, place, onEdit }: Props) {
  const say = useText(contractTexts)
  const locale = useLocale()
  const clause = contract.draft.clauses[place]!
  const state = contract.clauses[place]!
  const [redline, setRedline] = useState(true)
  const faults = contract.faults.filter(fault => fault.clause === place)
  const departs = state.wording !== 'standard'
  return (
    <article className={`${css.clause} ${faults.length > 0 ? css.faulty : ''}`} aria-label={clause.title}>
      <header className={css.clauseHead}>
        <h3>
          {place + 1}. {clause.title}
        </h3>
        {departs && (
          <Chip tone={riskTones[state.risk]} dot>
            <span title={say('riskHint')}>{say(state.risk)}</span>
          </Chip>
        )}
        <Chip tone={departs ? 'ochre' : 'plain'}>{say(state.wording)}</Chip>
        {onEdit && (
          <Button
            type="text"
            aria-label={`${say('edit')} ${clause.title}`}
            icon={<Icon name="edit" size={16} />}
            onClick={onEdit}
          />
        )}
      </header>
      {redline && state.wording === 'changed' ? (
        <p className={css.text}>
          <Redline pieces={state.redline} />
        </p>
      ) : (
        <p className={css.text}>{state.text}</p>
      )}
      {faults.map(fault => (
        <p key={fault.text.en} className={css.fault}>
          <Icon name="warn" size={16} />
          {fault.text[locale]}
        </p>
      ))}
      {state.wording === 'changed' && (
        <div>
          <Button size="small" type="link" onClick={() => setRedline(!redline)}>
            {say(redline ? 'showText' : 'showRedline')}
          </Button>
        </div>
      )}
    </article>
  )
}
