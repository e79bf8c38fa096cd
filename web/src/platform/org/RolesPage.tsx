import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { type Permission, permissions, type RoleView, scopeKind } from '#platform/org/api.ts'
import { changeRole, createRole, type RoleInput, removeRole } from '#platform/org/manage-api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import css from './Org.module.css'
import { departmentOptions, orgQuery } from './org.ts'
import { roleName } from './role-name.ts'
import { orgTexts, permissionTexts } from './texts.ts'

/** Roles: what one may do, and whose records one sees. */
export default function RolesPage() {
  const say = useText(orgTexts)
  const query = useQuery(orgQuery)
  const [open, setOpen] = useState<RoleView | 'new'>()
  const isNew = open === 'new'
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead
        title={say('roles')}
        actions={<Button onClick={() => setOpen('new')}>{say('newRole')}</Button>}
      />
      <PageBody narrow>
        <Loaded query={query}>{org => <Roles roles={org.roles} onOpen={setOpen} />}</Loaded>
      </PageBody>
      <Sheet open={open !== undefined} onClose={close} title={isNew || !open ? say('newRole') : open.name}>
        {open && <RoleForm key={isNew ? 'new' : open.id} role={isNew ? undefined : open} onDone={close} />}
      </Sheet>
    </>
  )
}

function Roles({ roles, onOpen }: { roles: RoleView[]; onOpen: (role: RoleView) => void }) {
  const say = useText(orgTexts)
  const locale = useLocale()
  return (
    <ul className="card">
      {roles.map(role => (
        <li key={role.id}>
          <button type="button" className={css.row} onClick={() => onOpen(role)}>
            <span>
              {roleName(role.name, role.builtIn, locale)} {role.builtIn && <Chip>{say('builtIn')}</Chip>}
            </span>
            <small>{say(`scope.${role.scope}`)}</small>
            <small className="num">{say('permissionCount', { count: role.permissions.length })}</small>
            <Icon name="next" size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function RoleForm({ role, onDone }: { role: RoleView | undefined; onDone: () => void }) {
  const say = useText(orgTexts)
  const { data: org } = useQuery(orgQuery)
  const fixed = role?.builtIn === 'admin'
  const write = (body: RoleInput) =>
    role ? call(changeRole, { params: { id: role.id }, body }) : call(createRole, { body })
  const save = useSave(write, { said: say('saved'), refetch: [['org'], ['me']], onDone, silent: true })
  const start: Partial<RoleInput> = role ?? { permissions: ['crm.read'], scope: 'own', scopeDepartments: [] }
  return (
    <Form<RoleInput>
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onFinish={save.mutate}
      disabled={fixed}
    >
      <Fault error={save.error} />
      {fixed && <p className="quiet">{say('adminFixed')}</p>}
      <Form.Item
        name="name"
        label={say('roleName')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="scope" label={say('scope')}>
        <Radio.Group
          options={scopeKind.options.map(value => ({ value, label: say(`scope.${value}`) }))}
          vertical
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before: RoleInput, after: RoleInput) => before.scope !== after.scope}>
        {({ getFieldValue }) => (
          <Form.Item
            name="scopeDepartments"
            label={say('chosenDepartments')}
            hidden={getFieldValue('scope') !== 'departments'}
          >
            <Select mode="multiple" options={departmentOptions(org?.departments ?? [])} />
          </Form.Item>
        )}
      </Form.Item>
      <Form.Item name="permissions" label={say('permissions')}>
        <Permissions />
      </Form.Item>
      {!fixed && (
        <div className={css.foot}>
          {role && !role.builtIn ? (
            <RemoveButton
              name={role.name}
              remove={() => call(removeRole, { params: { id: role.id } })}
              refetch={[['org']]}
              onDone={onDone}
            />
          ) : (
            <span />
          )}
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {say('save')}
          </Button>
        </div>
      )}
    </Form>
  )
}

/** All permissions as boxes to tick; a form control. */
function Permissions({
  value = [],
  onChange,
}: {
  value?: Permission[]
  onChange?: (value: Permission[]) => void
}) {
  const say = useText(permissionTexts)
  return (
    <Checkbox.Group<Permission>
      className={css.permissions ?? ''}
      value={value}
      options={permissions.map(permission => ({ value: permission, label: say(permission) }))}
      onChange={chosen => onChange?.(chosen)}
    />
  )
}
