import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select, Switch } from 'antd'
import { createRobot, deleteRobot, type RobotView, testRobot, updateRobot } from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Fault } from '../../ui/Fault.tsx'
import { departmentOptions, orgQuery } from '../org/org.ts'
import { ThingFoot } from './ThingFoot.tsx'
import { notifyTexts } from './texts.ts'

interface Fields {
  name: string
  url: string
  secret: string
  format: 'markdown' | 'text'
  departmentId: string | null
  enabled: boolean
}

/** A robot of a chat group. Its address and secret are never shown again; left empty they stay. */
export function RobotForm({ robot, onDone }: { robot: RobotView | undefined; onDone: () => void }) {
  const say = useText(notifyTexts)
  const { data: org } = useQuery(orgQuery)
  const save = useSave((fields: Fields) => write(robot, fields), {
    said: say('saved'),
    refetch: [['notify']],
    onDone,
    silent: true,
  })
  const start = robot ?? { format: 'markdown', departmentId: null, enabled: true }
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={start} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="url"
        label={say('url')}
        extra={say(robot ? 'urlKept' : 'urlHint')}
        rules={[{ required: !robot, type: 'url', message: say('urlNeeded') }]}
      >
        <Input maxLength={500} autoComplete="off" {...(robot ? { placeholder: `…${robot.tokenEnd}` } : {})} />
      </Form.Item>
      <Form.Item name="secret" label={say('secret')} extra={say('secretHint')}>
        <Input.Password maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="departmentId"
        label={say('department')}
        getValueFromEvent={(value?: string) => value ?? null}
      >
        <Select
          allowClear
          placeholder={say('wholeWorkspace')}
          options={departmentOptions(org?.departments ?? [])}
        />
      </Form.Item>
      <Form.Item name="format" label={say('format')}>
        <Radio.Group options={(['markdown', 'text'] as const).map(value => ({ value, label: say(value) }))} />
      </Form.Item>
      {robot && (
        <Form.Item name="enabled" label={say('enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <ThingFoot
        existing={
          robot && {
            name: robot.name,
            remove: () => call(deleteRobot, { params: { id: robot.id } }),
            test: () => call(testRobot, { params: { id: robot.id } }),
          }
        }
        saving={save.isPending}
        onRemoved={onDone}
      />
    </Form>
  )
}

function write(
  robot: RobotView | undefined,
  { url, secret, enabled, ...fields }: Fields,
): Promise<RobotView> {
  if (!robot) return call(createRobot, { body: { ...fields, url, secret: secret || null } })
  const changed = { ...(url ? { url } : {}), ...(secret ? { secret } : {}) }
  return call(updateRobot, { params: { id: robot.id }, body: { ...fields, ...changed, enabled } })
}
