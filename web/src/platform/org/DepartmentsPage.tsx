import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import type { DepartmentView, RegionView } from '#platform/org/api.ts'
import {
  changeDepartment,
  changeRegion,
  createDepartment,
  createRegion,
  removeDepartment,
  removeRegion,
} from '#platform/org/manage-api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { shellTexts } from '../../shell/texts.ts'
import { Fault } from '../../ui/Fault.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { EmptyState } from '../../ui/States.tsx'
import css from './Org.module.css'
import { departmentOptions, departmentTree, orgQuery, useOrgNames } from './org.ts'
import { orgTexts } from './texts.ts'

type Opened = { department: DepartmentView | 'new' } | { region: RegionView | 'new' }

/** The tree of departments, and the regions they belong to. */
export default function DepartmentsPage() {
  const sayShell = useText(shellTexts)
  const query = useQuery(orgQuery)
  const [open, setOpen] = useState<Opened>()
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead title={sayShell('departments')} />
      <PageBody>
        <Loaded query={query}>
          {org => (
            <div className={css.columns}>
              <Departments departments={org.departments} onOpen={department => setOpen({ department })} />
              <Regions regions={org.regions} onOpen={region => setOpen({ region })} />
            </div>
          )}
        </Loaded>
      </PageBody>
      <DepartmentSheet
        department={open && 'department' in open ? open.department : undefined}
        onClose={close}
      />
      <RegionSheet region={open && 'region' in open ? open.region : undefined} onClose={close} />
    </>
  )
}

interface DepartmentsProps {
  departments: DepartmentView[]
  onOpen: (department: DepartmentView | 'new') => void
}

function Departments({ departments, onOpen }: DepartmentsProps) {
  const say = useText(orgTexts)
  const names = useOrgNames()
  const { data: org } = useQuery(orgQuery)
  const people = (id: string) =>
    org?.members.filter(member => member.departmentId === id && member.active).length ?? 0
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('departments')}</h2>
        <Button size="small" onClick={() => onOpen('new')}>
          {say('newDepartment')}
        </Button>
      </header>
      {departments.length === 0 && (
        <EmptyState icon="people" title={say('noDepartments')} hint={say('noDepartmentsHint')} />
      )}
      <ul>
        {departmentTree(departments).map(({ department, depth }) => (
          <li key={department.id}>
            <button
              type="button"
              className={css.row}
              style={{ paddingLeft: 16 + depth * 24 }}
              onClick={() => onOpen(department)}
            >
              <span>{department.name}</span>
              <small>
                {[names.region(department.regionId), names.member(department.headId)]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
              <small className="num">{say('members', { count: people(department.id) })}</small>
              <Icon name="next" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Regions({
  regions,
  onOpen,
}: {
  regions: RegionView[]
  onOpen: (region: RegionView | 'new') => void
}) {
  const say = useText(orgTexts)
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('regions')}</h2>
        <Button size="small" onClick={() => onOpen('new')}>
          {say('newRegion')}
        </Button>
      </header>
      {regions.length === 0 && <EmptyState icon="pin" title={say('noRegions')} hint={say('noRegionsHint')} />}
      <ul>
        {regions.map(region => (
          <li key={region.id}>
            <button type="button" className={css.row} onClick={() => onOpen(region)}>
              <span>{region.name}</span>
              <Icon name="next" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

type DepartmentFields = Omit<DepartmentView, 'id'>

function DepartmentSheet({
  department,
  onClose,
}: {
  department: DepartmentView | 'new' | undefined
  onClose: () => void
}) {
  const say = useText(orgTexts)
  const isNew = department === 'new'
  return (
    <Sheet
      open={department !== undefined}
      onClose={onClose}
      title={isNew || !department ? say('newDepartment') : department.name}
    >
      {department && (
        <DepartmentForm
          key={isNew ? 'new' : department.id}
          department={isNew ? undefined : department}
          onDone={onClose}
        />
      )}
    </Sheet>
  )
}

function DepartmentForm({
  department,
  onDone,
}: {
  department: DepartmentView | undefined
  onDone: () => void
}) {
  const say = useText(orgTexts)
  const { data: org } = useQuery(orgQuery)
  const write = (body: DepartmentFields) =>
    department
      ? call(changeDepartment, { params: { id: department.id }, body })
      : call(createDepartment, { body })
  const save = useSave(write, { said: say('saved'), refetch: [['org']], onDone, silent: true })
  const others = (org?.departments ?? []).filter(other => other.id !== department?.id)
  return (
    <Form<DepartmentFields>
      layout="vertical"
      requiredMark={false}
      initialValues={department ?? {}}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('departmentName')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input maxLength={60} autoFocus />
      </Form.Item>
      <Choice name="parentId" label={say('parent')} options={departmentOptions(others)} empty={say('top')} />
      <Choice
        name="regionId"
        label={say('region')}
        options={(org?.regions ?? []).map(r => ({ value: r.id, label: r.name }))}
        empty={say('none')}
      />
      <Choice
        name="headId"
        label={say('head')}
        options={(org?.members ?? []).map(m => ({ value: m.userId, label: m.name }))}
        empty={say('none')}
      />
      <div className={css.foot}>
        {department ? (
          <RemoveButton
            name={department.name}
            remove={() => call(removeDepartment, { params: { id: department.id } })}
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
    </Form>
  )
}

interface ChoiceProps {
  name: string
  label: string
  options: { value: string; label: string }[]
  empty: string
}

/** A select that may be left empty, which is null to the server. */
function Choice({ name, label, options, empty }: ChoiceProps) {
  return (
    <Form.Item name={name} label={label} getValueFromEvent={(value?: string) => value ?? null}>
      <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={options} placeholder={empty} />
    </Form.Item>
  )
}

function RegionSheet({ region, onClose }: { region: RegionView | 'new' | undefined; onClose: () => void }) {
  const say = useText(orgTexts)
  const existing = region === 'new' ? undefined : region
  const write = (body: { name: string }) =>
    existing ? call(changeRegion, { params: { id: existing.id }, body }) : call(createRegion, { body })
  const save = useSave(write, { said: say('saved'), refetch: [['org']], onDone: onClose, silent: true })
  return (
    <Sheet open={region !== undefined} onClose={onClose} title={existing?.name ?? say('newRegion')}>
      <Form<{ name: string }>
        layout="vertical"
        requiredMark={false}
        initialValues={existing ?? {}}
        onFinish={save.mutate}
      >
        <Fault error={save.error} />
        <Form.Item
          name="name"
          label={say('regionName')}
          rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
        >
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <div className={css.foot}>
          {existing ? (
            <RemoveButton
              name={existing.name}
              remove={() => call(removeRegion, { params: { id: existing.id } })}
              refetch={[['org']]}
              onDone={onClose}
            />
          ) : (
            <span />
          )}
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {say('save')}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
