import { useMutation } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { createContact, type DealRole, dealRoles } from '#crm/contact/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { Fault } from '../ui/Fault.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { AccountPicker } from './AccountPicker.tsx'
import css from './crm.module.css'
import { refreshCrm } from './data.ts'
import { crmTexts } from './texts.ts'

interface Fields {
  name: string
  title?: string
  accountId?: string
  role?: DealRole
  phone?: string
  email?: string
  wechat?: string
}

interface Props {
  open: boolean
  onClose: () => void
  account?: { id: string; name: string }
}

/** Enters a person, of one account if it was opened there. */
export function ContactForm({ open, onClose, account }: Props) {
  const say = useText(crmTexts)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say('newContact')}
      {...(account ? { subtitle: account.name } : {})}
    >
      <Body onClose={onClose} {...(account ? { account } : {})} />
    </Sheet>
  )
}

function Body({ onClose, account }: Omit<Props, 'open'>) {
  const say = useText(crmTexts)
  const { message } = App.useApp()
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: ({ phone, ...fields }: Fields) => {
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Omit<
        Fields,
        'phone'
      >
      return call(createContact, {
        body: {
          id,
          ...(account ? { accountId: account.id } : {}),
          ...given,
          ...(phone ? { phones: [phone] } : {}),
        },
      })
    },
    onSuccess: contact => {
      void refreshCrm()
      void message.success(say('createdNamed', { name: contact.name }))
      onClose()
    },
  })
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={save.mutate}>
      <Fault error={save.error} />
      <div className={css.pair}>
        <Form.Item
          name="name"
          label={say('personName')}
          rules={[{ required: true, whitespace: true, message: say('needed', { label: say('personName') }) }]}
        >
          <Input autoFocus maxLength={80} />
        </Form.Item>
        <Form.Item name="title" label={say('title')}>
          <Input maxLength={80} />
        </Form.Item>
      </div>
      {!account && (
        <Form.Item name="accountId" label={say('account')}>
          <AccountPicker label={say('account')} />
        </Form.Item>
      )}
      <Form.Item name="role" label={say('role')}>
        <Select allowClear options={dealRoles.map(value => ({ value, label: say(value) }))} />
      </Form.Item>
      <Form.Item name="phone" label={say('phones')}>
        <Input maxLength={40} inputMode="tel" />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="wechat" label={say('wechat')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="email" label={say('email')}>
          <Input maxLength={254} type="email" />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}
