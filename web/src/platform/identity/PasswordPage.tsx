import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { usePasswordLink as choosePassword, readPasswordLink } from '#platform/identity/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useGo, useScreenParams } from '../../app/url-state.ts'
import { Fault } from '../../ui/Fault.tsx'
import { ErrorState } from '../../ui/States.tsx'
import { EntryFrame } from './EntryFrame.tsx'
import { PasswordField } from './FirstRunPage.tsx'
import { identityTexts } from './texts.ts'

/** A new password by an administrator's link. */
export default function PasswordPage() {
  const say = useText(identityTexts)
  const go = useGo()
  const { token } = useScreenParams<'token'>()
  const query = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => call(readPasswordLink, { params: { token } }),
  })
  const choose = useMutation({
    mutationFn: (body: { password: string }) => call(choosePassword, { params: { token }, body }),
    onSuccess: async () => {
      queries.clear()
      await go('/')
    },
  })
  if (query.error)
    return (
      <EntryFrame title="">
        <ErrorState error={query.error} />
      </EntryFrame>
    )
  if (!query.data) return null
  return (
    <EntryFrame title={say('newPassword')} hint={say('newPasswordHint', query.data)}>
      <Form<{ password: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={choose.mutate}
        disabled={choose.isPending}
      >
        <Fault error={choose.error} />
        <PasswordField />
        <Button type="primary" htmlType="submit" block loading={choose.isPending}>
          {say('setPassword')}
        </Button>
      </Form>
    </EntryFrame>
  )
}
