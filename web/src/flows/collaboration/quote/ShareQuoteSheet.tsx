import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { type QuoteView, quoteRoutes } from '#collaboration/quote/api.ts'
import { documentRoutes } from '#decision/document/api.ts'
import { newId } from '#kernel/id.ts'
import { addressOf, call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { contactsQuery } from '../../../crm/data.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './quote.module.css'
import { quoteTexts } from './texts.ts'

interface Fields {
  contactId?: string
  recipient?: string
  channel?: string
  download: boolean
}

interface Props {
  quote: QuoteView
  open: boolean
  onClose: () => void
}

/** One link per recipient, so that reading is measured per person and per part of the quote. */
export function ShareQuoteSheet({ quote, open, onClose }: Props) {
  const say = useText(quoteTexts)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say('share')}
      subtitle={say('shareNewest', { number: quote.revision ?? 0 })}
      width={420}
    >
      {open && <Body quote={quote} />}
    </Sheet>
  )
}

function Body({ quote }: { quote: QuoteView }) {
  const say = useText(quoteTexts)
  // Pressed twice it makes one link.
  const [id] = useState(newId)
  const people = useQuery(contactsQuery({ account: quote.accountId, size: 50 }))
  const share = useSave(
    (fields: Fields) =>
      call(quoteRoutes.share, {
        params: { id: quote.id },
        body: {
          id,
          ...{ contactId: fields.contactId ?? null, recipient: fields.recipient || null },
          ...{ channel: fields.channel ?? null, download: fields.download },
        },
      }),
    { refetch: [['quote', quote.id], ['documents']] },
  )
  if (share.data)
    return (
      <div className={css.stack}>
        <h3 role="status">{say('linkReady')}</h3>
        <CopyButton text={share.data.url} />
        <img
          src={addressOf(documentRoutes.linkQr.path, { id: share.data.linkId })}
          alt=""
          width={168}
          height={168}
        />
      </div>
    )
  const contacts = (people.data?.items ?? []).map(person => ({
    value: person.id,
    label: [person.name, person.title].filter(Boolean).join(' · '),
  }))
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{ download: true, channel: 'wechat' }}
      onFinish={share.mutate}
    >
      <Form.Item name="contactId" label={say('recipient')} extra={say('recipientHint')}>
        <Select allowClear options={contacts} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) =>
          !getFieldValue('contactId') && (
            <Form.Item name="recipient" label={say('name')}>
              <Input maxLength={60} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="channel" label={say('channel')}>
        <Select
          options={[
            ...(['wechat', 'wecom', 'mail'] as const).map(value => ({ value, label: say(value) })),
            { value: 'other', label: say('otherWay') },
          ]}
        />
      </Form.Item>
      <Form.Item name="download" label={say('allowDownload')} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={share.isPending}>
        {say('makeLink')}
      </Button>
    </Form>
  )
}
