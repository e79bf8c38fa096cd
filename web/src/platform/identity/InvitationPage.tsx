import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import type { z } from 'zod'
import { acceptInvitation, readInvitation } from '#platform/identity/invitation-api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useGo, useScreenParams } from '../../app/url-state.ts'
import { Fault } from '../../ui/Fault.tsx'
import { ErrorState } from '../../ui/States.tsx'
import { EntryFrame } from './EntryFrame.tsx'
import { PasswordField } from './FirstRunPage.tsx'
import { identityTexts } from './texts.ts'

type Invitation = z.infer<(typeof readInvitation)['answer']>

interface Fields {
  name: string
  email: string
  password: string
}

/** Joining by an invitation link: name, password, in. */
export default function InvitationPage() {
  const say = useText(identityTexts)
  const { token } = useScreenParams<'token'>()
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => call(readInvitation, { params: { token } }),
  })
  if (query.error)
    return (
      <EntryFrame title="">
        <ErrorState error={query.error} />
      </EntryFrame>
    )
  if (!query.data) return null
  const { workspace, inviter, role } = query.data
  const hint = inviter ? say('joinHint', { inviter, role }) : say('joinHintPlain', { role })
  return (
    <EntryFrame title={say('joinTitle', { workspace })} hint={hint}>
      <JoinForm token={token} invitation={query.data} />
    </EntryFrame>
  )
}

function JoinForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const say = useText(identityTexts)
  const locale = useLocale()
  const go = useGo()
  const join = useMutation({
    mutationFn: ({ name, email, password }: Fields) =>
      call(acceptInvitation, {
        params: { token },
        body: { name, password, locale, ...(invitation.email ? {} : { email }) },
      }),
    onSuccess: async () => {
      queries.clear()
      await go('/')
    },
  })
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: invitation.name ?? '', email: invitation.email ?? '' }}
      onFinish={join.mutate}
      disabled={join.isPending}
      validateTrigger="onBlur"
    >
      <Fault error={join.error} />
      <Form.Item
        name="email"
        label={say('email')}
        rules={[{ required: true, type: 'email', message: say('emailNeeded') }]}
      >
        <Input type="email" autoComplete="username" readOnly={invitation.email !== null} />
      </Form.Item>
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input autoComplete="name" maxLength={60} />
      </Form.Item>
      <PasswordField />
      <Button type="primary" htmlType="submit" block loading={join.isPending}>
        {say('join')}
      </Button>
    </Form>
  )
}
