import { useMutation } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import {
  createLead,
  deleteLead,
  type LeadItem,
  type LeadStatus,
  leadStatuses,
  restoreLead,
  updateLead,
} from '#crm/lead/api.ts'
import { type Priority, priorities } from '#crm/record/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { useMay, useMe } from '../app/session.ts'
import { Fault } from '../ui/Fault.tsx'
import { Icon } from '../ui/icons.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { useUndo } from '../ui/useUndo.tsx'
import { AccountPicker } from './AccountPicker.tsx'
import css from './crm.module.css'
import { refreshCrm, useNames } from './data.ts'
import { crmTexts } from './texts.ts'

interface Fields {
  name: string
  accountId: string | null
  priority: Priority
  status: LeadStatus
  source: string | null
  ownerId: string | null
  remark: string | null
}

interface Props {
  /** Left out to enter a new one. */
  lead: LeadItem | undefined
  open: boolean
  onClose: () => void
}

/** Enters or changes a lead. */
export function LeadSheet({ lead, open, onClose }: Props) {
  const say = useText(crmTexts)
  return (
    <Sheet open={open} onClose={onClose} title={lead?.name ?? say('newLead')} width={480}>
      <Body key={lead?.id} lead={lead} onClose={onClose} />
    </Sheet>
  )
}

function Body({ lead, onClose }: Omit<Props, 'open'>) {
  const say = useText(crmTexts)
  const me = useMe()
  const names = useNames()
  const { message } = App.useApp()
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: (fields: Fields) => {
      const tidy = {
        ...fields,
        ownerId: fields.ownerId ?? null,
        accountId: fields.accountId ?? null,
        source: fields.source || null,
        remark: fields.remark || null,
      }
      return lead
        ? call(updateLead, { params: { id: lead.id }, body: { version: lead.version, changes: tidy } })
        : call(createLead, { body: { id, ...tidy } })
    },
    onSuccess: saved => {
      void refreshCrm()
      if (!lead) void message.success(say('createdNamed', { name: saved.name }))
      onClose()
    },
  })
  const initial = lead ?? { priority: 'C' as const, status: 'open' as const, ownerId: me.userId }
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={initial} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('needed', { label: say('name') }) }]}
      >
        <Input autoFocus={!lead} maxLength={120} />
      </Form.Item>
      <Form.Item name="accountId" label={say('account')}>
        <AccountPicker label={say('account')} {...(lead?.accountName ? { shown: lead.accountName } : {})} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="priority" label={say('priority')}>
          <Select options={priorities.map(value => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="status" label={say('status')}>
          <Select options={leadStatuses.map(value => ({ value, label: say(value) }))} />
        </Form.Item>
        <Form.Item name="ownerId" label={say('owner')}>
          <Select
            allowClear
            placeholder={say('nobody')}
            options={names.people}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="source" label={say('source')}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="remark" label={say('remark')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
      </Form.Item>
      <div className={css.chips}>
        <Button type="primary" htmlType="submit" loading={save.isPending} style={{ flex: 1 }}>
          {say('save')}
        </Button>
        {lead && <DeleteButton lead={lead} onDone={onClose} />}
      </div>
    </Form>
  )
}

function DeleteButton({ lead, onDone }: { lead: LeadItem; onDone: () => void }) {
  const say = useText(crmTexts)
  const may = useMay()
  const undo = useUndo()
  const remove = useMutation({
    mutationFn: () => call(deleteLead, { params: { id: lead.id } }),
    onSuccess: () => {
      void refreshCrm()
      onDone()
      undo(
        say('deletedLead', { name: lead.name }),
        () => void call(restoreLead, { params: { id: lead.id } }).then(refreshCrm),
      )
    },
  })
  if (!may('crm.delete')) return null
  return (
    <Button
      icon={<Icon name="trash" size={16} />}
      aria-label={say('delete')}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    />
  )
}
