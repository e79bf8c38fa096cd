import { Button, Dropdown, Input, type MenuProps } from 'antd'
import { useState } from 'react'
import { type ContractView, contractRoutes } from '#collaboration/contract/api.ts'
import { addressOf, call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './contract.module.css'
import { contractTexts } from './texts.ts'

/** Files, the signing link, taking back: everything beside the one next step. */
export function ContractActions({ contract }: { contract: ContractView }) {
  const say = useText(contractTexts)
  const phone = usePhone()
  const [withdrawing, setWithdrawing] = useState(false)
  const [linking, setLinking] = useState(false)
  const items = useItems(contract, { withdraw: () => setWithdrawing(true), link: () => setLinking(true) })
  const { id } = contract
  const done = contract.state === 'effective'
  return (
    <div className={css.actions}>
      {!phone && (
        <Button
          icon={<Icon name="document" size={16} />}
          href={addressOf(contractRoutes.pdf.path, { id })}
          target="_blank"
          rel="noreferrer"
        >
          {say(done ? 'signedPdf' : 'pdf')}
        </Button>
      )}
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button aria-label={say('more')} icon={<Icon name="more" size={18} />} />
      </Dropdown>
      <WithdrawSheet contract={contract} open={withdrawing} onClose={() => setWithdrawing(false)} />
      <LinkSheet contract={contract} open={linking} onClose={() => setLinking(false)} />
    </div>
  )
}

function useItems(
  contract: ContractView,
  act: { withdraw: () => void; link: () => void },
): NonNullable<MenuProps['items']> {
  const say = useText(contractTexts)
  const may = useMay()
  const { id, state, draftVersion, quoteId } = contract
  const renew = useSave(
    () => call(contractRoutes.renew, { params: { id }, body: { version: draftVersion } }),
    { refetch: [['contract'], ['contracts'], ['quote', quoteId]] },
  )
  const file = (key: 'pdf' | 'docx' | 'evidence', blank: boolean) => ({
    key,
    label: (
      <a
        href={addressOf(contractRoutes[key].path, { id })}
        {...(blank ? { target: '_blank', rel: 'noreferrer' } : { download: true })}
      >
        {say(key)}
      </a>
    ),
  })
  const write = may('contract.write')
  const open = state === 'sent' || state === 'signed-by-us' || state === 'signed-by-customer'
  return [
    file('pdf', true),
    file('docx', false),
    ...(contract.version === null ? [] : [file('evidence', false)]),
    ...(write && open ? [{ key: 'link', label: say('copyLink'), onClick: act.link }] : []),
    ...(write && open ? [{ key: 'renew', label: say('renew'), onClick: () => renew.mutate(undefined) }] : []),
    ...(write && state !== 'effective' && state !== 'withdrawn'
      ? [{ key: 'withdraw', label: say('withdraw'), danger: true, onClick: act.withdraw }]
      : []),
  ]
}

interface SheetProps {
  contract: ContractView
  open: boolean
  onClose: () => void
}

function WithdrawSheet({ contract, open, onClose }: SheetProps) {
  const say = useText(contractTexts)
  const [reason, setReason] = useState('')
  const withdraw = useSave(
    () =>
      call(contractRoutes.withdraw, {
        params: { id: contract.id },
        body: reason.trim() ? { reason: reason.trim() } : {},
      }),
    { refetch: [['contract'], ['contracts'], ['quote', contract.quoteId]], onDone: onClose },
  )
  return (
    <Sheet open={open} onClose={onClose} title={say('withdraw')} width={400}>
      <div className={css.stack}>
        <p>{say('withdrawHint')}</p>
        <Input
          aria-label={say('reason')}
          placeholder={say('reason')}
          maxLength={300}
          value={reason}
          onChange={event => setReason(event.target.value)}
        />
        <Button type="primary" danger loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
          {say('withdraw')}
        </Button>
      </div>
    </Sheet>
  )
}

function LinkSheet({ contract, open, onClose }: SheetProps) {
  const say = useText(contractTexts)
  const link = useSave(() => call(contractRoutes.link, { params: { id: contract.id } }))
  return (
    <Sheet open={open} onClose={onClose} title={say('linkTitle')} width={420}>
      <div className={css.stack}>
        <p className="quiet">{say('linkHint')}</p>
        {link.data ? (
          <CopyButton text={link.data.url} />
        ) : (
          <Button type="primary" loading={link.isPending} onClick={() => link.mutate(undefined)}>
            {say('copyLink')}
          </Button>
        )}
      </div>
    </Sheet>
  )
}
