import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { type Fact as AccountFact, type AccountView, updateAccount, writeFact } from '#crm/account/api.ts'
import { priorities } from '#crm/record/api.ts'
import { ApiError, detailsOf } from '../../app/errors.ts'
import { call } from '../../app/http.ts'
import { pick, type Say, useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { FactsPanel } from '../../ui/FactsPanel.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { count, shortDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import type { Fact, FactGroup } from '../../ui/types.ts'
import { useUndo } from '../../ui/useUndo.tsx'
import { useNow } from '../../ui/Values.tsx'
import { accountQuery, facetsQuery, type Names, refreshCrm, useNames } from '../data.ts'
import { type CrmText, crmTexts } from '../texts.ts'
import css from './account.module.css'

/** Fields and facts of the account, each changed where it stands. */
export function AccountFacts({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const may = useMay()
  const names = useNames()
  const now = useNow()
  const save = useSave(account)
  const { data: facets } = useQuery(facetsQuery)
  const groups: FactGroup[] = [
    ...factGroups(account.facts, say, now),
    { title: say('profile'), facts: fields(account, say, names, facets?.tiers ?? []) },
  ]
  return (
    <>
      <FactsPanel groups={groups} {...(may('crm.write') ? { onSave: save } : {})} />
      {may('crm.write') && <AddFact account={account} />}
      <Related account={account} />
    </>
  )
}

function fields(account: AccountView, say: Say<CrmText>, names: Names, tiers: string[]): Fact[] {
  const text = (key: 'shortName' | 'creditCode' | 'industry' | 'address' | 'website'): Fact => ({
    key: `field:${key}`,
    label: say(key),
    shown: account[key] ?? '',
    editor: 'text',
  })
  const choice = (
    key: 'ownerId' | 'regionId' | 'priority',
    label: CrmText,
    shown: string,
    options: Fact['options'],
  ): Fact => ({
    key: `field:${key}`,
    label: say(label),
    shown,
    raw: account[key] ?? '',
    editor: 'select',
    options: options ?? [],
  })
  const letters = priorities.map(value => ({ value, label: value }))
  const pool = { value: '', label: say('nobody') }
  return [
    { key: 'field:name', label: say('name'), shown: account.name, editor: 'text' },
    text('shortName'),
    {
      key: 'field:tier',
      label: say('tier'),
      shown: account.tier ?? '',
      ...(tiers.length > 1
        ? { editor: 'select' as const, options: tiers.map(value => ({ value, label: value })) }
        : { editor: 'text' as const }),
    },
    text('industry'),
    choice('ownerId', 'owner', names.person(account.ownerId) || say('nobody'), [pool, ...names.people]),
    choice('regionId', 'region', names.region(account.regionId), names.regions),
    choice('priority', 'priority', account.priority ?? '', letters),
    text('creditCode'),
    text('address'),
    text('website'),
  ]
}

function factGroups(facts: readonly AccountFact[], say: Say<CrmText>, now: number): FactGroup[] {
  const groups = Map.groupBy(facts, fact => fact.group)
  return [...groups].map(([group, list]) => ({
    title: group || say(groups.size > 1 ? 'otherFacts' : 'facts'),
    facts: list.map(fact => ({
      key: `fact:${fact.name}`,
      label: fact.name,
      shown: [typeof fact.value === 'number' ? count(fact.value) : String(fact.value), fact.unit]
        .filter(Boolean)
        .join(' '),
      raw: String(fact.value),
      ...(fact.unit ? { unit: fact.unit } : {}),
      origin: say('byOnDay', { source: fact.source, day: shortDay(fact.at, now) }),
      editor: typeof fact.value === 'number' ? ('number' as const) : ('text' as const),
    })),
  }))
}

/** What somebody else wrote meanwhile. */
interface Stale {
  version: number
  fields: Record<string, { yours: unknown; theirs: unknown }>
}

/** Saves one field or fact. On a conflict both values are shown and one is chosen; rejects when nothing was saved. */
function useSave(account: AccountView) {
  const { modal, message } = App.useApp()
  const say = useText(crmTexts)
  const locale = useLocale()
  const undo = useUndo()
  const write = async (key: string, value: string, version: number): Promise<AccountView> => {
    const [kind, ...rest] = key.split(':')
    const name = rest.join(':')
    const params = { id: account.id }
    return kind === 'fact'
      ? call(writeFact, { params, body: { version, name, value: factValue(account, name, value) } })
      : call(updateAccount, { params, body: { version, changes: { [name]: value === '' ? null : value } } })
  }
  const keep = (saved: AccountView) => {
    queries.setQueryData(accountQuery(account.id).queryKey, saved)
    void refreshCrm()
  }
  return async (key: string, value: string): Promise<void> => {
    try {
      keep(await write(key, value, account.version))
      if (key.startsWith('fact:') && value === '')
        undo(say('factRemoved', { name: key.slice(5) }), () => void restore(account, key.slice(5)).then(keep))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const stale = detailsOf<Stale>(error, 'record.stale')
      if (!stale) {
        void message.error(pick(error.text, locale))
        throw error
      }
      const [field, both] = Object.entries(stale.fields)[0] ?? []
      const mine = !field || !both || field === 'facts' || (await choose(modal, say, field, both))
      if (mine) keep(await write(key, value, stale.version))
      else void refreshCrm()
    }
  }
}

/** What a fact was before, written again. */
async function restore(account: AccountView, name: string): Promise<AccountView> {
  const before = account.facts.find(fact => fact.name === name)!
  const { version } = await queries.fetchQuery({ ...accountQuery(account.id), staleTime: 0 })
  const { at: _at, ...fact } = before
  return call(writeFact, { params: { id: account.id }, body: { version, ...fact } })
}

function factValue(account: AccountView, name: string, text: string): AccountFact['value'] | null {
  if (text === '') return null
  const number = Number(text.replace(/[,，\s]/g, ''))
  const wasNumber = typeof account.facts.find(fact => fact.name === name)?.value === 'number'
  return wasNumber && Number.isFinite(number) ? number : text
}

type Modal = ReturnType<typeof App.useApp>['modal']

/** @returns whether the reader's own value shall stand */
function choose(
  modal: Modal,
  say: Say<CrmText>,
  field: string,
  both: { yours: unknown; theirs: unknown },
): Promise<boolean> {
  const shown = (value: unknown) => (value === null || value === '' ? say('empty') : String(value))
  const known =
    field in
    { name: 1, tier: 1, industry: 1, address: 1, website: 1, shortName: 1, creditCode: 1, priority: 1 }
  return new Promise(resolve => {
    modal.confirm({
      icon: null,
      title: say('conflictTitle', { field: known ? say(field as CrmText) : field }),
      content: say('conflictBody', { theirs: shown(both.theirs), yours: shown(both.yours) }),
      okText: say('useMine'),
      cancelText: say('useTheirs'),
      onOk: () => resolve(true),
      onCancel: () => resolve(false),
    })
  })
}

function AddFact({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const [open, setOpen] = useState(false)
  const [fact, setFact] = useState({ name: '', value: '', unit: '' })
  const add = async () => {
    const number = Number(fact.value)
    const value = fact.value.trim() !== '' && Number.isFinite(number) ? number : fact.value.trim()
    const { version } = await queries.fetchQuery({ ...accountQuery(account.id), staleTime: 0 })
    const unit = fact.unit ? { unit: fact.unit } : {}
    const body = { version, name: fact.name.trim(), value, ...unit, group: account.facts.at(-1)?.group ?? '' }
    return call(writeFact, { params: { id: account.id }, body })
  }
  const save = useMutation({
    mutationFn: add,
    onSuccess: () => {
      setFact({ name: '', value: '', unit: '' })
      setOpen(false)
      void refreshCrm()
    },
  })
  if (!open)
    return (
      <button type="button" className={`plain link ${css.addFact}`} onClick={() => setOpen(true)}>
        <Icon name="plus" size={14} />
        {say('addFact')}
      </button>
    )
  const input = (key: keyof typeof fact, label: string) => (
    <Input
      autoFocus={key === 'name'}
      aria-label={label}
      placeholder={label}
      value={fact[key]}
      maxLength={40}
      onChange={event => setFact({ ...fact, [key]: event.target.value })}
    />
  )
  return (
    <form
      className={css.factForm}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Fault error={save.error} />
      {input('name', say('factName'))}
      {input('value', say('factValue'))}
      {input('unit', say('factUnit'))}
      <span>
        <Button type="primary" htmlType="submit" disabled={!fact.name.trim() || !fact.value.trim()}>
          {say('save')}
        </Button>
        <Button type="text" onClick={() => setOpen(false)}>
          {say('cancel')}
        </Button>
      </span>
    </form>
  )
}

/** Parent, accounts below, and what outside systems call it. */
function Related({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const link = ({ id, name }: { id: string; name: string }) => (
    <Link key={id} to={`/accounts/${id}`} className="link">
      {name}
    </Link>
  )
  return (
    <div className={css.related}>
      {account.parent && (
        <p>
          <span>{say('parent')}</span> {link(account.parent)}
        </p>
      )}
      {account.children.length > 0 && (
        <p>
          <span>{say('children')}</span> {account.children.map(link)}
        </p>
      )}
      {account.externalIds.length > 0 && (
        <p>
          <span>{say('externalIds')}</span>{' '}
          {account.externalIds.map(id => `${id.source}: ${id.externalId}`).join(' · ')}
        </p>
      )}
    </div>
  )
}
