import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { mandateRoutes, type Scope } from '#collaboration/mandate/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay, useMe } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { orgQuery } from '../../../platform/org/org.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { mandateQuery } from './data.ts'
import css from './mandate.module.css'
import { Day, Field, ScopeFields } from './RowSheet.tsx'
import { mandateTexts } from './texts.ts'

/** “我休假时由…代”: from a day to a day, somebody approves for me. */
export function DelegateSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(mandateTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('newDelegation')} width={420}>
      {open && <Body onDone={onClose} />}
    </Sheet>
  )
}

const wan = 1_000_000
const noKinds = { families: [], tiers: [] }
const everywhere: Scope = { departmentId: null, regionId: null, family: null, tier: null }

function Body({ onDone }: { onDone: () => void }) {
  const say = useText(mandateTexts)
  const me = useMe()
  const may = useMay()('mandate.write')
  const [id] = useState(() => newId())
  const [fromId, setFromId] = useState(me.userId)
  const [toId, setToId] = useState<string>()
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string | null>(null)
  const [cap, setCap] = useState<number | null>(null)
  const [note, setNote] = useState('')
  const [scope, setScope] = useState<Scope>(everywhere)
  const { data: org } = useQuery(orgQuery)
  const { data: matrix } = useQuery(mandateQuery)
  const people = (org?.members ?? [])
    .filter(({ active }) => active)
    .map(({ userId, name, title }) => ({ value: userId, label: [name, title].filter(Boolean).join(' · ') }))
  const save = useSave(
    (days: { toId: string; from: string; to: string }) =>
      call(mandateRoutes.delegate, {
        body: {
          id,
          fromId,
          ...days,
          scope,
          note: note.trim(),
          ...(cap !== null && { caps: { amount: cap * wan } }),
        },
      }),
    { said: say('arranged'), refetch: [['mandate']], onDone, silent: true },
  )
  const search = { optionFilterProp: 'label' }
  return (
    <div className={css.form}>
      <Fault error={save.error} />
      {may && (
        <Field label={say('forWhom')}>
          <Select showSearch={search} value={fromId} options={people} onChange={setFromId} />
        </Field>
      )}
      <Field label={say('iLend')}>
        <Select
          showSearch={search}
          placeholder={say('toNeeded')}
          value={toId ?? null}
          options={people.filter(({ value }) => value !== fromId)}
          onChange={value => setToId(value ?? undefined)}
        />
      </Field>
      <div className={css.two}>
        <Day label={say('from')} value={from} onChange={setFrom} />
        <Day
          label={say('to')}
          value={to}
          onChange={setTo}
          wrong={from !== null && to !== null && to < from}
        />
      </div>
      <Field label={say('amountCap')}>
        <InputNumber
          min={0}
          value={cap}
          placeholder={say('amountCapHint')}
          onChange={setCap}
          style={{ width: '100%' }}
        />
      </Field>
      <details className={css.rest}>
        <summary>{say('moreScope')}</summary>
        <ScopeFields scope={scope} kinds={matrix ?? noKinds} onChange={setScope} />
      </details>
      <Field label={say('note')}>
        <Input maxLength={200} value={note} onChange={event => setNote(event.target.value)} />
      </Field>
      <Button
        type="primary"
        loading={save.isPending}
        disabled={!toId || !from || !to}
        onClick={() => toId && from && to && save.mutate({ toId, from, to })}
      >
        {say('newDelegation')}
      </Button>
    </div>
  )
}
