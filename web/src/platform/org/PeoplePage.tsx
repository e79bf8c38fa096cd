import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { createPasswordLink } from '#platform/identity/api.ts'
import { builtInRoles, type MemberView } from '#platform/org/api.ts'
import { changeMember } from '#platform/org/manage-api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useUrlState } from '../../app/url-state.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { FilterBar } from '../../ui/FilterBar.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { useUndo } from '../../ui/useUndo.tsx'
import { InviteForm } from './InviteForm.tsx'
import { inviteTexts } from './invite-texts.ts'
import { OpenInvitations } from './OpenInvitations.tsx'
import { departmentOptions, orgQuery, useOrgNames } from './org.ts'
import { orgTexts } from './texts.ts'

/** The people of the workspace: role, department, active or not. */
export default function PeoplePage() {
  const say = useText(orgTexts)
  const query = useQuery(orgQuery)
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<MemberView>()
  const [{ invite }] = useUrlState()
  const [inviting, setInviting] = useState(invite !== undefined)
  const sayInvite = useText(inviteTexts)
  const columns = useColumns()
  return (
    <>
      <PageHead
        title={say('people')}
        actions={
          <Button type="primary" onClick={() => setInviting(true)}>
            {sayInvite('invite')}
          </Button>
        }
      />
      <PageBody>
        <FilterBar search={search} onSearch={setSearch} placeholder={say('searchPeople')} />
        <Loaded query={query}>
          {org => (
            <SimpleTable
              label={say('people')}
              columns={columns}
              items={org.members.filter(member => fits(member, search))}
              rowKey={member => member.userId}
              onOpen={setOpen}
            />
          )}
        </Loaded>
        <OpenInvitations />
      </PageBody>
      <Sheet open={inviting} onClose={() => setInviting(false)} title={sayInvite('invite')} width={520}>
        <InviteForm
          role={builtInRoles.find(role => role === invite) ?? 'rep'}
          onDone={() => setInviting(false)}
        />
      </Sheet>
      <MemberSheet member={open} onClose={() => setOpen(undefined)} />
    </>
  )
}

function fits(member: MemberView, search: string): boolean {
  const wanted = search.trim().toLowerCase()
  return [member.name, member.email, member.title ?? ''].some(text => text.toLowerCase().includes(wanted))
}

function useColumns(): Column<MemberView>[] {
  const say = useText(orgTexts)
  const names = useOrgNames()
  return [
    {
      key: 'name',
      title: say('name'),
      render: m => <b style={{ fontWeight: 500 }}>{m.name}</b>,
      phone: 'title',
    },
    { key: 'title', title: say('title'), render: m => m.title ?? '' },
    { key: 'role', title: say('role'), render: m => names.role(m.roleId), phone: 'context' },
    {
      key: 'department',
      title: say('department'),
      render: m => names.department(m.departmentId) || say('none'),
    },
    { key: 'email', title: say('email'), render: m => m.email },
    {
      key: 'state',
      title: say('state'),
      render: m => (m.active ? <Chip tone="green">{say('active')}</Chip> : <Chip>{say('inactive')}</Chip>),
    },
  ]
}

function MemberSheet({ member, onClose }: { member: MemberView | undefined; onClose: () => void }) {
  return (
    <Sheet
      open={member !== undefined}
      onClose={onClose}
      title={member?.name ?? ''}
      subtitle={member?.email ?? ''}
    >
      {member && <MemberForm key={member.userId} member={member} onDone={onClose} />}
    </Sheet>
  )
}

type Fields = Pick<MemberView, 'name' | 'phone' | 'title' | 'roleId' | 'departmentId'>

function MemberForm({ member, onDone }: { member: MemberView; onDone: () => void }) {
  const say = useText(orgTexts)
  const { data: org } = useQuery(orgQuery)
  const names = useOrgNames()
  const departments = useMemo(() => departmentOptions(org?.departments ?? []), [org])
  const params = { userId: member.userId }
  const save = useSave((body: Fields) => call(changeMember, { params, body }), {
    said: say('saved'),
    refetch: [['org']],
    onDone,
    silent: true,
  })
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={member} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="title" label={say('title')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="phone" label={say('phone')}>
        <Input maxLength={40} inputMode="tel" />
      </Form.Item>
      <Form.Item name="roleId" label={say('role')}>
        <Select options={(org?.roles ?? []).map(role => ({ value: role.id, label: names.role(role.id) }))} />
      </Form.Item>
      <Form.Item
        name="departmentId"
        label={say('department')}
        getValueFromEvent={(value?: string) => value ?? null}
      >
        <Select allowClear options={departments} placeholder={say('none')} />
      </Form.Item>
      <div style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>
          <ActiveButton member={member} onDone={onDone} />
          <PasswordLinkButton member={member} />
        </span>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {say('save')}
        </Button>
      </div>
    </Form>
  )
}

/** A link by which the person chooses a new password; for who forgot theirs. */
function PasswordLinkButton({ member }: { member: MemberView }) {
  const say = useText(inviteTexts)
  const { modal } = App.useApp()
  const make = useSave(() => call(createPasswordLink, { params: { userId: member.userId } }), {
    onDone: ({ link }) => modal.info({ title: say('passwordLinkHint'), content: <CopyButton text={link} /> }),
  })
  if (!member.active) return null
  return (
    <Button type="text" loading={make.isPending} onClick={() => make.mutate(undefined)}>
      {say('passwordLink')}
    </Button>
  )
}

/** Ends or restores a person's access; taking it back is one tap away. */
function ActiveButton({ member, onDone }: { member: MemberView; onDone: () => void }) {
  const say = useText(orgTexts)
  const undoable = useUndo()
  const set = useSave(
    (active: boolean) => call(changeMember, { params: { userId: member.userId }, body: { active } }),
    {
      refetch: [['org']],
      onDone: (_, active) => {
        onDone()
        if (!active) undoable(say('deactivated', { name: member.name }), () => set.mutate(true))
      },
    },
  )
  return (
    <Button
      danger={member.active}
      type="text"
      loading={set.isPending}
      onClick={() => set.mutate(!member.active)}
    >
      {say(member.active ? 'deactivate' : 'activate')}
    </Button>
  )
}
