import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { setUp } from '#platform/identity/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { queries } from '../../app/queries.ts'
import { entryQuery } from '../../app/session.ts'
import { useGo } from '../../app/url-state.ts'
import { Fault } from '../../ui/Fault.tsx'
import { EntryFrame } from './EntryFrame.tsx'
import { identityTexts } from './texts.ts'

interface Setup {
  workspace: string
  name: string
  email: string
  password: string
}

/** The very first page: makes the workspace and its administrator, and goes in. */
export default function FirstRunPage() {
  const say = useText(identityTexts)
  const locale = useLocale()
  const go = useGo()
  const { data: entry } = useSuspenseQuery(entryQuery)
  const create = useMutation({
    mutationFn: (body: Setup) => call(setUp, { body: { ...body, locale } }),
    onSuccess: async () => {
      queries.clear()
      await go('/')
    },
  })
  if (entry.isSetUp && !create.isSuccess)
    return (
      <EntryFrame title={say('alreadySetUp')}>
        <p style={{ marginTop: 16 }}>
          <Link to="/sign-in" className="link">
            {say('toSignIn')}
          </Link>
        </p>
      </EntryFrame>
    )
  return (
    <EntryFrame title={say('setupTitle')} hint={say('setupHint')}>
      <Form<Setup>
        layout="vertical"
        requiredMark={false}
        onFinish={create.mutate}
        disabled={create.isPending}
        validateTrigger="onBlur"
      >
        <Fault error={create.error} />
        <Form.Item
          name="workspace"
          label={say('workspace')}
          rules={[{ required: true, whitespace: true, message: say('workspaceNeeded') }]}
        >
          <Input
            autoComplete="organization"
            placeholder={say('workspaceExample')}
            maxLength={100}
            autoFocus
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={say('name')}
          rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
        >
          <Input autoComplete="name" maxLength={60} />
        </Form.Item>
        <Form.Item
          name="email"
          label={say('email')}
          rules={[{ required: true, type: 'email', message: say('emailNeeded') }]}
        >
          <Input type="email" autoComplete="username" />
        </Form.Item>
        <PasswordField />
        <Button type="primary" htmlType="submit" block loading={create.isPending}>
          {say('create')}
        </Button>
      </Form>
    </EntryFrame>
  )
}

/** A new password and its one rule. */
export function PasswordField({ name = 'password', label }: { name?: string; label?: string }) {
  const say = useText(identityTexts)
  return (
    <Form.Item
      name={name}
      label={label ?? say('password')}
      extra={say('passwordRule')}
      rules={[{ required: true, min: 10, message: say('passwordShort') }]}
    >
      <Input.Password autoComplete="new-password" maxLength={128} />
    </Form.Item>
  )
}
