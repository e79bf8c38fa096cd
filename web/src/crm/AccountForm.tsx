import { useMutation, useQuery } from '@tanstack/react-query'
import { App, AutoComplete, Button, Form, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { createAccount, type DuplicateHint, findDuplicates } from '#crm/account/api.ts'
import { newId } from '#kernel/id.ts'
import { ApiError } from '../app/errors.ts'
import { call } from '../app/http.ts'
import { pick, useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useMe } from '../app/session.ts'
import { useGo } from '../app/url-state.ts'
import { Fault } from '../ui/Fault.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import css from './crm.module.css'
import { facetsQuery, refreshCrm, useNames } from './data.ts'
import { crmTexts } from './texts.ts'

interface Fields {
  name: string
  shortName?: string
  creditCode?: string
  ownerId?: string
  regionId?: string
  tier?: string
  industry?: string
  address?: string
}

interface Props {
  open: boolean
  onClose: () => void
  /** Takes the new account instead of its page being opened. */
  onMade?: (account: { id: string; name: string }) => void
}

/** Enters an account; while one types, likely duplicates are shown with the reason. */
export function AccountForm({ open, onClose, onMade }: Props) {
  const say = useText(crmTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('newAccount')} width={520}>
      <Body onClose={onClose} {...(onMade && { onMade })} />
    </Sheet>
  )
}

function Body({ onClose, onMade }: Omit<Props, 'open'>) {
  const say = useText(crmTexts)
  const locale = useLocale()
  const me = useMe()
  const go = useGo()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const hints = useDuplicates(Form.useWatch('name', form), Form.useWatch('creditCode', form))
  const save = useMutation({
    mutationFn: (fields: Fields) => call(createAccount, { body: { id, ...filled(fields) } }),
    onSuccess: account => {
      void refreshCrm()
      void message.success(say('createdNamed', { name: account.name }))
      onClose()
      if (onMade) onMade(account)
      else void go(`/accounts/${account.id}`)
    },
  })
  const codeFault = save.error instanceof ApiError && save.error.code.startsWith('account.code')
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ownerId: me.userId }}
      onFinish={save.mutate}
    >
      {!codeFault && <Fault error={save.error} />}
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('needed', { label: say('name') }) }]}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Duplicates hints={hints} onClose={onClose} />
      <Form.Item
        name="creditCode"
        label={say('creditCode')}
        {...(codeFault
          ? { validateStatus: 'error' as const, help: pick((save.error as ApiError).text, locale) }
          : {})}
      >
        <Input maxLength={40} autoCapitalize="characters" className="num" />
      </Form.Item>
      <MoreFields />
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('create')}
      </Button>
    </Form>
  )
}

function MoreFields() {
  const say = useText(crmTexts)
  const names = useNames()
  const { data } = useQuery(facetsQuery)
  const options = (values: string[] = []) => values.map(value => ({ value }))
  return (
    <>
      <div className={css.pair}>
        <Form.Item name="shortName" label={say('shortName')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="ownerId" label={say('owner')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say('nobody')}
            options={names.people}
          />
        </Form.Item>
        <Form.Item name="tier" label={say('tier')}>
          <AutoComplete options={options(data?.tiers)} maxLength={40} />
        </Form.Item>
        <Form.Item name="industry" label={say('industry')}>
          <AutoComplete options={options(data?.industries)} maxLength={40} />
        </Form.Item>
        <Form.Item name="regionId" label={say('region')}>
          <Select allowClear options={names.regions} />
        </Form.Item>
      </div>
      <Form.Item name="address" label={say('address')}>
        <Input maxLength={200} />
      </Form.Item>
    </>
  )
}

/** Empty fields are not sent; no owner means the public pool. */
function filled(fields: Fields) {
  const { ownerId, ...rest } = fields
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value)) as Omit<
    Fields,
    'ownerId'
  >
  return { ...given, ownerId: ownerId ?? null }
}

/** Asks for duplicates 400 ms after the last key. */
function useDuplicates(name = '', creditCode = ''): DuplicateHint[] {
  const [asked, setAsked] = useState({ name: '', creditCode: '' })
  useEffect(() => {
    const wait = setTimeout(() => setAsked({ name: name.trim(), creditCode: creditCode.trim() }), 400)
    return () => clearTimeout(wait)
  }, [name, creditCode])
  const { data } = useQuery({
    queryKey: ['crm', 'duplicates', asked],
    queryFn: () => call(findDuplicates, { body: asked }),
    enabled: asked.name.length >= 2 || asked.creditCode.length === 18,
  })
  return data?.hints ?? []
}

function Duplicates({ hints, onClose }: { hints: DuplicateHint[]; onClose: () => void }) {
  const say = useText(crmTexts)
  const names = useNames()
  if (hints.length === 0) return null
  return (
    <section className={css.hints} aria-live="polite">
      <h3>{say('similar')}</h3>
      {hints.map(hint => (
        <div key={hint.id ?? hint.name} className={css.hint}>
          <div>
            <b>{hint.name}</b>
            <p className="quiet small">
              {[
                ...hint.reasons.slice(0, 2).map(reason => say(reason)),
                hint.ownerId ? say('belongsTo', { name: names.person(hint.ownerId) }) : say('nobody'),
                ...(hint.id ? [] : [say('notYours')]),
              ].join(' · ')}
            </p>
          </div>
          {hint.id && (
            <Link to={`/accounts/${hint.id}`} className="link" onClick={onClose}>
              {say('openIt')}
            </Link>
          )}
        </div>
      ))}
    </section>
  )
}
