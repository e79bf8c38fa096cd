import { Button } from 'antd'
import { type ContractView, contractRoutes } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { LettersLink } from '../../../platform/letterbox/LettersLink.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import css from './contract.module.css'
import { contractTexts } from './texts.ts'

/** Whether the letter with the signing link went out; once more where somebody wants it. */
export function Letter({ contract }: { contract: ContractView }) {
  const say = useText(contractTexts)
  const { letter, state, mail, provider } = contract
  if (state !== 'sent' && state !== 'signed-by-us') return null
  if (letter?.state === 'due' && !letter.fault) return <p className="quiet">{say('letterDue')}</p>
  return (
    <>
      {!letter && <p className="quiet">{say('noLetter')}</p>}
      {letter?.state === 'sent' && <Sent contract={contract} at={letter.at} />}
      {letter && letter.state !== 'sent' && <Fault letter={letter} />}
      {(mail !== 'none' || provider !== null) && <Again contract={contract} first={letter === null} />}
    </>
  )
}

function Sent({ contract, at }: { contract: ContractView; at: number | null }) {
  const say = useText(contractTexts)
  const { draft, mail, provider } = contract
  if (mail === 'kept') return <LettersLink />
  const email = draft.signer?.email ?? ''
  return (
    <p className="quiet">
      {mail === 'none' ? say('handedOver', { name: provider ?? '' }) : say('letterSent', { email })}{' '}
      {at !== null && <RelativeTime at={at} />}
    </p>
  )
}

function Fault({ letter }: { letter: NonNullable<ContractView['letter']> }) {
  const say = useText(contractTexts)
  const locale = useLocale()
  const reason = letter.fault?.[locale] ?? ''
  return (
    <p className={css.warning} role="status">
      {say(letter.state === 'failed' ? 'letterFailed' : 'letterLater', { reason })}
    </p>
  )
}

function Again({ contract, first }: { contract: ContractView; first: boolean }) {
  const say = useText(contractTexts)
  const may = useMay()
  const again = useSave(() => call(contractRoutes.letter, { params: { id: contract.id } }), {
    refetch: [['contract'], ['contracts']],
    onDone: answer => queries.setQueryData(['contract', contract.id], answer),
  })
  if (!may('contract.write')) return null
  return (
    <Button
      size="small"
      style={{ justifySelf: 'start' }}
      loading={again.isPending}
      onClick={() => again.mutate(undefined)}
    >
      {say(first ? 'sendLetter' : 'sendAgain')}
    </Button>
  )
}
