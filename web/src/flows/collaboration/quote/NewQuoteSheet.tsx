import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { quoteRoutes } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { AccountForm } from '../../../crm/AccountForm.tsx'
import { AccountPicker } from '../../../crm/AccountPicker.tsx'
import { accountQuery } from '../../../crm/data.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { refreshQuotes } from './data.ts'
import css from './quote.module.css'
import { quoteTexts } from './texts.ts'

interface Fields {
  accountId: string | null
  name?: string
}

interface Props {
  open: boolean
  onClose: () => void
  /** For whom it most likely is. */
  accountId?: string
}

/** Whom the quote is for; the rest is edited on its page. */
export function NewQuoteSheet({ open, onClose, accountId: given }: Props) {
  const say = useText(quoteTexts)
  const [id] = useState(newId)
  const begin = useBegin()
  const may = useMay()
  const [form] = Form.useForm<Fields>()
  const [entering, setEntering] = useState(false)
  const [made, setMade] = useState<{ id: string; name: string }>()
  const known = useQuery({ ...accountQuery(given ?? ''), enabled: given !== undefined }).data
  return (
    <Sheet open={open} onClose={onClose} title={say('newQuote')} width={420}>
      <Form<Fields>
        form={form}
        name="new-quote"
        layout="vertical"
        requiredMark={false}
        initialValues={{ accountId: given ?? null }}
        onFinish={({ accountId, name }) =>
          begin.mutate({ id, accountId: accountId!, ...(name ? { name } : {}) })
        }
      >
        <Fault error={begin.error} />
        <Form.Item
          name="accountId"
          label={say('account')}
          rules={[{ required: true, message: say('accountNeeded') }]}
        >
          <AccountPicker label={say('account')} shown={(made ?? known)?.name ?? '…'} />
        </Form.Item>
        {may('crm.write') && (
          <p className={css.other}>
            <Button type="link" onClick={() => setEntering(true)}>
              {say('newAccount')}
            </Button>
          </p>
        )}
        <Form.Item name="name" label={say('rename')}>
          <Input maxLength={120} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={begin.isPending}>
          {say('create')}
        </Button>
      </Form>
      <AccountForm
        open={entering}
        onClose={() => setEntering(false)}
        onMade={account => {
          setMade(account)
          form.setFieldValue('accountId', account.id)
        }}
      />
    </Sheet>
  )
}

/** Begins a quote and opens it. */
export function useBegin() {
  const go = useGo()
  return useMutation({
    mutationFn: (body: { id: string; accountId?: string; opportunityId?: string; name?: string }) =>
      call(quoteRoutes.create, { body }),
    onSuccess: quote => {
      void refreshQuotes()
      void go(`/quotes/${quote.id}`)
    },
  })
}

/** 新建报价 for the account or opportunity whose page one is on. Pressed twice it begins one quote. */
export function QuoteFrom(from: { accountId: string } | { opportunityId: string }) {
  const say = useText(quoteTexts)
  const [id] = useState(newId)
  const begin = useBegin()
  return (
    <Button
      icon={<Icon name="tag" size={16} />}
      loading={begin.isPending}
      onClick={() => begin.mutate({ id, ...from })}
    >
      {say('newQuote')}
    </Button>
  )
}
