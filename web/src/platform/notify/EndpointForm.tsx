import { Alert, Button, Form, Input, Switch } from 'antd'
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointView,
  testEndpoint,
  updateEndpoint,
} from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Fault } from '../../ui/Fault.tsx'
import css from './Notify.module.css'
import { ThingFoot } from './ThingFoot.tsx'
import { notifyTexts } from './texts.ts'

interface Fields {
  name: string
  url: string
  enabled: boolean
}

/** A webhook endpoint. A new one answers with its signing secret, shown once. */
export function EndpointForm({
  endpoint,
  onDone,
}: {
  endpoint: EndpointView | undefined
  onDone: () => void
}) {
  const say = useText(notifyTexts)
  const write = async ({ name, url, enabled }: Fields): Promise<string | undefined> => {
    if (!endpoint) return (await call(createEndpoint, { body: { name, url } })).secret
    await call(updateEndpoint, { params: { id: endpoint.id }, body: { name, url, enabled } })
    return undefined
  }
  const save = useSave(write, {
    refetch: [['notify']],
    silent: true,
    onDone: secret => {
      if (!secret) onDone()
    },
  })
  if (save.data)
    return (
      <div className={css.secret}>
        <Alert type="warning" showIcon title={say('secretOnce')} />
        <CopyButton text={save.data} />
        <Button onClick={onDone}>{say('done')}</Button>
      </div>
    )
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={endpoint ?? {}}
      onFinish={save.mutate}
    >
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
        label={say('endpointUrl')}
        rules={[{ required: true, type: 'url', message: say('urlNeeded') }]}
      >
        <Input maxLength={2000} placeholder="https://" />
      </Form.Item>
      {endpoint && (
        <Form.Item name="enabled" label={say('enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <ThingFoot
        existing={
          endpoint && {
            name: endpoint.name,
            remove: () => call(deleteEndpoint, { params: { id: endpoint.id } }),
            test: () => call(testEndpoint, { params: { id: endpoint.id } }),
          }
        }
        saving={save.isPending}
        onRemoved={onDone}
      />
    </Form>
  )
}
