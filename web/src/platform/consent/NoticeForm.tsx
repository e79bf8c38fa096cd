import { Button, Form, Input } from 'antd'
import type { LocalText } from '#kernel/error.ts'
import { createPurpose, type PurposeView, publishNotice } from '#platform/consent/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Fault } from '../../ui/Fault.tsx'
import { consentTexts } from './texts.ts'

interface Fields {
  id: string
  name: LocalText
  line: LocalText
  body: LocalText
}

/** A new purpose with its first notice, or the next version of an existing one. */
export function NoticeForm({ purpose, onDone }: { purpose: PurposeView | undefined; onDone: () => void }) {
  const say = useText(consentTexts)
  const write = ({ id, name, line, body }: Fields): Promise<unknown> =>
    purpose
      ? call(publishNotice, { params: { purpose: purpose.id }, body: { line, body } })
      : call(createPurpose, { body: { id, name, line, body } })
  const save = useSave(write, { said: say('published'), refetch: [['consent']], onDone, silent: true })
  const start = purpose ? { line: purpose.notice.line, body: purpose.notice.body } : {}
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={start} onFinish={save.mutate}>
      <Fault error={save.error} />
      {!purpose && (
        <>
          <Form.Item
            name="id"
            label={say('purposeId')}
            extra={say('purposeIdHint')}
            rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{0,39}$/, message: say('purposeIdHint') }]}
          >
            <Input maxLength={40} />
          </Form.Item>
          <Both field="name" label={say('purposeName')} most={60} />
        </>
      )}
      <Both field="line" label={say('line')} hint={say('lineHint')} most={120} />
      <Both field="body" label={say('body')} most={5_000} rows={8} />
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('publish')}
      </Button>
    </Form>
  )
}

interface BothProps {
  field: keyof Omit<Fields, 'id'>
  label: string
  hint?: string
  most: number
  rows?: number
}

/** One text in both languages. */
function Both({ field, label, hint, most, rows = 1 }: BothProps) {
  const say = useText(consentTexts)
  return (
    <>
      {(['zh-CN', 'en'] as const).map(lang => (
        <Form.Item
          key={lang}
          name={[field, lang]}
          label={`${label} · ${say(lang === 'en' ? 'en' : 'zh')}`}
          {...(lang === 'en' && hint ? { extra: hint } : {})}
          rules={[{ required: true, whitespace: true, message: say('needed') }]}
        >
          {rows > 1 ? (
            <Input.TextArea rows={rows} maxLength={most} showCount lang={lang} />
          ) : (
            <Input maxLength={most} lang={lang} />
          )}
        </Form.Item>
      ))}
    </>
  )
}
