import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import {
  type ContactView,
  dealRoles,
  deleteContact,
  restoreContact,
  revealContact,
  updateContact,
} from '#crm/contact/api.ts'
import { ApiError } from '../app/errors.ts'
import { call } from '../app/http.ts'
import { pick, type Say, useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { queries } from '../app/queries.ts'
import { useMay } from '../app/session.ts'
import { useGo, useScreenParams } from '../app/url-state.ts'
import { usePhone } from '../theme/preferences.ts'
import { Chip } from '../ui/Badge.tsx'
import { FactsPanel } from '../ui/FactsPanel.tsx'
import { Icon } from '../ui/icons.tsx'
import { PageBody, PageHead } from '../ui/PageHead.tsx'
import { ErrorState, SkeletonCards } from '../ui/States.tsx'
import type { Fact } from '../ui/types.ts'
import { useUndo } from '../ui/useUndo.tsx'
import { AccountPicker } from './AccountPicker.tsx'
import { ActsTimeline } from './account/AccountTimeline.tsx'
import css from './crm.module.css'
import { contactQuery, refreshCrm } from './data.ts'
import { EraseSheet } from './EraseSheet.tsx'
import { NoteSheet } from './NoteSheet.tsx'
import { personName } from './person.ts'
import { type CrmText, crmTexts } from './texts.ts'

/** One person: how to reach them, their part in the deal, and what was noted with them. */
export default function ContactPage() {
  const { id } = useScreenParams<'id'>()
  const contact = useQuery(contactQuery(id))
  if (contact.error && !contact.data)
    return <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
  if (!contact.data) return <SkeletonCards count={2} />
  return <Loaded contact={contact.data} />
}

function Loaded({ contact }: { contact: ContactView }) {
  const say = useText(crmTexts)
  const may = useMay()
  const save = useSave(contact)
  const [noting, setNoting] = useState(false)
  const phone = usePhone()
  const account = contact.accountId ? { id: contact.accountId, name: contact.accountName ?? '' } : undefined
  return (
    <>
      <PageHead
        back="/contacts"
        title={personName(contact, say)}
        marks={contact.role && <Chip tone="green">{say(contact.role)}</Chip>}
        subtitle={
          <>
            {!phone && contact.title}
            {!phone && contact.title && account && ' · '}
            {account && (
              <Link to={`/accounts/${account.id}`} className="link">
                {account.name}
              </Link>
            )}
          </>
        }
        actions={
          <>
            {account && may('crm.write') && (
              <Button type="primary" icon={<Icon name="edit" size={16} />} onClick={() => setNoting(true)}>
                {say('note')}
              </Button>
            )}
            <More contact={contact} />
          </>
        }
      />
      <PageBody narrow>
        <section className={`card ${css.panel}`}>
          <FactsPanel
            groups={[{ title: say('profile'), facts: fields(contact, say) }]}
            {...(may('crm.write') ? { onSave: save } : {})}
          />
          <Phones contact={contact} onAdd={phone => save('phones+', phone)} />
          {may('crm.write') && (
            <div className={css.pick}>
              <span className="quiet">{say('account')}</span>
              <AccountPicker
                label={say('account')}
                value={contact.accountId}
                {...(contact.accountName ? { shown: contact.accountName } : {})}
                onChange={next => void save('accountId', next ?? '')}
              />
            </div>
          )}
        </section>
        <section className={`card ${css.acts}`}>
          <ActsTimeline
            subject={{ kind: 'contact', id: contact.id, account: contact.accountName ?? say('account') }}
          />
        </section>
      </PageBody>
      {account && (
        <NoteSheet open={noting} onClose={() => setNoting(false)} account={account} contactId={contact.id} />
      )}
    </>
  )
}

function fields(contact: ContactView, say: Say<CrmText>): Fact[] {
  const text = (key: 'title' | 'email' | 'wechat'): Fact => ({
    key,
    label: say(key),
    shown: contact[key] ?? '',
    editor: 'text',
  })
  return [
    {
      key: 'name',
      label: say('personName'),
      shown: personName(contact, say),
      raw: contact.name,
      editor: 'text',
    },
    text('title'),
    {
      key: 'role',
      label: say('role'),
      shown: contact.role ? say(contact.role) : '',
      raw: contact.role ?? '',
      editor: 'select',
      options: dealRoles.map(value => ({ value, label: say(value) })),
    },
    text('wechat'),
    text('email'),
  ]
}

/** Saves one field; what somebody else changed meanwhile is read first, and the reader saves again. */
function useSave(contact: ContactView) {
  const { message } = App.useApp()
  const locale = useLocale()
  return async (key: string, value: string): Promise<void> => {
    const changes =
      key === 'phones+' ? { phones: [...contact.phones, value] } : { [key]: value === '' ? null : value }
    try {
      const saved = await call(updateContact, {
        params: { id: contact.id },
        body: { version: contact.version, changes },
      })
      queries.setQueryData(contactQuery(contact.id).queryKey, saved)
      void refreshCrm()
    } catch (error) {
      if (error instanceof ApiError) void message.error(pick(error.text, locale))
      if (error instanceof ApiError && error.code === 'record.stale') void refreshCrm()
      throw error
    }
  }
}

function Phones({ contact, onAdd }: { contact: ContactView; onAdd: (phone: string) => Promise<void> }) {
  const say = useText(crmTexts)
  const may = useMay()
  const reveal = useMutation({ mutationFn: () => call(revealContact, { params: { id: contact.id } }) })
  const [typed, setTyped] = useState<string>()
  const add = async () => {
    if (typed?.trim()) await onAdd(typed.trim())
    setTyped(undefined)
  }
  return (
    <div className={css.phones}>
      <span className="quiet">{say('phones')}</span>
      <div>
        {reveal.data
          ? reveal.data.phones.map(phone => (
              <a key={phone.normal} className="num link" href={`tel:${phone.normal}`}>
                {phone.display}
              </a>
            ))
          : contact.phones.map(phone => (
              <span key={phone} className="num">
                {phone}
              </span>
            ))}
        {!reveal.data && contact.phones.length > 0 && may('person.reveal') && (
          <button
            type="button"
            className={`plain link small ${css.phoneAct}`}
            disabled={reveal.isPending}
            onClick={() => reveal.mutate()}
          >
            {say('reveal')}
          </button>
        )}
        {reveal.data && <span className="quiet small">{say('revealed')}</span>}
        {may('crm.write') && typed === undefined && (
          <button type="button" className={`plain link small ${css.phoneAct}`} onClick={() => setTyped('')}>
            {say('addPhone')}
          </button>
        )}
        {typed !== undefined && (
          <input
            // biome-ignore lint/a11y/noAutofocus: it opens because one clicked it
            autoFocus
            className={css.phoneInput}
            inputMode="tel"
            aria-label={say('addPhone')}
            value={typed}
            onChange={event => setTyped(event.target.value)}
            onBlur={() => void add()}
            onKeyDown={event => {
              if (event.key === 'Enter') void add()
              if (event.key === 'Escape') setTyped(undefined)
            }}
          />
        )}
      </div>
    </div>
  )
}

function More({ contact }: { contact: ContactView }) {
  const say = useText(crmTexts)
  const [erasing, setErasing] = useState(false)
  const may = useMay()
  const undo = useUndo()
  const go = useGo()
  const remove = async () => {
    await call(deleteContact, { params: { id: contact.id } })
    await go('/contacts')
    void refreshCrm()
    undo(
      say('deletedContact', { name: contact.name }),
      () => void call(restoreContact, { params: { id: contact.id } }).then(refreshCrm),
    )
  }
  const items = [
    ...(may('crm.delete')
      ? [{ key: 'delete', danger: true, label: say('delete'), onClick: () => void remove() }]
      : []),
    ...(may('consent.manage')
      ? [{ key: 'erase', danger: true, label: say('erase'), onClick: () => setErasing(true) }]
      : []),
  ]
  if (items.length === 0) return null
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button icon={<Icon name="more" size={18} />} aria-label={say('more')} />
      </Dropdown>
      <EraseSheet contact={contact} open={erasing} onClose={() => setErasing(false)} />
    </>
  )
}
