import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { createInvitations, type Invitee, readInvitationList } from '#platform/identity/invitation-api.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { call } from '../../app/http.ts'
import { pick, useLocale, useText } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { LettersLink } from '../letterbox/LettersLink.tsx'
import { inviteTexts } from './invite-texts.ts'
import css from './Org.module.css'
import { departmentOptions, orgQuery, useOrgNames } from './org.ts'

type Checked = z.infer<(typeof readInvitationList)['answer']>
interface Defaults {
  text: string
  roleId: string
  departmentId: string | null
}

/** Invites by list: paste, look at what was understood, send. Or one link for whoever holds it. */
export function InviteForm({ role, onDone }: { role: BuiltInRole; onDone: () => void }) {
  const say = useText(inviteTexts)
  const { data: org } = useQuery(orgQuery)
  const names = useOrgNames()
  const [checked, setChecked] = useState<Checked>()
  const [form] = Form.useForm<Defaults>()
  const check = useSave((text: string) => call(readInvitationList, { body: { text } }), {
    onDone: setChecked,
    silent: true,
  })
  const create = useSave((people: Invitee[]) => call(createInvitations, { body: { people } }), {
    refetch: [['invitations']],
    silent: true,
  })
  if (create.data) return <Links answer={create.data} onDone={onDone} />
  const people = checked?.people.filter(person => !person.isMember) ?? []
  const send = (list: Invitee[]) => create.mutate(list)
  const withDefaults = () => {
    const { roleId, departmentId } = form.getFieldsValue()
    send(
      people.map(({ email, name, ...named }) => ({
        email,
        name,
        roleId: named.roleId ?? roleId,
        departmentId: named.departmentId ?? departmentId ?? null,
      })),
    )
  }
  const openLink = () => {
    const { roleId, departmentId } = form.getFieldsValue()
    send([{ email: null, name: null, roleId, departmentId: departmentId ?? null }])
  }
  // Its role is chosen before: the form takes what it begins with once.
  if (!org) return null
  const first = org.roles.find(({ builtIn }) => builtIn === role)
  return (
    <Form<Defaults>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ roleId: first?.id, departmentId: null }}
    >
      <Fault error={check.error ?? create.error} />
      <Form.Item name="text" label={say('list')} extra={say('listHint')}>
        <Input.TextArea rows={6} maxLength={200_000} onChange={() => setChecked(undefined)} />
      </Form.Item>
      <Form.Item name="roleId" label={say('role')}>
        <Select options={org.roles.map(({ id }) => ({ value: id, label: names.role(id) }))} />
      </Form.Item>
      <Form.Item
        name="departmentId"
        label={say('department')}
        getValueFromEvent={(value?: string) => value ?? null}
      >
        <Select allowClear options={departmentOptions(org.departments)} />
      </Form.Item>
      {checked && <Understood checked={checked} />}
      <div className={css.foot}>
        <Button type="text" loading={create.isPending} onClick={openLink} title={say('openLinkHint')}>
          {say('openLink')}
        </Button>
        {people.length > 0 ? (
          <Button type="primary" loading={create.isPending} onClick={withDefaults}>
            {say('send')}
          </Button>
        ) : (
          <Button
            type="primary"
            loading={check.isPending}
            onClick={() => check.mutate(form.getFieldValue('text') ?? '')}
          >
            {say('check')}
          </Button>
        )}
      </div>
    </Form>
  )
}

/** What the list was understood to say, faults first. */
function Understood({ checked }: { checked: Checked }) {
  const say = useText(inviteTexts)
  const locale = useLocale()
  return (
    <div style={{ display: 'grid', gap: 8, marginBottom: 16 }}>
      {checked.faults.map(fault => (
        <Alert
          key={fault.line}
          type="warning"
          title={`${say('line', { line: fault.line })} · ${pick(fault.message, locale)}`}
        />
      ))}
      <p className="num">
        {say('people', { count: checked.people.filter(person => !person.isMember).length })}
      </p>
      <ul>
        {checked.people.map(person => (
          <li key={person.line}>
            {person.email} <span className="quiet">{person.name}</span>{' '}
            {person.isMember && <Chip>{say('member')}</Chip>}
          </li>
        ))}
      </ul>
    </div>
  )
}

type Made = z.infer<(typeof createInvitations)['answer']>

function Links({ answer, onDone }: { answer: Made; onDone: () => void }) {
  const say = useText(inviteTexts)
  const { mail } = useMe()
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <Alert type="warning" showIcon title={say('links')} />
      {answer.skipped.length > 0 && (
        <p className="quiet">{say('skipped', { count: answer.skipped.length })}</p>
      )}
      <ul>
        {answer.invitations.map(one => (
          <li key={one.id} style={{ padding: '6px 0' }}>
            {one.email ?? say('anyone')}{' '}
            {one.isMailed && mail === 'smtp' && <Chip tone="green">{say('mailed')}</Chip>}
            <br />
            <CopyButton text={one.link} />
          </li>
        ))}
      </ul>
      {mail === 'kept' && <LettersLink />}
      <Button onClick={onDone}>{say('done')}</Button>
    </div>
  )
}
