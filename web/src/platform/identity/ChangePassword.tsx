import { Button, Form, Input } from 'antd'
import { changePassword } from '#platform/identity/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Fault } from '../../ui/Fault.tsx'
import { PasswordField } from './FirstRunPage.tsx'
import { identityTexts } from './texts.ts'

interface Fields {
  current: string
  next: string
}

/** Changes one's own password. */
export function ChangePassword({ onDone }: { onDone: () => void }) {
  const say = useText(identityTexts)
  const save = useSave((body: Fields) => call(changePassword, { body }), {
    said: say('passwordChanged'),
    onDone,
    silent: true,
  })
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item
        name="current"
        label={say('currentPassword')}
        rules={[{ required: true, message: say('passwordNeeded') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={128} />
      </Form.Item>
      <PasswordField name="next" label={say('nextPassword')} />
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('changePassword')}
      </Button>
    </Form>
  )
}
