import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { type AccountView, deleteAccount, restoreAccount } from '#crm/account/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { useGo } from '../../app/url-state.ts'
import { QuoteFrom, useBegin } from '../../flows/collaboration/quote/NewQuoteSheet.tsx'
import { usePhone } from '../../theme/preferences.ts'
import { Chip, PriorityBadge } from '../../ui/Badge.tsx'
import { IntentNumber, IntentSparkline } from '../../ui/IntentSparkline.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useUndo } from '../../ui/useUndo.tsx'
import { useNow } from '../../ui/Values.tsx'
import { refreshCrm, useNames } from '../data.ts'
import { crmTexts } from '../texts.ts'
import { AccountTags } from './AccountTags.tsx'
import css from './account.module.css'
import { CallSheet } from './CallSheet.tsx'
import { dailyPoints, intentQuery } from './intent.ts'
import { MergeSheet } from './MergeSheet.tsx'

interface Props {
  account: AccountView
  onNote: () => void
}

/** Who it is, how it is going, and what one can do; the same on phone and desktop, differently laid out. */
export function AccountHead({ account, onNote }: Props) {
  return usePhone() ? <PhoneHead account={account} /> : <DeskHead account={account} onNote={onNote} />
}

function DeskHead({ account, onNote }: Props) {
  const say = useText(crmTexts)
  const may = useMay()
  return (
    <header className={css.head}>
      <span className={css.mark} aria-hidden="true">
        {shortMark(account)}
      </span>
      <div className={css.who}>
        <div className={css.line}>
          <h1>{account.name}</h1>
          {account.priority && <PriorityBadge value={account.priority} />}
          {account.placeholder && (
            <Chip tone="ochre" dot>
              {say('placeholder')}
            </Chip>
          )}
          {account.tier && <Chip tone="green">{account.tier}</Chip>}
        </div>
        <Meta account={account} />
        <AccountTags account={account} />
      </div>
      <Intent accountId={account.id} />
      <div className={css.do}>
        {may('crm.write') && (
          <Button type="primary" icon={<Icon name="edit" size={16} />} onClick={onNote}>
            {say('note')}
          </Button>
        )}
        {may('quote.write') && <QuoteFrom accountId={account.id} />}
        <More account={account} />
      </div>
    </header>
  )
}

function PhoneHead({ account }: { account: AccountView }) {
  const go = useGo()
  const say = useText(crmTexts)
  const names = useNames()
  const may = useMay()
  const [calling, setCalling] = useState(false)
  const owner = names.person(account.ownerId) || say('nobody')
  return (
    <header className={css.phoneHead}>
      <CallSheet account={account} open={calling} onClose={() => setCalling(false)} />
      <div className={css.phoneLine}>
        <button
          type="button"
          className={css.tap}
          aria-label={say('accounts')}
          onClick={() => void go('/accounts')}
        >
          <Icon name="back" size={22} />
        </button>
        {account.priority && <PriorityBadge value={account.priority} />}
        <h1 className="clip">{account.name}</h1>
        {may('person.reveal') && (
          <button
            type="button"
            className={css.tap}
            aria-label={say('callUp')}
            onClick={() => setCalling(true)}
          >
            <Icon name="phone" size={22} />
          </button>
        )}
        <More account={account} />
      </div>
      <p className={css.sub}>
        {[account.tier, account.industry, `${say('owner')} ${owner}`].filter(Boolean).join(' · ')}
      </p>
      <Intent accountId={account.id} />
    </header>
  )
}

function Meta({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const names = useNames()
  const place = [names.region(account.regionId), account.address].filter(Boolean).join(' · ')
  return (
    <p className={css.meta}>
      <span>
        <Icon name="person" size={16} />
        {say('owner')} <b>{names.person(account.ownerId) || say('nobody')}</b>
      </span>
      {place && (
        <span className="clip">
          <Icon name="pin" size={16} />
          {place}
        </span>
      )}
      {account.industry && (
        <span>
          <Icon name="building" size={16} />
          {account.industry}
        </span>
      )}
      {account.creditCode && <span className="num">{account.creditCode}</span>}
    </p>
  )
}

/** Where nothing has been scored yet, the head stays quiet. */
function Intent({ accountId }: { accountId: string }) {
  const now = useNow()
  const phone = usePhone()
  const { data } = useQuery(intentQuery(accountId))
  if (!data) return null
  const points = dailyPoints(data, now)
  return (
    <div className={css.intent}>
      <IntentNumber estimate={data.evidence.total} points={points} />
      <IntentSparkline points={points} estimate={data.evidence.total} height={phone ? 64 : 80} />
    </div>
  )
}

function More({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const may = useMay()
  const undo = useUndo()
  const go = useGo()
  const phone = usePhone()
  const begin = useBegin()
  const [quoteId] = useState(newId)
  const [merging, setMerging] = useState(false)
  const remove = async () => {
    await call(deleteAccount, { params: { id: account.id } })
    await go('/accounts')
    void refreshCrm()
    undo(
      say('deletedAccount', { name: account.name }),
      () => void call(restoreAccount, { params: { id: account.id } }).then(refreshCrm),
    )
  }
  const items = [
    ...(phone && may('quote.write')
      ? [
          {
            key: 'quote',
            label: say('newQuote'),
            onClick: () => begin.mutate({ id: quoteId, accountId: account.id }),
          },
        ]
      : []),
    ...(account.placeholder && may('crm.write')
      ? [{ key: 'merge', label: say('mergeInto'), onClick: () => setMerging(true) }]
      : []),
    ...(may('crm.delete')
      ? [{ key: 'delete', label: say('delete'), danger: true, onClick: () => void remove() }]
      : []),
  ]
  if (items.length === 0) return null
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button
          type={phone ? 'text' : 'default'}
          icon={<Icon name="more" size={18} />}
          aria-label={say('more')}
        />
      </Dropdown>
      <MergeSheet placeholder={account} open={merging} onClose={() => setMerging(false)} />
    </>
  )
}

/** Two characters that stand for the account: of the short name, else of the name without its place. */
function shortMark(account: AccountView): string {
  const name = account.shortName ?? account.name.replace(/^(.{2,3}?[省市区县])+/, '')
  return [...name].slice(0, /\p{Script=Han}/u.test(name) ? 2 : 1).join('')
}
