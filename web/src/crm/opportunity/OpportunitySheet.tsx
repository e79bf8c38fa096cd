import { useMutation } from '@tanstack/react-query'
import { App, AutoComplete, Button, DatePicker, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { createOpportunity } from '#crm/opportunity/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import { Fault } from '../../ui/Fault.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { AccountPicker } from '../AccountPicker.tsx'
import css from '../crm.module.css'
import { refreshCrm, useNames } from '../data.ts'
import { toMinor, unitOf, usePipeline } from './data.ts'
import { opportunityTexts } from './texts.ts'

interface Fields {
  name: string
  accountId: string
  product?: string
  amount?: string
  expected?: Dayjs | null
  stage: string
  ownerId?: string | null
}

interface Props {
  open: boolean
  onClose: () => void
  /** Given where it is opened from an account. */
  account?: { id: string; name: string }
}

const currency = 'CNY'

/** Enters a new opportunity. */
export function OpportunitySheet({ open, onClose, account }: Props) {
  const say = useText(opportunityTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('newOpportunity')} width={480}>
      <Body onClose={onClose} {...(account ? { account } : {})} />
    </Sheet>
  )
}

function Body({ onClose, account }: Omit<Props, 'open'>) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const me = useMe()
  const names = useNames()
  const pipeline = usePipeline()
  const { message } = App.useApp()
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: ({ expected, amount, ownerId, product, ...fields }: Fields) =>
      call(createOpportunity, {
        body: {
          ...{ id, ...fields, currency },
          ownerId: ownerId ?? null,
          product: product || null,
          amount: amount ? (toMinor(amount, currency) ?? null) : null,
          expectedCloseOn: expected?.format('YYYY-MM-DD') ?? null,
        },
      }),
    onSuccess: saved => {
      void refreshCrm()
      void message.success(say('created', { name: saved.name }))
      onClose()
    },
  })
  const needed = (label: string) => [{ required: true, message: say('needed', { label }) }]
  const open = pipeline.stages.filter(stage => stage.outcome === 'open').map(stage => stage.key)
  if (open.length === 0) return null
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ ownerId: me.userId, stage: open[0], ...(account && { accountId: account.id }) }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item name="name" label={say('name')} rules={needed(say('name'))}>
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Form.Item name="accountId" label={say('account')} rules={needed(say('account'))}>
        <AccountPicker label={say('account')} {...(account ? { shown: account.name } : {})} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item
          name="amount"
          label={say('amount', { unit: unitOf(currency, locale) })}
          rules={[
            {
              validator: async (_, text?: string) => {
                if (text && toMinor(text, currency) === undefined) throw new Error(say('badNumber'))
              },
            },
          ]}
        >
          <Input inputMode="decimal" maxLength={18} />
        </Form.Item>
        <Form.Item name="expected" label={say('expected')}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="stage" label={say('stage')}>
          <Select options={pipeline.options.filter(option => open.includes(option.value))} />
        </Form.Item>
        <Form.Item name="product" label={say('product')}>
          <AutoComplete options={pipeline.products.map(value => ({ value }))} />
        </Form.Item>
        <Form.Item name="ownerId" label={say('owner')}>
          <Select
            allowClear
            placeholder={say('nobody')}
            options={names.people}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('create')}
      </Button>
    </Form>
  )
}
