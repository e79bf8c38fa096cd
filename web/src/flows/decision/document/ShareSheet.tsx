import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { listContacts } from '#crm/contact/api.ts'
import { type DocumentView, documentRoutes, type LinkView } from '#decision/document/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { addressOf, call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './document.module.css'
import { documentTexts } from './texts.ts'

interface Props {
  document: DocumentView
  open: boolean
  onClose: () => void
  /** An existing link to change; left out to make one. */
  link?: LinkView
}

interface Fields {
  contactId?: string
  recipient?: string
  channel?: string
  expires: string
  password?: string
  emailCheck: boolean
  email?: string
  download: boolean
  watermark: boolean
}

/** Makes a share link for one recipient, or changes one. */
export function ShareSheet({ document, open, onClose, link }: Props) {
  const say = useText(documentTexts)
  const subtitle = link?.recipient ?? document.title
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say(link ? 'linkSettings' : 'share')}
      subtitle={subtitle}
      width={480}
    >
      <Body key={link?.id} document={document} onClose={onClose} {...(link ? { link } : {})} />
    </Sheet>
  )
}

function Body({ document, onClose, link }: Omit<Props, 'open'>) {
  const say = useText(documentTexts)
  const [made, setMade] = useState<LinkView>()
  /** A double press makes one link. */
  const [id] = useState(() => newId())
  const save = useSave(
    (fields: Fields) => {
      const settings = settingsOf(fields, link)
      if (link) return call(documentRoutes.updateLink, { params: { id: link.id }, body: settings })
      const { contactId, recipient, channel } = fields
      const body = {
        ...settings,
        id,
        contactId: contactId ?? null,
        recipient: recipient || null,
        channel: channel ?? null,
      }
      return call(documentRoutes.createLink, { params: { id: document.id }, body })
    },
    { refetch: [['document']], silent: true, onDone: answer => (link ? onClose() : setMade(answer)) },
  )
  if (made) return <Ready link={made} />
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={initialOf(link)}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      {!link && <Recipient document={document} />}
      <Guards link={link} />
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say(link ? 'save' : 'makeLink')}
      </Button>
    </Form>
  )
}

function initialOf(link: LinkView | undefined): Partial<Fields> {
  if (!link) return { expires: '30', emailCheck: false, download: false, watermark: false, channel: 'wechat' }
  const { emailCheck, email, download, watermark, expiresAt } = link
  return { emailCheck, email: email ?? '', download, watermark, expires: expiresAt ? 'keep' : 'never' }
}

function settingsOf(fields: Fields, link: LinkView | undefined) {
  const { expires, password, emailCheck, email, download, watermark } = fields
  const days = Number(expires)
  const expiresAt = days
    ? new Date(Date.now() + days * DAY).toISOString()
    : expires === 'keep'
      ? undefined
      : null
  return {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(password ? { password } : link ? {} : { password: null }),
    emailCheck,
    email: emailCheck && email ? email : null,
    download,
    watermark,
  }
}

function Recipient({ document }: { document: DocumentView }) {
  const say = useText(documentTexts)
  const [text, setText] = useState('')
  const account = document.account?.id
  const { data, isFetching } = useQuery({
    queryKey: ['crm', 'contacts', 'pick', account, text],
    queryFn: () => {
      const query = { size: 20, ...(text ? { q: text } : {}), ...(account && !text ? { account } : {}) }
      return call(listContacts, { query })
    },
  })
  const options = (data?.items ?? []).map(item => ({
    value: item.id,
    label: [item.name, item.title, item.accountName].filter(Boolean).join(' · '),
  }))
  const ways = ['wechat', 'wecom', 'mail', 'dingtalk', 'feishu'] as const
  return (
    <>
      <Form.Item name="contactId" label={say('recipient')}>
        <Select
          allowClear
          showSearch={{ filterOption: false, onSearch: setText }}
          loading={isFetching}
          options={options}
          placeholder={say('contact')}
        />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="recipient" label={say('recipientName')} tooltip={say('recipientHint')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="channel" label={say('channel')}>
          <Select
            allowClear
            options={[
              ...ways.map(value => ({ value, label: say(value) })),
              { value: 'other', label: say('otherWay') },
            ]}
          />
        </Form.Item>
      </div>
    </>
  )
}

function Guards({ link }: { link: LinkView | undefined }) {
  const say = useText(documentTexts)
  const form = Form.useFormInstance<Fields>()
  const emailCheck = Form.useWatch('emailCheck', form)
  const [download, watermark] = [Form.useWatch('download', form), Form.useWatch('watermark', form)]
  const periods = [7, 30, 90].map(count => ({ value: String(count), label: say('days', { count }) }))
  const kept = link?.expiresAt
    ? [{ value: 'keep', label: say('expiresOn', { day: isoDay(Date.parse(link.expiresAt)) }) }]
    : []
  return (
    <>
      <div className={css.pair}>
        <Form.Item name="expires" label={say('expires')}>
          <Select options={[...kept, ...periods, { value: 'never', label: say('never') }]} />
        </Form.Item>
        <Form.Item
          name="password"
          label={say('password')}
          tooltip={say('passwordHint')}
          rules={[{ min: 4, message: say('passwordHint') }]}
        >
          <Input.Password
            autoComplete="new-password"
            placeholder={link?.password ? say('keepPassword') : ''}
          />
        </Form.Item>
      </div>
      <ul className={css.switches}>
        <Toggle name="download" label={say('download')} disabled={watermark} />
        <Toggle name="watermark" label={say('watermark')} disabled={download} />
        <Toggle name="emailCheck" label={say('emailCheck')} />
      </ul>
      {emailCheck && (
        <Form.Item name="email" label={say('allowedEmail')} extra={say('allowedEmailHint')}>
          <Input type="email" maxLength={200} />
        </Form.Item>
      )}
    </>
  )
}

function Toggle({
  name,
  label,
  disabled = false,
}: {
  name: keyof Fields
  label: string
  disabled?: boolean
}) {
  return (
    <li>
      <label htmlFor={name}>{label}</label>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch id={name} disabled={disabled} />
      </Form.Item>
    </li>
  )
}

function Ready({ link }: { link: LinkView }) {
  const say = useText(documentTexts)
  const name = link.recipient ?? say('recipient')
  return (
    <div className={css.ready}>
      <h3 role="status">{say('linkReady')}</h3>
      <p className="quiet">{say('linkReadyHint', { name })}</p>
      <CopyButton text={link.url} />
      <img
        src={addressOf(documentRoutes.linkQr.path, { id: link.id })}
        alt={say('qr')}
        width={168}
        height={168}
      />
    </div>
  )
}
